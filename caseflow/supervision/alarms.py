"""A year without a calendar is said to the administrators once a day, until somebody enters it."""

from datetime import datetime, time

from sqlalchemy.dialects.postgresql import insert

from caseflow.core.chinese import SHANGHAI
from caseflow.core.events import CalendarMissing
from caseflow.store.db import db
from caseflow.store.models import Heartbeat
from caseflow.store.recounting import missing_calendar
from caseflow.store.unit_of_work import transaction

SAID = "calendar-alarm"


def warn_of_missing_calendar() -> bool:
    """Say today's warning, unless it was said or nothing is missing (before 15 November). Safe several times at once."""
    missing = missing_calendar()
    if missing is None:
        return False
    with transaction(None) as work:
        row = insert(Heartbeat).values(name=SAID, at=work.now)
        midnight = datetime.combine(work.today, time.min, SHANGHAI)
        first = row.on_conflict_do_update(
            index_elements=[Heartbeat.name], set_={"at": work.now}, where=Heartbeat.at < midnight
        )
        if db.session.scalar(first.returning(Heartbeat.name)) is None:
            return False
        year, provisional = missing
        work.record(CalendarMissing(year, provisional))
        return True
