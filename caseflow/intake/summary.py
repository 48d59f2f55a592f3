"""A complaint laid out for one last look before it is filed."""

from dataclasses import dataclass

from flask import url_for

from caseflow.core.chinese import chinese_date
from caseflow.intake import words
from caseflow.intake.filing import ClaimInput, Filing

Row = tuple[str, str]


@dataclass(frozen=True)
class Part:
    """One step's answers, and where to change them."""

    title: str
    change_url: str
    rows: tuple[Row, ...]


def summary_of(filing: Filing, draft_id: int) -> tuple[Part, ...]:
    """The parts of the complaint in the order of the steps."""
    told = (("事情经过", filing.narrative), ("要求", filing.request))
    return (
        _part(0, draft_id, _check_rows(filing), filing.track),
        _part(1, draft_id, _respondent_rows(filing), filing.track),
        _part(2, draft_id, (*_claim_rows(filing), *told), filing.track),
    )


def _part(index: int, draft_id: int, rows: tuple[Row, ...], track: str) -> Part:
    title = words.titles(track)[index]
    return Part(
        title, url_for("intake.step", draft_id=draft_id, step=words.STEPS[index]), tuple(row for row in rows if row[1])
    )


def _check_rows(filing: Filing) -> tuple[Row, ...]:
    labels = dict(words.ARREARS + words.UNFAIR)
    return (
        ("投诉事项", labels[filing.category]),
        ("是否已由法院等受理", filing.proceedings or "没有"),
        ("对方是否不承认是中小企业", "是" if filing.size_disputed else "否"),
    )


def _respondent_rows(filing: Filing) -> tuple[Row, ...]:
    who = filing.respondent
    return (
        ("单位全称", who.name),
        ("单位类型", dict(words.TYPES)[who.type]),
        ("归哪一级管", dict(words.LEVELS)[who.level]),
        ("所在地", "".join(name for name in filing.region.values() if name)),
        ("所属行业", dict(words.INDUSTRIES).get(who.industry, "")),
        ("主管部门", who.supervising_department),
        ("统一社会信用代码", who.credit_code),
        ("地址", who.address),
        ("联系人和电话", f"{who.contact} {who.phone}".strip()),
    )


def _claim_rows(filing: Filing) -> tuple[Row, ...]:
    if not filing.claims:
        amount = f"{filing.amount:,.2f} 元" if filing.amount else ""
        return (("发生日期", chinese_date(filing.happened_on)), ("涉及金额", amount))
    rows = [
        (
            f"第 {number} 笔",
            f"{claim.contract_name}：{_split(claim)}，{chinese_date(claim.due_on)}应付",
        )
        for number, claim in enumerate(filing.claims, start=1)
    ]
    return (*rows, ("合计拖欠", f"{filing.amount:,.2f} 元"))


def _split(claim: ClaimInput) -> str:
    owed = f"{claim.amount:,.2f} 元"
    return f"{owed}（其中有异议 {claim.disputed:,.2f} 元）" if claim.disputed else owed
