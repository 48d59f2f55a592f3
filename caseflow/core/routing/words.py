"""The closed words of a complaint that routing reads; anything else is refused by name."""

ARREARS = frozenset({"拖欠工程款", "拖欠货款", "拖欠服务款", "保证金", "背靠背条款", "强制商业汇票", "借款纠纷"})
UNFAIR = frozenset(
    {
        "市场准入壁垒", "公平竞争/指定交易", "政府采购歧视", "招投标壁垒", "乱收费(行政事业性/保证金)",
        "乱收费(经营服务性)", "转供电", "用电(电价政策)", "乱罚款", "乱摊派", "重复检查", "违法查封扣押", "证照办理",
        "环保一刀切", "信用修复", "知识产权", "税务", "融资/抽贷", "银行收费", "社保", "海关", "政府产权纠纷",
        "其他不公平对待",
    }
)  # fmt: skip
CATEGORIES = ARREARS | UNFAIR

OWNED_BY = {
    "国有大型企业(省属)": "省级",
    "国有大型企业(自治区属)": "省级",
    "国有大型企业(市属)": "市级",
    "国有大型企业(县属)": "县级",
}
RANKLESS = frozenset({"民营大型企业", "中小企业", "其他企业"})
PUBLIC_BODIES = frozenset({"机关", "事业单位", "团体组织", "部门监管行为", "司法机关"})
TYPES = frozenset(OWNED_BY) | RANKLESS | PUBLIC_BODIES | {"国有大型企业(央企)", "金融机构", "军队单位", "不明"}

CENTRAL, PROVINCIAL, VERTICAL, MUNICIPAL = "中央", "省级", "省级垂直（隶属机构）", "市级"
COUNTY_RUN, TOWNSHIP, ZONE_LEVEL, ARMY, UNCLEAR = "县级", "乡镇（街道）", "开发区/新区", "军队", "不明"
RESPONDENT_LEVELS = frozenset(
    {CENTRAL, PROVINCIAL, VERTICAL, MUNICIPAL, COUNTY_RUN, TOWNSHIP, ZONE_LEVEL, ARMY, UNCLEAR}
)
INDUSTRIES = frozenset({"工信", "住建", "交通", "水利", "农业", "文旅"})
SIZES = frozenset({"大型", "中型", "小型", "微型", "待定", "不详"})
PRICES = frozenset({"货物", "工程", "服务", "保证金", "借款", "股权", "工资"})
