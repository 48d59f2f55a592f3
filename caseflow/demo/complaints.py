"""The demo's complaints: invented matters of invented firms; who owes is named by place and function or is invented."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caseflow.intake.filing import ClaimInput, Filing, Respondent


@dataclass(frozen=True)
class DemoComplaint:
    """One complaint: the firm's key, the lead office's key in the roster, how far the case has come."""

    firm: str
    office: str
    until: str
    filing: Filing


def _filing(
    category: str, respondent: Respondent, place: tuple[str, str, str | None], claim: ClaimInput, words: str
) -> Filing:
    province, city, county = place
    return Filing(
        category=category,
        proceedings="",
        size_disputed=False,
        respondent=respondent,
        region={"province": province, "city": city, "county": county},
        claims=(claim,),
        contract_relation=True,
        happened_on=None,
        amount=claim.amount,
        narrative=words,
        request="请督促对方付清欠款并支付逾期利息。",
        pledged_by="企业负责人",
    )


def _claim(name: str, price_of: str, signed: date, delivered: date, due: date, amount: int) -> ClaimInput:
    yuan = Decimal(amount)
    return ClaimInput(name, "", signed, price_of, delivered, due, yuan, yuan, Decimal(0))


GANSU, NINGXIA = "甘肃省", "宁夏回族自治区"

COMPLAINTS: tuple[DemoComplaint, ...] = (
    DemoComplaint(
        "runhe", "shandan.caizheng", "written_off",
        _filing(
            "拖欠工程款",
            Respondent("山丹县水务局", "机关", "县级", "620725", industry="水利"),
            (GANSU, "张掖市", "山丹县"),
            _claim("灌区干渠维修工程施工合同", "工程", date(2022, 6, 10), date(2023, 9, 28), date(2023, 10, 28), 627500),
            "工程已验收两年，财政评审已定案，尾款一直没有支付，多次书面催要没有结果。",
        ),
    ),
    DemoComplaint(
        "xinyuan", "gaotai.guozi", "resolved",
        _filing(
            "拖欠货款",
            Respondent("高台县城市建设投资集团有限公司", "国有大型企业(县属)", "县级", "620724", industry="住建"),
            (GANSU, "张掖市", "高台县"),
            _claim("商品混凝土供货合同", "货物", date(2023, 8, 1), date(2023, 12, 30), date(2024, 2, 28), 573000),
            "货已供完并对账确认，对方以内部审批流程没有走完为由一直不付。",
        ),
    ),
    DemoComplaint(
        "luda", "zhangye.jiaotong", "paying",
        _filing(
            "拖欠工程款",
            Respondent("张掖市公路事业发展中心", "事业单位", "市级", "620700", "交通", "张掖市交通运输局"),
            (GANSU, "张掖市", None),
            _claim("公路养护工程合同", "工程", date(2023, 4, 12), date(2024, 10, 20), date(2024, 11, 20), 4880000),
            "养护工程已交工验收，对方说等上级资金，没有给出付款时间。",
        ),
    ),
    DemoComplaint(
        "fengmu", "liangzhou.nongye", "handling",
        _filing(
            "拖欠货款",
            Respondent("武威天牧农业集团有限公司", "民营大型企业", "县级", "620602", industry="农业"),
            (GANSU, "武威市", "凉州区"),
            _claim("饲料购销合同", "货物", date(2024, 3, 1), date(2024, 12, 15), date(2025, 2, 15), 715000),
            "饲料全部送到并签收，对方承认欠款，但一再推迟付款日期。",
        ),
    ),
    DemoComplaint(
        "heyi", "linxia.caizheng", "dispatched",
        _filing(
            "拖欠工程款",
            Respondent("临夏市八坊街道办事处", "机关", "乡镇（街道）", "622901"),
            (GANSU, "临夏回族自治州", "临夏市"),
            _claim("社区活动室装修合同", "工程", date(2024, 5, 6), date(2024, 11, 5), date(2024, 12, 5), 413000),
            "装修完工已投入使用，质保期满，余款没有支付。",
        ),
    ),
    DemoComplaint(
        "kangrui", "yinchuan.weijian", "accepted",
        _filing(
            "拖欠货款",
            Respondent("银川市第七人民医院", "事业单位", "市级", "640100", "", "银川市卫生健康委员会"),
            (NINGXIA, "银川市", None),
            _claim("医用耗材供货合同", "货物", date(2024, 1, 15), date(2024, 9, 30), date(2024, 11, 29), 955000),
            "耗材按月供货、按月对账，去年下半年的货款没有支付。",
        ),
    ),
    DemoComplaint(
        "xiongguan", "jiayuguan.weijian", "filed",
        _filing(
            "拖欠服务款",
            Respondent("嘉峪关市雄关人民医院", "事业单位", "市级", "620200", "", "嘉峪关市卫生健康委员会"),
            (GANSU, "嘉峪关市", None),
            _claim("后勤保洁服务合同", "服务", date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 30), 660000),
            "全年服务已验收合格，发票已开，服务费一直没有支付。",
        ),
    ),
)  # fmt: skip
