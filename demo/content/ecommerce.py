"""电子商务: the beginning of a map, written for the demonstration."""

from demo.content.curriculum import CapabilityFacts as Cap
from demo.content.curriculum import CourseFacts as Course
from demo.content.curriculum import Curriculum, PostFacts

ECOMMERCE = Curriculum(
    code="530701",
    posts=(
        PostFacts("E1", "店铺运营助理", "Shop operations assistant", "维护商品信息，跟踪流量与转化。"),
        PostFacts("E2", "直播运营助理", "Live commerce assistant", "策划脚本，执行场控，复盘数据。"),
        PostFacts("E3", "客户服务专员", "Customer service agent", "解答咨询，处理售后，整理常见问题。"),
        PostFacts("E4", "跨境业务助理", "Cross-border business assistant", "维护外文商品页，跟进订单与报关资料。"),
    ),
    capabilities=(
        Cap("P-1", "能策划并制作商品详情页", "Plan and produce product pages", "E1:5:4 E4:4:3", "B02:HR B03:MI"),
        Cap("P-2", "能分析流量与转化数据并提出调整", "Analyse traffic and conversion and propose changes", "E1:5:4 E2:4:3", "B05:HR"),
        Cap("P-3", "能撰写直播脚本并执行场控", "Write a live script and run the session", "E2:5:4", "B06:MR"),
        Cap("P-4", "能按规范处理售前与售后问题", "Handle questions before and after sale by the rules", "E3:5:5 E1:3:3", "B07:HR"),
        Cap("P-5", "能完成跨境订单的单证准备", "Prepare documents of cross-border orders", "E4:5:4"),
        Cap("P-6", "能核算单品毛利与推广投入", "Calculate margin and promotion cost per item", "E1:4:4 E2:3:3", "B04:MI B05:LR"),
        Cap("G-1", "能使用表格软件处理经营数据", "Process business data with spreadsheets", "*:4:4", "B01:HI"),
        Cap("G-2", "能用英文进行商务书信往来", "Correspond in business English", "E4:5:4", "B08:LI"),
        Cap("S-1", "能在旺季压力下保持服务质量", "Keep up service in peak season", "E3:4:4 E2:3:3"),
        Cap("S-2", "能遵守广告与消费者权益规定", "Keep to advertising and consumer law", "*:5:4", "B04:LI"),
        Cap("D-1", "能跟踪平台规则变化并归纳影响", "Follow changes of platform rules and sum up their effect", "*:3:3"),
    ),
    courses=(
        Course("B01", "信息技术基础", "Information Technology", "public", 1, 64, 48),
        Course("B02", "商品信息采编", "Product Content", "core", 2, 64, 48),
        Course("B03", "视觉设计基础", "Visual Design Basics", "basic", 1, 56, 40),
        Course("B04", "电子商务基础", "E-commerce Basics", "basic", 1, 48, 16),
        Course("B05", "运营数据分析", "Operations Data Analysis", "core", 3, 64, 44),
        Course("B06", "直播电商运营", "Live Commerce", "core", 4, 64, 52),
        Course("B07", "客户服务与管理", "Customer Service", "core", 3, 48, 32),
        Course("B08", "商务英语", "Business English", "public", 2, 64, 16),
        Course("B09", "跨境电商实务", "Cross-border E-commerce", "extended", 4, 56, 40),
        Course("B10", "岗位实习", "On-Post Internship", "practice", 6, 480, 480),
    ),
    is_published=False,
)  # fmt: skip
