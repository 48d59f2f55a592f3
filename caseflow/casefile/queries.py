"""Composes the case page: who has the case, until when, what happened, what each stage has to say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from caseflow.acceptance import queries as acceptance
from caseflow.acceptance.determinations import determination_of, waits_for_size
from caseflow.casefile.kept import Kept, kept_from
from caseflow.casefile.wording import (
    CLOCK_OF_STATUS,
    NEXT,
    NEXT_ANSWERED,
    NOTHING_TO_DO,
    OFFICE_AND_FIRM,
    PASSED_ON,
    SIZE_NEXT,
    SIZE_WAITS,
    STANDING,
)
from caseflow.closure import queries as closure
from caseflow.core.access import Actor, Role, may_read_internal
from caseflow.core.chinese import chinese_moment
from caseflow.core.derivation import derivation_lines, standing_still_line
from caseflow.core.lifecycle import Status
from caseflow.core.notices import AWAITED_FROM_OTHERS, INSTALMENT
from caseflow.core.referrals import only_follows
from caseflow.core.supervision import LISTING
from caseflow.core.working_days import working_days_between
from caseflow.dispatch import queries as dispatch
from caseflow.documents import queries as documents
from caseflow.evidence import queries as evidence
from caseflow.handling import queries as handling
from caseflow.intake import queries as intake
from caseflow.notices import queries as notices
from caseflow.store import clock, editions
from caseflow.store.cases import facts_of
from caseflow.store.clocks import clocks_of, pauses_of
from caseflow.store.db import db
from caseflow.store.history import Happening, happenings
from caseflow.store.models import Case, Clock, Measure, Unit
from caseflow.store.standing import AWAITED, Answer, holder, last_answer
from caseflow.supervision import panel as supervision

Panel = Callable[[Actor, Case], Any]
PANELS: tuple[tuple[str, Panel], ...] = (
    ("acceptance", acceptance.panel),
    ("dispatch", dispatch.panel),
    ("handling", handling.panel),
    ("supervision", supervision.panel),
    ("closure", closure.panel),
    ("intake", intake.panel),
    ("documents", documents.panel),
    ("evidence", evidence.panel),
    ("notices", notices.panel),
)


@dataclass(frozen=True)
class RunningClock:
    """A clock with the days left: working days, negative once it is late; `lines` tell how its end was found."""

    clock: Clock
    name: str
    remaining: int
    state: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class CasePage:
    """Everything the page shows."""

    case: Case
    standing: str
    holder: str
    until: RunningClock | None
    clocks: tuple[RunningClock, ...]
    timeline: tuple[dict[str, Any], ...]
    panels: tuple[tuple[str, Any], ...]
    next_sentence: str
    listing: str


def case_page(actor: Actor, case: Case) -> CasePage:
    """The page of `case` for this actor; every part is already within the actor's scope."""
    officer = may_read_internal(actor, facts_of(case))
    kept = kept_from(actor, case)
    measures = _measured(case)
    clocks = tuple(_running(row, measures.get(row.id, "")) for row in _told_here(case, kept))
    awaited = CLOCK_OF_STATUS.get(case.status, ())
    running = [c for c in clocks if c.clock.key in awaited and c.clock.met_at is None]
    size_waits = waits_for_size(case.id) and case.status == Status.UNDER_REVIEW
    answer = last_answer(case)
    until = next((c for c in running if c.state != "paused"), None)
    return CasePage(
        case=case,
        standing=_standing(actor, case, size_waits, answer),
        holder=_holder(case),
        until=until,
        clocks=clocks if officer else _of_the_firm(case, clocks, awaited),
        timeline=_timeline(case, officer, kept),
        panels=tuple((name, panel) for name, make in _in_order(actor) if (panel := make(actor, case)) is not None),
        next_sentence=_next(actor, case, size_waits, answer),
        listing=editions.current().supervision.listed_as(case.listing),
    )


def _next(actor: Actor, case: Case, size_waits: bool, answer: Answer | None) -> str:
    if only_follows(actor, facts_of(case)):
        return PASSED_ON
    if size_waits:
        return SIZE_NEXT.get(actor.role, NOTHING_TO_DO)
    key = (Status(case.status), actor.role)
    return NEXT_ANSWERED[key] if answer and key in NEXT_ANSWERED else NEXT.get(key, NOTHING_TO_DO)


