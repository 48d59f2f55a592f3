"""The demo's people, added once through the same actions as real ones."""

from sqlalchemy import select, update
from stdnum.cn import uscc

from caseflow.accounts import actions
from caseflow.demo.roster import FIRMS, Staff, staff
from caseflow.store.db import db
from caseflow.store.models import Person, Unit
from caseflow.store.unit_of_work import Submission, transaction

PASSWORD = "Caseflow-2026-demo"  # noqa: S105 -- the demo's password is printed at every start

DESKS = {
    "runhe": "(案件已销号)",
    "xinyuan": "(处理结果已送达)",
    "luda": "(有还款待核对)",
    "gansu.sl": "(有新的投诉待审查)",
    "linxia.caizheng.cb": "(有案件待签收)",
    "zhangye.jiaotong.cb": "(有案件正在办理)",
    "gaotai.guozi.fz": "(有案件可以申请销号)",
    "gaotai.sh": "(上面申请以后，审核销号)",
    "zhangye.sh": "(督办张掖市的案件)",
    "gansu.sj": "",
    "xitong": "",
}
"""Whom the terminal names, and what lies on each desk when the demo begins (complaints.COMPLAINTS)."""


def add_demo_people() -> int:
    """Add whoever is missing and confirm the contacts of all offices; returns how many people were added."""
    known = set(db.session.scalars(select(Person.login)))
    newcomers = [one for one in staff() if one.login not in known]
    for one in newcomers:
        _add(one)
    firms = [firm for firm in FIRMS if _mail(firm[0]) not in known]
    for firm in firms:
        _register(*firm)
    with transaction(None) as work:
        db.session.execute(
            update(Unit).where(Unit.contact_confirmed_at.is_(None)).values(contact_confirmed_at=work.now)
        )
    return len(newcomers) + len(firms)


def sign_in_table() -> str:
    """The sign-ins, one per line, for the terminal."""
    lines = [f"{_mail(login):<34}{'投诉企业':<12}{name}{DESKS[login]}" for login, name, *_ in FIRMS if login in DESKS]
    lines += [f"{s.login:<34}{s.role.label:<12}{s.unit}{DESKS[s.login]}" for s in staff() if s.login in DESKS]
    return "\n".join(["演示账号(口令均为 " + PASSWORD + ",人员和企业均为虚构):", *lines])


def firm_login(key: str) -> str:
    """The login of a demo firm."""
    return _mail(key)


def _mail(key: str) -> str:
    return f"{key}@example.com"


def _add(one: Staff) -> None:
    new = actions.NewPerson(one.login, one.name, one.role, _mail(one.login), one.unit)
    actions.add_person(None, new, PASSWORD)


def _register(login: str, name: str, size: str, industry: str, region: str) -> None:
    index = [firm[0] for firm in FIRMS].index(login)
    company = actions.NewCompany(
        name=name,
        credit_code=credit_code(f"91620700MA0DEM{index:02d}"),
        size=size,
        industry=industry,
        region=region,
        address=f"{region}创业路 {index + 1} 号",
        contact_name="企业联系人",
        phone=f"139000000{index:02d}",
        email=_mail(login),
        password=PASSWORD,
    )
    actions.register(company, Submission(f"demo-firm-{login}", "demo"))


def credit_code(body: str) -> str:
    """A code of the right form for an invented firm (GB 32100) from its first 16 characters."""
    for check in "0123456789ABCDEFGHJKLMNPQRTUWXY":
        candidate = body + check
        full = candidate + uscc.calc_check_digit(candidate)
        if uscc.is_valid(full):
            return full
    raise RuntimeError("no valid code")
