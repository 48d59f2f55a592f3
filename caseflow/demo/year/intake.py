"""The turns up to the hand-over: file, examine, supply, appeal, dispatch, adjudicate."""

from sqlalchemy import select

from caseflow.acceptance import actions as examining
from caseflow.acceptance import determinations, determining
from caseflow.acceptance.queries import supplement_of
from caseflow.core.acceptance import ACCEPT
from caseflow.demo.papers import paper
from caseflow.demo.year.life import Life
from caseflow.demo.year.scenery import filing
from caseflow.dispatch.actions import Confirmation, decide_objection, dispatch_case
from caseflow.evidence.actions import Target, store_file
from caseflow.intake import actions as filing_actions
from caseflow.intake.drafts import start_draft
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import Case, Objection
from caseflow.store.routes import latest_decision
from caseflow.store.units import unit_for

SUBSTITUTES = ("发改", "市监", "财政")


def file(life: Life) -> int | None:
    """The firm files, with one paper."""
    draft_id = start_draft(life.firm)
    store_file(life.firm, paper("合同.png", "CONTRACT (demo)"), Target("contract", draft_id=draft_id))
    stated = filing(life.road, life.chance, life.stage.today)
    life.number = filing_actions.file_complaint(life.firm, draft_id, 1, stated, life.submission())
    return life.days(16, 20) if life.road.late_review else life.days(1, 3)


def examine(life: Life) -> int | None:
    """The clerk asks for what is missing or for the size, declines, or accepts."""
    case, road = life.case, life.road
    if case.appealed:
        return _look_again(life, case)
    if road.supplement and supplement_of(case.id) is None:
        items = ("合同或者订单的完整复印件", "对账单、验收单等能证明欠款金额的材料")
        examining.request_supplement(life.clerk(), life.number, case.version, items, life.submission())
        return life.days(2, 9) if road.supplement == "supplied" else life.days(30, 34)
    if road.size and not determinations.determination_of(case.id):
        return _ask_for_size(life, case)
    if determinations.waits_for_size(case.id):
        return _say_size(life, case)
    decision = latest_decision(case.id)
    if decision is not None and decision.answer["decision"] != ACCEPT:
        refusal = examining.Refusal(case.version, decision.answer["ground"], "经审查材料，属于不予受理的情形。")
        examining.decline_case(life.clerk(), life.number, refusal, life.submission())
        return life.days(3, 12) if road.appeals else None
    return accept(life, case, "")


def accept(life: Life, case: Case, note: str, place: int = 0) -> int | None:
    """The clerk accepts."""
    complexity = "ordinary" if case.track == "B" else None
    given = examining.Acceptance(case.version, complexity, note)
    examining.accept_case(life.clerk(place), life.number, given, life.submission())
    return life.days(0, 1) if case.track == "B" else life.days(0, 5)


def _look_again(life: Life, case: Case) -> int | None:
    """After an appeal another clerk decides."""
    if life.road.upheld_appeal:
        return accept(life, case, "复查：起诉的是另一份合同，本案欠款未进入诉讼，应当受理。", 1)
    decision = latest_decision(case.id)
    ground = decision.answer["ground"] if decision else "N5"
    refusal = examining.Refusal(case.version, ground, "复查后维持原决定，同一欠款已由法院立案。")
    examining.decline_case(life.clerk(1), life.number, refusal, life.submission())
    return None


def _ask_for_size(life: Life, case: Case) -> int | None:
    office = determinations.offices_for(case)[0]
    question = determining.Question(case.version, office.id, "双方对企业规模说法不一，请按合同签订时的情况认定。")
    determining.request_determination(life.clerk(), life.number, question, life.submission())
    return life.days(4, 9)


def _say_size(life: Life, case: Case) -> int | None:
    """The answer came on paper and is entered by the office that asked."""
    row = determinations.determination_of(case.id)
    finding = determining.Finding(case.version, "小型", "按上年度从业人员和营业收入，属于小型企业。")
    determining.determine(life.clerk(), row.id if row else 0, finding, life.submission())
    return life.days(1, 2)


def supply(life: Life) -> int | None:
    """The firm answers what was asked, or lets the days pass until the complaint lapses."""
    if life.road.supplement != "supplied":
        return None
    asked = supplement_of(life.case.id)
    answers = tuple("已补充，见所附材料。" for _item in (asked.items if asked else ()))
    filing_actions.supply(life.firm, life.number, filing_actions.Supply(life.version, answers), life.submission())
    return life.days(1, 3)


def appeal(life: Life) -> int | None:
    """The firm objects to the decline, once."""
    if not life.road.appeals or not life.once("appeal"):
        return None
    reason = "法院立案的不是这份合同，请重新审查。"
    filing_actions.appeal(life.firm, life.number, life.version, reason, life.submission())
    return life.days(1, 4)


def dispatch(life: Life) -> int | None:
    """The clerk confirms the proposed unit; after an upheld objection, or without a proposal, names another one."""
    case = life.case
    decision = latest_decision(case.id)
    unit_id, reason = decision.lead_unit_id if decision else None, ""
    refused = set(db.session.scalars(select(Objection.unit_id).where(Objection.case_id == case.id)))
    if unit_id is None or unit_id in refused:
        unit_id, reason = _substitute(case, refused), "原单位退单成立，按当地职责分工改由本单位主办。"
    dispatch_case(life.clerk(), life.number, Confirmation(case.version, unit_id, reason), life.submission())
    return life.days(4, 6) if life.road.late_sign or life.road.idle else life.days(0, 1)


def _substitute(case: Case, refused: set[int]) -> int:
    edition = editions.current()
    offices = (unit_for(edition, competence, case.territory) for competence in SUBSTITUTES)
    return next(office.id for office in offices if office is not None and office.id not in refused)


def adjudicate(life: Life) -> int | None:
    """The office that dispatched decides on the unit's objection."""
    upheld = life.road.objects == "upheld"
    reason = "退单理由成立。" if upheld else "该事项属于你单位职责，请继续办理。"
    decide_objection(life.clerk(), life.number, life.version, upheld, reason, life.submission())
    return life.days(0, 2)
