"""Measures on the case page, road by road, with what was said to each; for the firm, what concerns it in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from caseflow.core.access import Actor, Permission, Role, holds, leads, may_read_internal
from caseflow.core.referrals import may_read_referral
from caseflow.core.supervision import LISTING, PRIORITY, UNITS, Proposal, Road, Rung, Standing, refusal
from caseflow.core.working_days import working_days_between
from caseflow.documents.readers import may_read
from caseflow.evidence.by_link import files_of_link
from caseflow.evidence.queries import File
from caseflow.store import clock, editions
from caseflow.store.cases import facts_of
from caseflow.store.db import db
from caseflow.store.history import Happening, happenings
from caseflow.store.models import Case, Letter, Measure, MeasureReport, Notice, RespondentLink, Unit
from caseflow.store.respondent_code import link_of_measure
from caseflow.supervision import ladder, roads
from caseflow.supervision.claims import Told, told
from caseflow.supervision.queries import proposals
from caseflow.supervision.words import BY_LINK, PROVINCIAL, SENT, WITHOUT_MAIL

REPLIES = (
    "MeasureAnswered", "ListingReported", "RespondentAnswered", "SuperiorReplied", "InterviewHeld", "ReferralAnswered",
    "Coordinated",
)  # fmt: skip


@dataclass(frozen=True)
class ReplyLine:
    """One answer or report; of a respondent `told` is what it said besides its text, `signed` who answered by link, `files`
    what came with that."""

    at: datetime
    by: str
    text: str
    evidence_id: int | None
    told: Told
    signed: str
    files: tuple[File, ...]


@dataclass(frozen=True)
class MeasureLine:
    """One measure; `steps` are the endpoints of what the actor may do with it now."""

    id: int
    road: str
    kind: str
    name: str
    number: str
    letter_id: int | None
    office: str
    at: datetime
    reason: str
    leader: str
    state: str
    due: date | None
    remaining: int | None
    facts: str
    opinion: str
    replies: tuple[ReplyLine, ...]
    returned: str
    judged: bool
    by_link: bool
    sent_to: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """One road: its measures, newest first; `proposed`, `refused` and `open` (rungs that may be taken now) for who takes
    them."""

    road: Road
    measures: tuple[MeasureLine, ...]
    proposed: tuple[Proposal, ...] = ()
    refused: tuple[Proposal, ...] = ()
    open: tuple[Rung, ...] = ()


@dataclass(frozen=True)
class Panel:
    """Every measure, newest first, and the same road by road; for the `firm` its listing and what was done about the
    respondent."""

    firm: bool
    measures: tuple[MeasureLine, ...]
    sections: tuple[Section, ...] = ()


def panel(actor: Actor, case: Case) -> Panel | None:
    """The panel; None where there is nothing to see or to do."""
    rows = ladder.measures_of(case.id)
    if actor.role is Role.COMPLAINANT:
        shown = [row for row in rows if _concerns_firm(row)]
        return Panel(True, tuple(_line(actor, case, row, []) for row in reversed(shown))) if shown else None
    facts = facts_of(case)
    if not may_read_internal(actor, facts):
        return None
    rows = [row for row in rows if not _confidential(row) or may_read_referral(actor, facts, row.unit_id)]
    said = happenings(case.id, ("office",)) if rows else []
    lines = tuple(_line(actor, case, row, said) for row in reversed(rows))
    made = (_section(actor, case, road, lines) for road in editions.current().supervision.roads.values())
    sections = tuple(section for section in made if section.measures or section.open or section.refused)
    return Panel(False, lines, sections) if sections else None


def hidden_from(actor: Actor, case: Case) -> frozenset[int]:
    """The ids of the measures that are kept from this reader of the case: referrals over the head of its unit."""
    facts = facts_of(case)
    return frozenset(
        row.id
        for row in ladder.measures_of(case.id)
        if _confidential(row) and not may_read_referral(actor, facts, row.unit_id)
    )


def clocks_of(case: Case, measure_ids: frozenset[int]) -> frozenset[int]:
    """The ids of the clocks of these measures."""
    rows = ladder.measures_of(case.id) if measure_ids else []
    return frozenset(row.clock_id for row in rows if row.id in measure_ids and row.clock_id is not None)


def _concerns_firm(row: Measure) -> bool:
    """What the firm is told of: its own listing while it stands, and every measure on the respondent."""
    if row.kind in (LISTING, PRIORITY):
        return row.settled_at is None
    return roads.road_of(row.kind).about == "respondent"


def _confidential(row: Measure) -> bool:
    """Whether the measure goes over the head of the unit that handles the case, which is not shown it."""
    return row.kind != LISTING and editions.current().supervision.rung(row.kind).confidential


def _section(actor: Actor, case: Case, road: Road, lines: tuple[MeasureLine, ...]) -> Section:
    mine = tuple(line for line in lines if line.road == road.key)
    if not holds(actor, Permission.MEASURE) or roads.obstacle(actor, case, road):
        return Section(road, mine)
    proposed, refused = proposals(actor, case, road)
    rungs = editions.current().supervision.of_road(road.key, case.track)
    free = (rung for rung in rungs if not ladder.outranks(actor, case, rung.key) and reasons_for(actor, case, rung))
    return Section(road, mine, proposed, refused, tuple(free))


def reasons_for(actor: Actor, case: Case, rung: Rung) -> list[tuple[str, str]]:
    """(key, words) of the criteria for which this measure may be taken now."""
    rules = editions.current().supervision
    facts = roads.facts_for(actor, case, rules.road_of(rung.key))
    free = [key for key in rung.criteria if refusal(rung.key, key, facts, rules) is None]
    office = roads.issuer(actor, rules.road_of(rung.key))
    return [(key, f"{rules.criteria[key].name}（{roads.reason(case, key, office)}）") for key in free]


def _line(actor: Actor, case: Case, row: Measure, said: list[Happening]) -> MeasureLine:
    rules = editions.current().supervision
    standing = ladder.standing(row, clock.today())
    own = [line for line in said if line.event.data.get("measure_id") == row.id]
    texts: Mapping[str, str] = {name: text for line in own for name, text in line.texts.items()}
    due = ladder.due_of(row) or row.due
    running = row.kind != LISTING and row.settled_at is None and row.answered_at is None and due is not None
    name, firm = rules.name(row.kind), actor.role is Role.COMPLAINANT
    return MeasureLine(
        id=row.id,
        road=row.road,
        kind=row.kind,
        name=f"{name}（{row.level}）" if row.kind == PRIORITY else name,
        number=row.number,
        letter_id=row.letter_id if _may_open(actor, case, row) else None,
        office=db.session.get_one(Unit, row.unit_id).name,
        at=row.issued_at,
        reason=PROVINCIAL if row.kind == LISTING else rules.criteria[row.criterion].name,
        leader=row.leader,
        state=SENT if firm and standing is Standing.ISSUED else ladder.in_words(row, standing),
        due=due,
        remaining=working_days_between(editions.current().calendar, clock.today(), due) if running and due else None,
        facts=texts.get("facts", ""),
        opinion=texts.get("opinion", "") or texts.get("reason", ""),
        replies=_replies(row, own),
        returned="答复" if row.kind == LISTING else rules.rung(row.kind).returned,
        judged=row.kind != LISTING and rules.rung(row.kind).judged,
        by_link=row.kind != LISTING and rules.rung(row.kind).by_link,
        sent_to="" if firm else _sent_to(row),
        steps=_steps(actor, case, row, standing),
    )


def _sent_to(row: Measure) -> str:
    """Where a letter with a reply link goes, for the offices; '' where it bears none."""
    link = link_of_measure(row.id)
    if link is None:
        return ""
    mailed = _mailed(link) if link.mail else WITHOUT_MAIL
    return f"{mailed}；通讯地址 {link.postal}" if link.postal else mailed


def _mailed(link: RespondentLink) -> str:
    """How far the mail with the code got: the days run from the sending, so a refused address must be seen at once."""
    newest = select(Notice.status).where(Notice.link_id == link.id).order_by(Notice.id.desc()).limit(1)
    status = db.session.scalar(newest)
    if status in ("permanent_failure", "technical_failure"):
        return f"发往 {link.mail} 的邮件没有送达，请下载 PDF 打印送达"
    return f"答复链接{'已发到' if status in ('sent', 'delivered') else '正在发往'} {link.mail}"


def _may_open(actor: Actor, case: Case, row: Measure) -> bool:
    letter = db.session.get(Letter, row.letter_id) if row.letter_id else None
    return letter is not None and may_read(actor, facts_of(case), letter.addressee, letter.unit_id, row.served_on is not None)


def _replies(row: Measure, own: list[Happening]) -> tuple[ReplyLine, ...]:
    """The rows beside the texts of their events, both in the order in which they came; nothing for who reads no texts."""
    rows = db.session.execute(
        select(MeasureReport, Unit.name)
        .outerjoin(Unit, Unit.id == MeasureReport.unit_id)
        .where(MeasureReport.measure_id == row.id)
        .order_by(MeasureReport.id)
    ).all()
    said = [line.texts for line in own if line.event.kind in REPLIES]
    return tuple(_reply(report, unit, texts, own) for (report, unit), texts in zip(rows, said, strict=False))


def _reply(report: MeasureReport, unit: str | None, texts: Mapping[str, str], own: list[Happening]) -> ReplyLine:
    link = link_of_measure(report.measure_id) if report.by_link else None
    return ReplyLine(
        at=report.at,
        by=unit or BY_LINK,
        text=texts.get("text", ""),
        evidence_id=report.evidence_id,
        told=told(report, own),
        signed=texts.get("signed", ""),
        files=tuple(files_of_link(link.id)) if link else (),
    )


def _steps(actor: Actor, case: Case, row: Measure, standing: Standing) -> tuple[str, ...]:
    if row.settled_at is not None or row.kind == LISTING:
        return ()
    if row.road == UNITS and holds(actor, Permission.HANDLE) and leads(actor, facts_of(case)):
        return _of_unit(row, standing)
    if holds(actor, Permission.MEASURE) and not roads.hindrance(actor, case, row):
        return _of_taker(row, standing)
    asked = standing in (Standing.WAITING, Standing.UNANSWERED) and roads.asks(actor, row)
    return ("record_return",) if asked and not roads.hindrance_to_return(actor, case, row) else ()


def _of_unit(row: Measure, standing: Standing) -> tuple[str, ...]:
    if standing not in (Standing.WAITING, Standing.UNANSWERED):
        return ()
    if row.kind == PRIORITY:
        return ("report",)
    return ("answer",) if editions.current().supervision.rung(row.kind).answered_by == "lead" else ()


def _of_taker(row: Measure, standing: Standing) -> tuple[str, ...]:
    unserved = ("serve",) if row.served_on is None else ()
    if standing is Standing.ISSUED:
        return unserved
    if row.kind == PRIORITY:
        return ("delist",)
    if standing is Standing.ANSWERED:
        return (*unserved, "judge")
    theirs = editions.current().supervision.rung(row.kind).answered_by == "lead"
    return unserved if theirs else (*unserved, "record_return")
