"""Supervision on the case page: every measure with what was said to it; for the firm, that its case is listed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from caseflow.core.access import Actor, Permission, Role, holds, leads, may_read_internal
from caseflow.core.supervision import LISTING, PRIORITY, Proposal, Rung, Standing, refusal
from caseflow.core.working_days import working_days_between
from caseflow.documents.readers import REFERRED
from caseflow.store import clock, editions
from caseflow.store.cases import facts_of
from caseflow.store.db import db
from caseflow.store.history import Happening, happenings
from caseflow.store.models import Case, Measure, MeasureReport, Unit
from caseflow.supervision import ladder
from caseflow.supervision.queries import proposals
from caseflow.supervision.words import LISTED, OFFICE, PROVINCIAL, STANDINGS

REPLIES = ("MeasureAnswered", "ListingReported")


@dataclass(frozen=True)
class ReplyLine:
    """One answer or report."""

    at: datetime
    by: str
    text: str
    evidence_id: int | None


@dataclass(frozen=True)
class MeasureLine:
    """One measure; `steps` are the endpoints of what the actor may do with it now."""

    id: int
    name: str
    number: str
    letter_id: int | None
    office: str
    reason: str
    leader: str
    state: str
    due: date | None
    remaining: int | None
    facts: str
    opinion: str
    replies: tuple[ReplyLine, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Panel:
    """Measures, newest first; `proposed`, `refused` and `open` (rungs that may be taken now) for the supervisor."""

    firm: bool
    measures: tuple[MeasureLine, ...]
    proposed: tuple[Proposal, ...] = ()
    refused: tuple[Proposal, ...] = ()
    open: tuple[Rung, ...] = ()


def panel(actor: Actor, case: Case) -> Panel | None:
    """The panel; None where there is nothing to see or to do."""
    rows = ladder.measures_of(case.id)
    if actor.role is Role.COMPLAINANT:
        shown = [row for row in rows if row.kind in (LISTING, PRIORITY) and row.settled_at is None]
        return Panel(True, tuple(_line(actor, case, row, []) for row in shown)) if shown else None
    if not may_read_internal(actor, facts_of(case)):
        return None
    if actor.role not in REFERRED:
        rows = [row for row in rows if row.unit_id == actor.unit_id or not _referral(row)]
    said = happenings(case.id, ("office",)) if rows else []
    lines = tuple(_line(actor, case, row, said) for row in reversed(rows))
    proposed, refused = proposals(actor, case)
    possible = _possible(actor, case)
    return Panel(False, lines, proposed, refused, possible) if lines or possible else None


def _referral(row: Measure) -> bool:
    """Whether the measure goes over the head of the unit it is about, which is not shown it."""
    return row.kind != LISTING and editions.current().supervision.rung(row.kind).answered_by == OFFICE


def reasons_for(case: Case, rung: Rung) -> list[tuple[str, str]]:
    """(key, words) of the criteria for which this measure may be taken now."""
    rules, facts = editions.current().supervision, ladder.facts_for(case)
    free = [key for key in rung.criteria if refusal(rung.key, key, facts, rules) is None]
    return [(key, f"{rules.criteria[key].name}（{rules.criteria[key].basis}）") for key in free]


def _possible(actor: Actor, case: Case) -> tuple[Rung, ...]:
    if not holds(actor, Permission.SUPERVISE) or ladder.obstacle(actor, case):
        return ()
    return tuple(rung for rung in editions.current().supervision.rungs if reasons_for(case, rung))


def _line(actor: Actor, case: Case, row: Measure, said: list[Happening]) -> MeasureLine:
    rules = editions.current().supervision
    standing = ladder.standing(row, clock.today())
    own = [line for line in said if line.event.data.get("measure_id") == row.id]
    texts: Mapping[str, str] = {name: text for line in own for name, text in line.texts.items()}
    due = ladder.due_of(row) or row.due
    listed = row.kind in (LISTING, PRIORITY)
    running = row.kind != LISTING and row.settled_at is None and row.answered_at is None and due is not None
    name = rules.name(row.kind)
    return MeasureLine(
        id=row.id,
        name=f"{name}（{row.level}）" if row.kind == PRIORITY else name,
        number=row.number,
        letter_id=row.letter_id,
        office=db.session.get_one(Unit, row.unit_id).name,
        reason=PROVINCIAL if row.kind == LISTING else rules.criteria[row.criterion].name,
        leader=row.leader,
        state=(LISTED if listed else STANDINGS)[standing],
        due=due,
        remaining=working_days_between(editions.current().calendar, clock.today(), due) if running and due else None,
        facts=texts.get("facts", ""),
        opinion=texts.get("opinion", "") or texts.get("reason", ""),
        replies=_replies(row, own),
        steps=_steps(actor, case, row, standing),
    )


def _replies(row: Measure, own: list[Happening]) -> tuple[ReplyLine, ...]:
    """The rows beside the texts of their events, both in the order in which they came."""
    rows = db.session.execute(
        select(MeasureReport, Unit.name)
        .join(Unit, Unit.id == MeasureReport.unit_id)
        .where(MeasureReport.measure_id == row.id)
        .order_by(MeasureReport.id)
    ).all()
    texts = [line.texts.get("text", "") for line in own if line.event.kind in REPLIES]
    pairs = zip(rows, texts, strict=False)
    return tuple(ReplyLine(report.at, unit, text, report.evidence_id) for (report, unit), text in pairs)


def _steps(actor: Actor, case: Case, row: Measure, standing: Standing) -> tuple[str, ...]:
    if row.settled_at is not None or row.kind == LISTING:
        return ()
    if holds(actor, Permission.HANDLE) and leads(actor, facts_of(case)):
        return _of_unit(row, standing)
    if actor.unit_id != row.unit_id or not holds(actor, Permission.SUPERVISE) or ladder.obstacle(actor, case):
        return ()
    return _of_office(row, standing)


def _of_unit(row: Measure, standing: Standing) -> tuple[str, ...]:
    if standing not in (Standing.WAITING, Standing.UNANSWERED):
        return ()
    if row.kind == PRIORITY:
        return ("report",)
    return ("answer",) if editions.current().supervision.rung(row.kind).answered_by == "lead" else ()


def _of_office(row: Measure, standing: Standing) -> tuple[str, ...]:
    if standing is Standing.ISSUED:
        return ("serve",)
    if row.kind == PRIORITY:
        return ("delist",)
    if standing is Standing.ANSWERED:
        return ("judge",)
    return () if editions.current().supervision.rung(row.kind).answered_by == "lead" else ("record_return",)
