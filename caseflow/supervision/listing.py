"""一般挂牌, which comes and goes by itself: at acceptance by a provincial office, and with the end of the case."""

from datetime import date

from sqlalchemy import select

from caseflow.core.events import CaseListed, Code, ListingKept
from caseflow.core.lifecycle import OPEN, Status
from caseflow.core.supervision import LISTING, PRIORITY
from caseflow.store import clock, editions
from caseflow.store.cases import lock_case
from caseflow.store.clocks import meet_clocks, start_clock
from caseflow.store.db import db
from caseflow.store.listing import listing_office
from caseflow.store.models import Case, Event, Measure, Unit
from caseflow.store.numbers import next_number
from caseflow.store.unit_of_work import Work
from caseflow.supervision.ladder import raising
from caseflow.supervision.settling import REPORT_CLOCK, settle

CRITERION = "provincial"


def list_accepted(work: Work, event: Event) -> None:
    """A round began: list the case that an office of policies/supervision.toml took (甘工信发〔2019〕114号 三).

    The number counts per office and year. The clock runs from the day of `event` to the day by which the case should
    be written off; a listing that stands from the round before keeps its number and gets the days of this round.
    """
    case = lock_case(event.case_id or 0)
    if Status(case.status) not in OPEN:
        return
    office, day = listing_office(work, case), clock.day_of(event.at)
    standing = {row.kind: row for row in _open_measures(case.id)}
    before = case.listing
    if PRIORITY not in standing and raising(case.id) is None:
        case.listing = _general() if office or LISTING in standing else None
    if LISTING in standing:
        meet_clocks(work, case, LISTING)
        standing[LISTING].clock_id = start_clock(work, case, LISTING, day).id
    elif office is not None:
        row = work.add(_row(work, case, office, day))
        words = (row.id, Code(LISTING), Code(row.level), Code(CRITERION))
        work.record(CaseListed(*words, listing=_said(case)), case)
        return
    _keep(work, case, before)


def end_with_case(work: Work, case_id: int) -> None:
    """The case ended: 销号即摘牌, and nothing of the ladder waits any more. `case.listing` stays, for the ledger.

    Where the case is open again by now, what its ended rounds left behind is over all the same.
    """
    case = lock_case(case_id)
    again = Status(case.status) in OPEN
    for row in _open_measures(case_id):
        if not again or row.round < case.round:
            settle(work, row, "ended")


def leave_with_lead(work: Work, case_id: int) -> None:
    """The unit that objected rightly does not lead the case any more: what was asked of it, and what it took or sent as the
    handling unit, waits no longer; nobody else could bring it to its end."""
    case = lock_case(case_id)
    left = [row for row in _open_measures(case_id) if _hangs_on_lead(row, case)]
    for row in left:
        settle(work, row, "ended")
    if any(row.kind == PRIORITY for row in left):
        meet_clocks(work, case, REPORT_CLOCK)
        before = case.listing
        raised = raising(case_id)
        general = _general() if any(row.kind == LISTING for row in _open_measures(case_id)) else None
        case.listing = raised.data["level"] if raised else general
        _keep(work, case, before)


def _general() -> str:
    return editions.current().supervision.listing.name


def _said(case: Case) -> Code | None:
    return Code(case.listing) if case.listing else None


def _keep(work: Work, case: Case, before: str | None) -> None:
    """The trail says how the case is listed now, where no other event does."""
    if case.listing != before:
        work.record(ListingKept(_said(case)), case)


def _hangs_on_lead(row: Measure, case: Case) -> bool:
    """Whether the measure was asked of, or taken by, a unit that led the case and has no part in it any more."""
    if row.kind == LISTING or row.lead_unit_id == case.lead_unit_id:
        return False
    road = editions.current().supervision.road_of(row.kind)
    sent_by_it = row.unit_id == row.lead_unit_id != case.receiving_unit_id
    return "lead" in (road.about, road.taken_by) or (road.each_its_own and sent_by_it)


def _row(work: Work, case: Case, office: Unit, day: date) -> Measure:
    mark = editions.current().supervision.listing.mark
    serial = next_number(f"listing:{office.id}", day.year)
    running = start_clock(work, case, LISTING, day)
    return Measure(
        case_id=case.id,
        round=case.round,
        kind=LISTING,
        level=office.level,
        unit_id=office.id,
        number=f"{office.letter_code}{mark}〔{day.year}〕{serial}号",
        criterion=CRITERION,
        issued_at=work.now,
        served_on=day,
        clock_id=running.id,
    )


def _open_measures(case_id: int) -> list[Measure]:
    query = select(Measure).where(Measure.case_id == case_id, Measure.settled_at.is_(None))
    return list(db.session.scalars(query))
