"""The enterprises. None of them exists; the animals, stars and toys in their names say so."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EnterpriseFacts:
    """``place`` indexes REGIONS; ``country`` other than CN makes it one of a foreign register."""

    name: str
    name_en: str
    industry: str
    nature: str
    staff: int
    country: str = "CN"
    register: str = ""


#: GB/T 2260 codes and names.
REGIONS = (
    ("440100", "广东省广州市"),
    ("440300", "广东省深圳市"),
    ("440600", "广东省佛山市"),
    ("441900", "广东省东莞市"),
    ("440400", "广东省珠海市"),
    ("442000", "广东省中山市"),
    ("441300", "广东省惠州市"),
    ("440700", "广东省江门市"),
)

E = EnterpriseFacts
BY_SECTOR: dict[str, tuple[EnterpriseFacts, ...]] = {
    "make": (
        E("木星齿轮有限公司", "Jupiter Gears Co., Ltd.", "C34", "private", 620),
        E("土星环轴承有限公司", "Saturn Ring Bearings Co., Ltd.", "C34", "private", 340),
        E("纸鸢精密机械有限公司", "Paper Kite Precision Machinery Co., Ltd.", "C35", "private", 180),
        E("蜂鸟机器人有限公司", "Hummingbird Robotics Co., Ltd.", "C34", "private", 260),
        E("长颈鹿起重设备有限公司", "Giraffe Lifting Equipment Co., Ltd.", "C34", "state", 910),
        E("萤火虫自动化有限公司", "Firefly Automation Co., Ltd.", "C40", "private", 145),
        E("铁皮鼓金属制品有限公司", "Tin Drum Metalworks Co., Ltd.", "C33", "private", 88),
        E("风铃电机有限公司", "Wind Chime Motors Co., Ltd.", "C38", "foreign", 430),
        E("海獭传动系统有限公司", "Sea Otter Drives Co., Ltd.", "C34", "private", 210),
        E("彗尾激光装备有限公司", "Comet Tail Laser Equipment Co., Ltd.", "C35", "private", 155),
        E("八音盒仪器仪表有限公司", "Music Box Instruments Co., Ltd.", "C40", "private", 120),
        E("雪鸮数控机床有限公司", "Snowy Owl Machine Tools Co., Ltd.", "C34", "state", 780),
        E("贝壳模具有限公司", "Seashell Moulds Co., Ltd.", "C35", "private", 95),
        E("企鹅冷链装备有限公司", "Penguin Cold-Chain Equipment Co., Ltd.", "C34", "private", 230),
        E("诺德光传动技术有限公司", "Nordlicht Antriebstechnik GmbH", "C34", "foreign", 1500, "DE", "Handelsregister"),
    ),
    "net": (
        E("第七朵云网络科技有限公司", "Seventh Cloud Networks Co., Ltd.", "I65", "private", 310),
        E("灯塔水母数据有限公司", "Lantern Jellyfish Data Co., Ltd.", "I65", "private", 140),
        E("信鸽通信技术有限公司", "Carrier Pigeon Communications Co., Ltd.", "I63", "state", 860),
        E("夜猫子网络安全有限公司", "Night Owl Cybersecurity Co., Ltd.", "I65", "private", 170),
        E("珊瑚礁云计算有限公司", "Coral Reef Cloud Co., Ltd.", "I65", "private", 240),
        E("回声定位软件有限公司", "Echolocation Software Co., Ltd.", "I65", "private", 96),
        E("纸风车软件有限公司", "Pinwheel Software Co., Ltd.", "I65", "private", 75),
        E("北极燕鸥卫星通信有限公司", "Arctic Tern Satcom Co., Ltd.", "I63", "state", 520),
        E("算盘珠子信息技术有限公司", "Abacus Bead Information Technology Co., Ltd.", "I65", "private", 64),
        E("苍耳物联网有限公司", "Cocklebur IoT Co., Ltd.", "I65", "private", 110),
        E("万花筒数字科技有限公司", "Kaleidoscope Digital Co., Ltd.", "I65", "foreign", 205),
        E("十二星桥系统集成有限公司", "Twelve Star Bridge Systems Co., Ltd.", "I65", "private", 280),
        E("树懒运维服务有限公司", "Sloth Operations Services Co., Ltd.", "I65", "private", 58),
        E("拼图测试技术有限公司", "Jigsaw Testing Co., Ltd.", "M74", "private", 82),
        E("静港系统有限公司", "Quiet Harbour Systems Ltd", "I65", "foreign", 400, "GB", "Companies House"),
    ),
    "auto": (
        E("独角鲸新能源汽车有限公司", "Narwhal New Energy Vehicles Co., Ltd.", "C36", "state", 2400),
        E("旋转木马汽车服务有限公司", "Carousel Auto Services Co., Ltd.", "O81", "private", 66),
        E("羚羊动力电池有限公司", "Antelope Power Batteries Co., Ltd.", "C38", "private", 1150),
        E("闪电蜗牛汽车销售有限公司", "Lightning Snail Auto Sales Co., Ltd.", "F52", "private", 92),
        E("瓢虫汽车零部件有限公司", "Ladybird Auto Parts Co., Ltd.", "C36", "private", 370),
        E("袋鼠充电设施有限公司", "Kangaroo Charging Co., Ltd.", "C38", "private", 130),
        E("银杏叶车辆检测有限公司", "Ginkgo Leaf Vehicle Inspection Co., Ltd.", "M74", "private", 54),
        E("红狐底盘技术有限公司", "Red Fox Chassis Co., Ltd.", "C36", "foreign", 480),
        E("云雀智能座舱有限公司", "Skylark Smart Cockpit Co., Ltd.", "C39", "private", 220),
        E("竹蜻蜓无人驾驶有限公司", "Bamboo Dragonfly Driving Co., Ltd.", "I65", "private", 160),
        E("橡果轮胎有限公司", "Acorn Tyres Co., Ltd.", "C29", "private", 640),
        E("风车电控有限公司", "Windmill Power Electronics Co., Ltd.", "C38", "private", 190),
        E("翻车鱼道路救援有限公司", "Sunfish Roadside Rescue Co., Ltd.", "G54", "private", 47),
        E("信天翁客车有限公司", "Albatross Coaches Co., Ltd.", "C36", "state", 1320),
        E("翠鸟出行株式会社", "Kawasemi Mobility K.K.", "C36", "foreign", 900, "JP", "法人番号"),
    ),
    "trade": (
        E("满月市集电子商务有限公司", "Full Moon Market E-commerce Co., Ltd.", "F52", "private", 180),
        E("骆驼队物流有限公司", "Camel Caravan Logistics Co., Ltd.", "G59", "private", 560),
        E("候鸟跨境电商有限公司", "Migratory Bird Cross-border Co., Ltd.", "F51", "private", 125),
        E("灰松鼠仓储有限公司", "Grey Squirrel Warehousing Co., Ltd.", "G59", "private", 330),
        E("绿皮箱供应链有限公司", "Green Trunk Supply Chain Co., Ltd.", "L72", "private", 145),
        E("乌龟快运有限公司", "Tortoise Express Co., Ltd.", "G60", "private", 870),
        E("稻草人农产品有限公司", "Scarecrow Farm Produce Co., Ltd.", "F51", "private", 70),
        E("花栗鼠直播有限公司", "Chipmunk Live Commerce Co., Ltd.", "L72", "private", 84),
        E("牧羊犬冷链有限公司", "Sheepdog Cold Chain Co., Ltd.", "G59", "private", 240),
        E("三色堇百货有限公司", "Pansy Department Store Co., Ltd.", "F52", "state", 690),
        E("灰鹤港务有限公司", "Grey Crane Port Services Co., Ltd.", "G55", "state", 1400),
        E("银鱼数据营销有限公司", "Silverfish Marketing Co., Ltd.", "L72", "private", 61),
        E("邮差帽供应链有限公司", "Postman's Cap Supply Chain Co., Ltd.", "G60", "private", 150),
        E("小雪人食品贸易有限公司", "Little Snowman Food Trading Co., Ltd.", "F51", "private", 98),
        E("琥珀线零售有限公司", "Amberline Retail B.V.", "F52", "foreign", 760, "NL", "Kamer van Koophandel"),
    ),
}

#: Words for the many enterprises of a measuring world: (Chinese, English).
FIRST_WORDS = (
    ("红", "Red"), ("蓝", "Blue"), ("银", "Silver"), ("金", "Golden"), ("青", "Green"), ("白", "White"), ("紫", "Violet"),
    ("远", "Far"), ("静", "Quiet"), ("飞", "Flying"), ("大", "Great"), ("小", "Little"), ("雪", "Snow"), ("雨", "Rain"),
    ("星", "Star"), ("云", "Cloud"), ("海", "Sea"), ("山", "Mountain"), ("夏", "Summer"), ("秋", "Autumn"),
)  # fmt: skip
SECOND_WORDS = (
    ("刺猬", "Hedgehog"), ("海豚", "Dolphin"), ("企鹅", "Penguin"), ("水獭", "Otter"), ("麋鹿", "Elk"), ("鹦鹉", "Parrot"),
    ("河马", "Hippo"), ("章鱼", "Octopus"), ("蜻蜓", "Dragonfly"), ("海马", "Seahorse"), ("犀鸟", "Hornbill"), ("貂", "Marten"),
    ("陀螺", "Spinning Top"), ("积木", "Building Block"), ("风筝", "Kite"), ("木偶", "Puppet"), ("口琴", "Harmonica"),
    ("望远镜", "Telescope"),
)  # fmt: skip
THIRD_WORDS = {
    "make": (("机械", "Machinery", "C34"), ("装备", "Equipment", "C35"), ("自动化", "Automation", "C40"), ("电机", "Motors", "C38")),
    "net": (("网络", "Networks", "I65"), ("软件", "Software", "I65"), ("数据", "Data", "I65"), ("通信", "Communications", "I63")),
    "auto": (("汽车零部件", "Auto Parts", "C36"), ("汽车服务", "Auto Services", "O81"), ("电池", "Batteries", "C38")),
    "trade": (("电子商务", "E-commerce", "F52"), ("物流", "Logistics", "G59"), ("供应链", "Supply Chain", "L72")),
}
