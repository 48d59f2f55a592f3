"""一般挂牌, which comes and goes by itself: at acceptance by a provincial office, and with the end of the case."""

from sqlalchemy import select

from caseflow.core.events import CaseListed, Code
from caseflow.core.lifecycle import OPEN, Status
from caseflow.core.supervision import LISTING
from caseflow.core.territory import PROVINCE
from caseflow.store import editions
from caseflow.store.cases import lock_case
from caseflow.store.clocks import meet_clocks, start_clock
from caseflow.store.db import db
from caseflow.store.models import Case, Measure, Unit
from caseflow.store.numbers import next_number
from caseflow.store.unit_of_work import Work
from caseflow.store.units import leading_group_office
from caseflow.supervision.settling import REPORT_CLOCK, settle

CRITERION = "provincial"


def list_accepted(work: Work, case_id: int) -> None:
    """List a case that a provincial office of policies/supervision.toml took (甘工信发〔2019〕114号 三); once a round.

    The number counts per office and year; the clock runs to the day by which the case should be written off.
    """
    case = lock_case(case_id)
    receiver = db.session.get_one(Unit, case.receiving_unit_id)
    edition = editions.current()
    listing = edition.supervision.listing
    place = edition.territories.get(receiver.territory)
    if receiver.level != PROVINCE or place.name not in listing.territories or Status(case.status) not in OPEN:
        return
    office = leading_group_office(edition, place.code)
    if office is None or _open_measures(case_id, LISTING):
        return
    row = work.add(_row(work, case, office, listing.mark))
    if case.listing is None:
        case.listing = listing.name
    work.record(CaseListed(row.id, Code(LISTING), Code(row.level), Code(CRITERION)), case)


def end_with_case(work: Work, case_id: int) -> None:
    """The case ended: 销号即摘牌, and nothing of the ladder waits any more."""
    case = lock_case(case_id)
    if Status(case.status) in OPEN:
        return
    for row in _open_measures(case_id):
        settle(work, row, "ended")
    meet_clocks(work, case, LISTING, REPORT_CLOCK)
    case.listing = None


def _row(work: Work, case: Case, office: Unit, mark: str) -> Measure:
    year = work.today.year
    serial = next_number(f"listing:{office.id}", year)
    running = start_clock(work, case, LISTING)
    return Measure(
        case_id=case.id,
        round=case.round,
        kind=LISTING,
        level=office.level,
        unit_id=office.id,
        number=f"{office.letter_code}{mark}〔{year}〕{serial}号",
        criterion=CRITERION,
        issued_at=work.now,
        served_on=work.today,
        clock_id=running.id,
    )


def _open_measures(case_id: int, *kinds: str) -> list[Measure]:
    query = select(Measure).where(Measure.case_id == case_id, Measure.settled_at.is_(None))
    return list(db.session.scalars(query.where(Measure.kind.in_(kinds)) if kinds else query))
