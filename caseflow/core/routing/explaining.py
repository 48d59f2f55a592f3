"""The sentences of a trace: one per step, fit to be read by the enterprise and by an officer."""

from collections.abc import Iterable

from caseflow.core.offices import Office
from caseflow.core.routing import words
from caseflow.core.routing.citing import CITED, Citation
from caseflow.core.routing.decision import Implementing
from caseflow.core.routing.facts import Facts
from caseflow.core.routing.rules import Rule, Rules
from caseflow.core.routing.standing import Standing


def laws(facts: Facts, rules: Rules) -> str:
    """Which version of the law governs procedure (by filing date) and substance (by contract date)."""
    procedure = rules.law("procedure", facts.filed)
    if facts.track == "B":
        return f"法律版本：投诉提出日{facts.filed}；按中小企业促进法第五十一条和本地投诉处理规定办理。"
    if facts.contract_date is None:
        return f"法律版本：程序依投诉提出日{facts.filed}适用{procedure}；没有合同订立日，实体适用的版本待查。"
    substance = rules.law("substance", facts.contract_date)
    start = f"法律版本：程序依投诉提出日{facts.filed}适用{procedure}"
    return f"{start}；实体依合同订立日{facts.contract_date}适用{substance}。"


def channel(facts: Facts, receiving: str) -> str:
    """Who takes the complaint (R0)."""
    if facts.track == "A":
        return f"受理：款项支付投诉由被投诉人所在省（区）受理，即{receiving}。"
    return f"受理：营商环境投诉可由省、市、县任一成员单位受理，必要时逐级转办；汇总到{receiving}。"


def territory(facts: Facts, standing: Standing) -> str:
    """The place (R2) and the level (R3)."""
    seat = facts.seat.name if facts.seat else "不明"
    own = standing.own.name if standing.own else "不明"
    return (
        f"属地：{seat}（随被投诉人，投诉人所在地、工程地、交货地不影响）；"
        f"层级：{facts.respondent_level}，隶属{own}{_rank_note(facts)}。"
    )


def _rank_note(facts: Facts) -> str:
    if facts.respondent_type in words.RANKLESS:
        return "（该类企业没有行政层级，按登记地）"
    return ""


def competence(rule: Rule, steps: Iterable[str]) -> str:
    """Why this line of competence leads (R4, R5)."""
    return f"主管：{rule.reason}（{rule.id}；{rule.basis}）。{''.join(steps)}"


def result(lead: Office, co: tuple[Office, ...], here: Implementing | None) -> str:
    """Lead, co-handlers and the implementing government (R6, R7)."""
    others = f"协办{'、'.join(office.name for office in co)}" if co else "不设协办"
    work = f"{here.unit}组织实施" if here else "省（区）直接办理，不另设组织实施主体"
    return f"结果：主办{lead.name}；{others}；{work}。"


def basis(lead_basis: str, citations: tuple[Citation, ...], designated: bool, track: str) -> str:
    """Whether the lead is named in a cited clause, was designated, or follows from the principle.

    国务院令第802号 is about payments alone (track A).
    """
    if designated:
        return "依据：当地政府指定文件，先于条款列名的推定。"
    if lead_basis == CITED:
        places = "、".join(
            f"{c.document}{c.clause}{c.task}列“{c.unit_as_cited}”" for c in citations if c.basis == CITED
        )
        return f"依据：主办条线在条款中列名，{places}（列名第一推定主办是惯例，文件未写牵头）。"
    law = "国务院令第802号第二十五条" if track == "A" else "中小企业促进法第五十一条"
    return f"依据：主办条线未在所引条款列名，依“属地管理、分级负责，谁主管谁负责”和{law}确定。"
