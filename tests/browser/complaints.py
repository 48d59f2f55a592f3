"""The two worked cases of the routing rule that travel in a browser; their firms are invented."""

from tests.browser.way import Complaint

SHANDAN = Complaint(
    firm="甘肃润禾水利水电工程有限公司",
    serial=3,
    size="中型",
    industry="建筑业",
    home="山丹县",
    respondent="山丹县水务局",
    level="县、区管",
    place="山丹县",
    department="山丹县人民政府",
    trade="水利",
    contract="2022-06-10",
    delivered="2023-09-28",
    due="2023-10-28",
    amount="3127500",
    clerk="gansu.sl",
    lead="山丹县财政局",
    lead_login="shandan.caizheng",
    reviewers=("shandan.sh", "zhangye.sh"),
)
"""GC-003: 312.75 万元, reviewed in two levels."""

LINXIA = Complaint(
    firm="临夏市民兴建筑装饰有限公司",
    serial=50,
    size="微型",
    industry="建筑业",
    home="临夏市",
    respondent="临夏市八坊街道办事处",
    level="乡镇、街道",
    place="临夏市",
    department="临夏市人民政府",
    trade="",
    contract="2023-04-10",
    delivered="2023-08-20",
    due="2023-09-19",
    amount="413000",
    clerk="gansu.sl2",
    lead="临夏市财政局",
    lead_login="linxia.caizheng",
    reviewers=("linxia.sh",),
)
"""GC-050: 41.3 万元, reviewed in one level."""