def _standing(actor: Actor, case: Case, size_waits: bool, answer: Answer | None) -> str:
    if actor.role is not Role.COMPLAINANT:
        return f"{Status(case.status).label}（规模认定中）" if size_waits else Status(case.status).label
    if answer and case.status == Status.RESOLVED:
        return f"处理结果已送达；您已答复：{answer.words}"
    return SIZE_WAITS if size_waits else STANDING[case.status]


def _in_order(actor: Actor) -> list[tuple[str, Panel]]:
    """The firm reads first what it may do; officers read first what they work on."""
    firm = actor.role is Role.COMPLAINANT
    return sorted(PANELS, key=lambda pair: firm and pair[0] != "intake")


def _told_here(case: Case, kept: Kept) -> list[Clock]:
    """The limits that this reader may see; of a repayment plan, which shows all of its own, the next one."""
    seen = [row for row in clocks_of(case.id) if row.id not in kept.clocks]
    following = next((row for row in seen if row.key == INSTALMENT and row.met_at is None), None)
    return [row for row in seen if row.key != INSTALMENT or row is following]


def _of_the_firm(case: Case, clocks: tuple[RunningClock, ...], now: tuple[str, ...]) -> tuple[RunningClock, ...]:
    """The running limits that the firm waits for, or has to keep itself."""
    keys = {*now, *AWAITED.get(Status(case.status), ())}
    return tuple(running for running in clocks if running.clock.key in keys and running.clock.met_at is None)


def _measured(case: Case) -> Mapping[int, str]:
    """The names of the measures by the clocks that wait for their answers: several may share one limit."""
    rows = db.session.execute(select(Measure.clock_id, Measure.kind).where(Measure.case_id == case.id, Measure.kind != LISTING))
    rules = editions.current().supervision
    return {clock_id: rules.name(kind) for clock_id, kind in rows if clock_id is not None}


def _running(row: Clock, measure: str) -> RunningClock:
    """The clock as shown; `measure` the one it belongs to ('' where to none)."""
    edition = editions.current()
    rule = edition.deadlines.get(row.key, row.derivation["track"])
    name = f"{measure}的期限" if measure else rule.name
    lines = derivation_lines(row.derivation)
    today = clock.today()
    if row.met_at is not None:
        return RunningClock(row, name, 0, "late_met" if row.overdue_at is not None else "met", lines)
    still = next((pause for pause in pauses_of(row.id) if pause.until_on is None), None)
    if still is not None:
        cause = edition.deadlines.get(still.cause, row.derivation["track"]).name
        return RunningClock(row, name, 0, "paused", (*lines, standing_still_line(cause, still.from_on)))
    left = working_days_between(edition.calendar, today, row.due_rolled)
    if left < 0 and not rule.binding:
        return RunningClock(row, name, 0, "passed", lines)
    return RunningClock(row, name, left, "provisional" if row.provisional else "running", lines)


def _holder(case: Case) -> str:
    asked = determination_of(case.id) if case.status == Status.UNDER_REVIEW else None
    if asked is not None and asked.determined_at is None:
        return db.session.get_one(Unit, asked.unit_id).name
    return holder(case)


def _timeline(case: Case, officer: bool, kept: Kept) -> tuple[dict[str, Any], ...]:
    rows = happenings(case.id, ("parties", "office") if officer else ("parties",))
    lines = [_line(row, officer) for row in rows if not kept.tells(row.event.data)]
    return tuple(reversed([line for line in lines if line is not None]))


def _line(row: Happening, officer: bool) -> dict[str, Any] | None:
    title = _title(row, officer)
    if title is None:
        return None
    who = row.unit or ("投诉企业" if row.person else "系统")
    if officer and row.person and row.unit:
        who = f"{row.unit} {row.person}"
    if row.event.data.get("by_link"):
        who = "投诉企业（通过链接答复）" if row.event.kind == "FollowedUp" else "被投诉单位（通过链接答复）"
    return {
        "title": title,
        "when": chinese_moment(row.event.at),
        "who": who,
        "text": "；".join(row.texts.values()),
        "state": "done",
    }


def _title(row: Happening, officer: bool) -> str | None:
    """What happened, with the name of the measure it is about; None for the firm where it is not its matter."""
    office, firm = OFFICE_AND_FIRM.get(row.event.kind, (row.event.kind, None))
    title, data = office if officer else firm, row.event.data
    if not officer and (
        (row.event.kind == "ContactRecorded" and not row.texts) or data.get("clock") in AWAITED_FROM_OTHERS
    ):
        return None
    return f"{title}：{editions.current().supervision.name(data['measure'])}" if title and "measure" in data else title
