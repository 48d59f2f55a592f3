"""The letter of a measure: what it says, to whom it goes, and the measure itself once the letter stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import func, select

from caseflow.core.deadlines import DayKind, due_date
from caseflow.core.errors import BadInput
from caseflow.core.events import CaseListed, Code, Escalated, Event, MeasureTaken, Referred, RespondentMeasureTaken
from caseflow.core.rungs import printed
from caseflow.core.supervision import LISTING, PRIORITY, Rung
from caseflow.documents.actions import issue_letter
from caseflow.documents.kinds import kind_of
from caseflow.documents.readers import Addressee
from caseflow.documents.readers import office as at_office
from caseflow.documents.signing import draft_letter
from caseflow.store import editions
from caseflow.store.cases import concerned_units
from caseflow.store.clocks import rule_for, start_clock
from caseflow.store.db import db
from caseflow.store.models import Case, Letter, Measure, Person, RespondentLink, Unit
from caseflow.store.unit_of_work import Said, Work
from caseflow.store.units import unit_named
from caseflow.supervision import ladder, roads
from caseflow.supervision.settling import REPORT_CLOCK
from caseflow.supervision.words import DETAILS, OFFICE, STAGE


@dataclass(frozen=True)
class Order:
    """A measure to be taken: `kind` and `criterion` of policies/supervision.toml, what happened, by when to answer (None
    where the rules say so themselves).

    `details` are what the letter of this kind needs besides (words.DETAILS), by name; `mail` and `postal` are where a
    letter with a reply link goes.
    """

    version: int
    kind: str
    criterion: str
    facts: str
    due: date | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    mail: str = ""
    postal: str = ""


def complete(order: Order, rung: Rung, today: date) -> None:
    """BadInput without what the letter needs, for a day that is none, or a body that may not be written to."""
    if not order.facts:
        raise BadInput("请写明事由。", "facts")
    for name, (label, _hint) in DETAILS[rung.letter].items():
        if not order.details.get(name):
            raise BadInput(f"请填写{label}。", name)
    if rung.days is not None and (order.due is None or order.due <= today):
        raise BadInput("答复期限应晚于今天。", "due")


def check_addressee(case: Case, order: Order, rung: Rung, issuer: Unit) -> None:
    """BadInput where the letter would go to a body without the power, to the respondent or those under it, or by mail to the
    firm that complains."""
    name = order.details.get("addressee", "")
    body = unit_named(name) if name else None
    if name == case.respondent_name or (body and body.id in concerned_units(case.respondent_unit_id)):
        raise BadInput("不能发给被投诉单位或者与它有隶属关系的单位。", "addressee")
    if rung.to_known_body and name not in roads.bodies(case, rung, issuer):
        raise BadInput("请从列表中选择接收的机关。", "addressee")
    own = select(Person.id).where(Person.company_id == case.company_id, func.lower(Person.email) == order.mail.lower())
    if order.mail and db.session.scalar(own.limit(1)) is not None:
        raise BadInput("这是投诉企业的邮箱，请填写被投诉单位的邮箱。", "mail")
    criterion = editions.current().supervision.criteria[order.criterion]
    if criterion.addressee_levels and (body is None or body.level not in criterion.addressee_levels):
        levels = "、".join(sorted(criterion.addressee_levels))
        raise BadInput(f"“{criterion.name}”只能移送{levels}机关（{criterion.basis}）。", "addressee")


def on_working_day(order: Order) -> Order:
    """The order as its letter says it: a last day that is a rest day gives way to the next working day (民法典第二百零三条)."""
    return replace(order, due=editions.current().calendar.next_working_day(order.due)) if order.due else order


def draw_up(work: Work, case: Case, rung: Rung, order: Order, office: Unit) -> None:
    """The letter in the name of `office`: to be signed by a colleague, or sent at once where its kind needs no signature.

    What the measure needs once it is signed goes with the draft.
    """
    to = _addressee(case, rung, order)
    ordered = {
        "kind": rung.key,
        "lead_unit_id": str(case.lead_unit_id or ""),
        "criterion": order.criterion,
        "due": order.due.isoformat() if order.due else "",
        "leader": order.details.get("leader", ""),
        "facts": order.facts,
        "mail": order.mail,
        "postal": order.postal,
    }
    context = {**_context(work, case, rung, order, office), STAGE: ordered}
    if kind_of(rung.letter).approval:
        draft_letter(work, case, rung.letter, office.id, to, context, rung.key)
    else:
        letter = issue_letter(work, case, rung.letter, office.id, to, context)
        put_in_force(work, case, letter, ordered, work.person_id)


def put_in_force(work: Work, case: Case, letter: Letter, ordered: Mapping[str, str], by: int) -> Measure:
    """The measure whose letter stands now, drafted by the person `by`; its event says no word of what was written."""
    rules = editions.current().supervision
    office, rung = db.session.get_one(Unit, letter.unit_id), rules.rung(ordered["kind"])
    row = work.add(
        Measure(
            case_id=case.id,
            round=case.round,
            road=rung.road,
            kind=rung.key,
            level=office.level,
            unit_id=office.id,
            lead_unit_id=int(ordered["lead_unit_id"]) if ordered["lead_unit_id"] else None,
            number=letter.number,
            criterion=ordered["criterion"],
            due=date.fromisoformat(ordered["due"]) if ordered["due"] else None,
            leader=ordered["leader"],
            letter_id=letter.id,
            issued_by_id=by,
            issued_at=work.now,
        )
    )
    if rung.from_sending:
        row.clock_id = start_clock(work, case, rung.clock).id
    if row.kind == PRIORITY:
        case.listing = row.level
    if rung.by_link:
        _open_link(work, row, letter, ordered)
    said = {} if rung.confidential else {"facts": Said(ordered["facts"], OFFICE)}
    work.record(_event(rung, row, letter.id), case, **said)
    return row


def _open_link(work: Work, row: Measure, letter: Letter, ordered: Mapping[str, str]) -> None:
    """From now on the letter bears a reply code; a draft of before there were links knows no mail."""
    mail, postal = ordered.get("mail", ""), ordered.get("postal", "")
    work.add(RespondentLink(measure_id=row.id, letter_id=letter.id, mail=mail, postal=postal, made_at=work.now))


def level_name(level: str) -> str:
    """How a priority listing of an office at `level` is called."""
    return f"{level}{editions.current().supervision.name(PRIORITY)}"


def _event(rung: Rung, row: Measure, letter_id: int) -> Event:
    words = (row.id, Code(row.kind), Code(row.level), Code(row.criterion), letter_id)
    about = editions.current().supervision.roads[rung.road].about
    if row.kind == PRIORITY:
        return CaseListed(*words, listing=Code(row.level))
    if rung.confidential:
        return Referred(*words)
    return {"respondent": RespondentMeasureTaken, "case": Escalated, "lead": MeasureTaken}[about](*words)


def _addressee(case: Case, rung: Rung, order: Order) -> Addressee:
    """Whom the letter goes to; a 通报 goes to the respondent it names."""
    allowed = kind_of(rung.letter).addressees
    audience = "respondent" if "respondent" in allowed else allowed[0]
    if "addressee" in DETAILS[rung.letter]:
        name = order.details["addressee"]
        body = unit_named(name)
        return Addressee(audience, name, body.id if body else None)
    if audience == "respondent":
        return Addressee(audience, case.respondent_name, case.respondent_unit_id)
    return at_office(db.session.get_one(Unit, case.lead_unit_id))


def _context(work: Work, case: Case, rung: Rung, order: Order, office: Unit) -> Mapping[str, object]:
    rules = editions.current().supervision
    criterion = rules.criteria[order.criterion]
    lead = db.session.get(Unit, case.lead_unit_id) if case.lead_unit_id else None
    earlier = [row for row in ladder.measures_of(case.id) if row.kind != LISTING and row.road == rung.road]
    return {
        "unit_reported": lead.name if lead else "",
        "level_name": level_name(office.level),
        "facts": f"{criterion.name}。{order.facts}",
        "questions": order.facts.splitlines(),
        "clue": order.facts,
        "question": order.facts,
        "due": order.due or _due_if_sent(work, case, rung),
        "meeting": order.due or "",
        "within": "" if rung.days else _within(case, rung),
        "report": _reporting(case, rung),
        "measures": "；".join(f"{rules.name(row.kind)}（{row.number}）" for row in earlier),
        "basis": printed(_basis(case, rung, order, office)),
        "follows": roads.following(case, rung.key),
        "article": rung.article_for(roads.respondent_type(case)) or "",
        **order.details,
        "materials": order.details.get("materials", "").splitlines(),
    }


def _basis(case: Case, rung: Rung, order: Order, office: Unit) -> str:
    return roads.reason(case, order.criterion, office) if rung.road == "referral" else roads.basis(case, rung.key, office)


def _reporting(case: Case, rung: Rung) -> str:
    period = editions.current().deadlines.get(REPORT_CLOCK, case.track).length
    return f"每 {period} 个工作日书面报告一次进展" if rung.key == PRIORITY else "按期限书面答复"


def _due_if_sent(work: Work, case: Case, rung: Rung) -> date | str:
    """The day after which nobody who answers a letter sent today is on time; '' where it depends on the service."""
    if not rung.from_sending:
        return ""
    return due_date(rule_for(case, rung.clock), editions.current().calendar, work.today).overdue_after


def _within(case: Case, rung: Rung) -> str:
    """The days that the rules give, as a letter says them: counted from the day after its service."""
    rule = rule_for(case, rung.clock)
    return f"自收到本文书次日起{rule.length}{'个工作日' if rule.kind is DayKind.WORKING else '日'}内"
