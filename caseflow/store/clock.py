"""The one clock: the database's now() plus an offset that only the owner role may set."""

from datetime import date, datetime

from sqlalchemy import Select, func, select

from caseflow.core.chinese import SHANGHAI
from caseflow.store.db import db
from caseflow.store.models import ClockOffset


def _moment() -> Select[datetime]:
    return select(func.now() + ClockOffset.value).where(ClockOffset.id == 1)


def now() -> datetime:
    """The moment of the present database transaction, with time zone."""
    return db.session.execute(_moment()).scalar_one()


def day_of(moment: datetime) -> date:
    """The calendar day of `moment` in Asia/Shanghai, by which every limit counts."""
    return moment.astimezone(SHANGHAI).date()


def today() -> date:
    """The present day in Asia/Shanghai."""
    return day_of(now())
