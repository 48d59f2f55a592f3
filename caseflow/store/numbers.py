"""Running numbers without gaps or doubles: counted in the transaction that uses them."""

from sqlalchemy.dialects.postgresql import insert

from caseflow.store.db import db
from caseflow.store.models import NumberSeries


def next_number(series: str, year: int) -> int:
    """The next number of `series` in `year`, from 1; the row stays locked until the transaction ends."""
    first = insert(NumberSeries).values(series=series, year=year, last=1)
    count = first.on_conflict_do_update(
        index_elements=[NumberSeries.series, NumberSeries.year], set_={"last": NumberSeries.last + 1}
    ).returning(NumberSeries.last)
    return db.session.execute(count).scalar_one()
