"""Departments and programmes. Major codes and names are those of the national catalogue; everything else is made up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProgrammeFacts:
    code: str
    name: str
    name_en: str
    category: str
    family: str


@dataclass(frozen=True)
class DepartmentFacts:
    """``sector`` ties the department to the enterprises that it works with."""

    code: str
    sector: str
    name: str
    name_en: str
    programmes: tuple[ProgrammeFacts, ...]


DEPARTMENTS = (
    DepartmentFacts(
        "IM",
        "make",
        "智能制造学院",
        "School of Intelligent Manufacturing",
        (
            ProgrammeFacts("460301", "机电一体化技术", "Mechatronics Technology", "装备制造大类", "自动化类"),
            ProgrammeFacts("460104", "机械制造及自动化", "Mechanical Manufacturing and Automation", "装备制造大类", "机械设计制造类"),
        ),
    ),
    DepartmentFacts(
        "IE",
        "net",
        "信息工程学院",
        "School of Information Engineering",
        (
            ProgrammeFacts("510202", "计算机网络技术", "Computer Network Technology", "电子与信息大类", "计算机类"),
            ProgrammeFacts("510203", "软件技术", "Software Technology", "电子与信息大类", "计算机类"),
        ),
    ),
    DepartmentFacts(
        "AE",
        "auto",
        "汽车工程学院",
        "School of Automotive Engineering",
        (
            ProgrammeFacts("460702", "新能源汽车技术", "New Energy Vehicle Technology", "装备制造大类", "汽车制造类"),
            ProgrammeFacts("500211", "汽车检测与维修技术", "Automotive Inspection and Repair", "交通运输大类", "道路运输类"),
        ),
    ),
    DepartmentFacts(
        "BM",
        "trade",
        "商贸管理学院",
        "School of Business and Trade",
        (
            ProgrammeFacts("530701", "电子商务", "E-commerce", "财经商贸大类", "电子商务类"),
            ProgrammeFacts("530802", "现代物流管理", "Modern Logistics Management", "财经商贸大类", "物流类"),
        ),
    ),
)

#: The posts that an opening of a programme offers where the programme has no posts of its own: (name, English name, tasks).
USUAL_POSTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "460104": (
        ("数控机床操作员", "CNC machine operator", "按工艺卡装夹、对刀、试切并做首件检验。"),
        ("工艺技术员", "Process technician", "协助编制工艺卡，跟踪现场工艺执行。"),
        ("质量检验员", "Quality inspector", "使用量具与三坐标测量机检验零件并填写记录。"),
    ),
    "510203": (
        ("软件测试工程师助理", "Junior software tester", "编写测试用例，执行功能与接口测试并提交缺陷。"),
        ("前端开发助理", "Junior front-end developer", "按设计稿实现页面并联调接口。"),
        ("实施支持工程师助理", "Implementation assistant", "部署系统，培训用户并整理问题清单。"),
    ),
    "460702": (
        ("动力电池装调员", "Power battery assembler", "按作业指导书装配电池包并做绝缘与气密检测。"),
        ("整车下线检测员", "End-of-line tester", "读取故障码，完成下线前的电检与路试记录。"),
        ("充电设施运维员", "Charging station maintainer", "巡检充电桩，处理常见故障并登记。"),
    ),
    "500211": (
        ("机电维修技师助理", "Assistant repair technician", "在师傅指导下完成保养、诊断与更换作业。"),
        ("服务顾问助理", "Service adviser assistant", "接待客户，建立工单，跟踪维修进度。"),
        ("车辆检测员", "Vehicle inspector", "按检测线流程完成安全与环保项目检测。"),
    ),
    "530802": (
        ("仓储管理员", "Warehouse keeper", "收货、上架、盘点并维护库存记录。"),
        ("运输调度员", "Dispatcher", "安排车辆与线路，跟踪在途异常。"),
        ("供应链数据助理", "Supply chain data assistant", "整理订单与库存数据，制作日报。"),
    ),
}
