"""What the simulated firms complain of. Firms are invented; who is complained of is 某 and so nobody."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import select

from caseflow.accounts import actions as accounts
from caseflow.core.access import Actor
from caseflow.demo.people import PASSWORD, credit_code
from caseflow.demo.roster import FIRMS
from caseflow.demo.year.roads import Road
from caseflow.intake.filing import ClaimInput, Filing, Respondent
from caseflow.store.db import db
from caseflow.store.models import Person
from caseflow.store.people import actor_of
from caseflow.store.unit_of_work import Submission

GANSU, NINGXIA = "甘肃省", "宁夏回族自治区"
CENT = Decimal("0.01")
SIMULATED = "moni"
"""How the logins of simulated firms begin."""


@dataclass(frozen=True)
class Place:
    """A county, or a city without one; `code` of policies/territory.csv."""

    province: str
    city: str
    county: str | None
    code: str

    @property
    def name(self) -> str:
        """The lowest name."""
        return self.county or self.city


@dataclass(frozen=True)
class Matter:
    """One kind of complaint; `{place}` in the names is filled in, `department` is what a public institution is under."""

    category: str
    respondent: str
    type: str
    level: str
    price_of: str
    contract: str
    words: str
    industry: str = ""
    department: str = ""


PLACES = (
    Place(GANSU, "张掖市", "山丹县", "620725"),
    Place(GANSU, "张掖市", "高台县", "620724"),
    Place(GANSU, "武威市", "凉州区", "620602"),
    Place(GANSU, "临夏回族自治州", "临夏市", "622901"),
    Place(GANSU, "嘉峪关市", None, "620200"),
    Place(NINGXIA, "固原市", "原州区", "640402"),
    Place(GANSU, "张掖市", None, "620700"),
    Place(NINGXIA, "银川市", None, "640100"),
)

COUNTY = "县级"

ARREARS = (
    Matter(
        "拖欠工程款", "{place}某街道办事处", "机关", COUNTY, "工程", "社区活动室改造合同",
        "工程已验收使用，余款一直没有支付。",
    ),
    Matter(
        "拖欠货款", "{place}某城市建设投资有限公司", "国有大型企业(县属)", COUNTY, "货物", "建材供货合同",
        "货已供完并对账，对方以审批没有走完为由不付。", "住建",
    ),
    Matter(
        "拖欠服务款", "{place}某医院", "事业单位", COUNTY, "服务", "后勤保洁服务合同",
        "服务期满并验收合格，服务费没有支付。", department="{place}卫生健康局",
    ),
    Matter(
        "拖欠货款", "{place}某农业集团有限公司", "民营大型企业", COUNTY, "货物", "饲料购销合同",
        "货已全部签收，对方承认欠款，但一再推迟。", "农业",
    ),
    Matter(
        "拖欠工程款", "{place}某单位", "机关", COUNTY, "工程", "维修工程施工合同",
        "结算已审定，尾款没有支付，多次催要没有结果。",
    ),
    Matter(
        "保证金", "{place}某工业集团有限公司", "民营大型企业", COUNTY, "保证金", "设备采购合同（质量保证金）",
        "质保期已满，质量保证金没有退还。", "工信",
    ),
)  # fmt: skip
UNFAIR = (
    Matter(
        "乱收费(经营服务性)", "{place}某燃气公司", "部门监管行为", COUNTY, "", "",
        "报装时被要求购买指定的附加服务，不买就不办理。",
    ),
    Matter(
        "招投标壁垒", "{place}某招标人", "部门监管行为", COUNTY, "", "",
        "招标文件要求在本地设立分公司满三年，外地企业无法参加。",
    ),
    Matter(
        "公平竞争/指定交易", "{place}某主管单位", "部门监管行为", COUNTY, "", "",
        "办事时被要求使用指定的检测机构，没有说明依据。",
    ),
)  # fmt: skip

TRADES = (("建筑装饰", "建筑业"), ("商贸", "批发业"), ("机电设备", "制造业"), ("物业服务", "租赁和商务服务业"))
BRANDS = (
    "禾润",
    "同昌",
    "启明",
    "锦程",
    "安泰",
    "博远",
    "恒信",
    "佳和",
    "新苑",
    "瑞丰",
    "广源",
    "德邻",
    "泰合",
    "云岭",
    "晟达",
)
REQUEST = {"A": "请督促对方付清欠款并支付逾期利息。", "B": "请核实并纠正。"}


def filing(road: Road, chance: Random, today: date) -> Filing:
    """A complaint for `road`, filed on `today`."""
    place = chance.choice(PLACES)
    matter = chance.choice(UNFAIR if road.track == "B" else ARREARS)
    amount = _amount(road, chance)
    claims = (_claim(road, matter, amount, chance, today),) if road.track == "A" else ()
    return Filing(
        category=matter.category,
        proceedings="已向人民法院起诉并立案" if road.declined else "",
        size_disputed=road.size,
        respondent=_respondent(matter, place),
        region={"province": place.province, "city": place.city, "county": place.county},
        claims=claims,
        contract_relation=True if claims else None,
        happened_on=None if claims else today - timedelta(days=chance.randint(5, 40)),
        amount=amount if claims else Decimal(0),
        narrative=matter.words,
        request=REQUEST[road.track],
        pledged_by="企业负责人",
    )


def _respondent(matter: Matter, place: Place) -> Respondent:
    level = matter.level if place.county else "市级"
    kind = matter.type if place.county else matter.type.replace("县属", "市属")
    department = matter.department.format(place=place.name)
    if not place.county:
        department = department.replace("卫生健康局", "卫生健康委员会")
    return Respondent(matter.respondent.format(place=place.name), kind, level, place.code, matter.industry, department)


def _amount(road: Road, chance: Random) -> Decimal:
    most, least = (9_000_000, 2_100_000) if road.large else (900_000, 20_000)
    return Decimal(chance.randint(least, most)).quantize(CENT)


def _claim(road: Road, matter: Matter, amount: Decimal, chance: Random, today: date) -> ClaimInput:
    due = today - timedelta(days=chance.randint(60, 700))
    delivered, signed = due - timedelta(days=60), due - timedelta(days=chance.randint(120, 500))
    disputed = (amount / 4).quantize(CENT) if road.outcome == "disputed" else Decimal(0)
    number = f"HT-{signed:%Y}-{chance.randint(1, 999):03d}"
    return ClaimInput(
        matter.contract, number, signed, matter.price_of, delivered, due, amount, amount - disputed, disputed
    )


class Firms:
    """The complaining firms: those of the demo, and as many more as a year needs."""

    def __init__(self, count: int, seed: int) -> None:
        self._count, self._seed = max(count, 1), seed
        self._known: dict[int, Actor] = {}

    def one(self, chance: Random) -> Actor:
        """A firm, registered when it first complains."""
        index = chance.randrange(self._count)
        if index not in self._known:
            login = f"{SIMULATED}{index}@example.com"
            self._known[index] = _firm(login) or _register(index, login)
        return self._known[index]


def _firm(login: str) -> Actor | None:
    found = db.session.scalar(select(Person.id).where(Person.login == login))
    return actor_of(found) if found else None


def _register(index: int, login: str) -> Actor:
    place, (trade, industry) = PLACES[index % len(PLACES)], TRADES[index % len(TRADES)]
    region = f"{place.province}{place.city}{place.county or ''}"
    brand = BRANDS[index % len(BRANDS)] + ("" if index < len(BRANDS) else BRANDS[index // len(BRANDS) % len(BRANDS)])
    company = accounts.NewCompany(
        name=f"{place.name}{brand}{trade}有限公司",
        credit_code=credit_code(f"91{place.code}MA9Y{index:04d}"),
        size=("小型", "微型", "中型")[index % 3],
        industry=industry,
        region=region,
        address=f"{region}创业路 {index + 1} 号",
        contact_name="企业联系人",
        phone=f"1390001{index:04d}",
        email=login,
        password=PASSWORD,
    )
    accounts.register(company, Submission(f"year-firm-{index}", "year"))
    made = _firm(login)
    if made is None:
        raise LookupError(login)
    return made


def is_ours(login: str) -> bool:
    """Whether this is the login of a firm that was invented here or in the demo."""
    demo = {f"{firm[0]}@example.com" for firm in FIRMS}
    return login in demo or (login.startswith(SIMULATED) and login.endswith("@example.com"))
