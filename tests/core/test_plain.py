"""The firm reads what is due by a day, and from whom."""

from datetime import date

import pytest

from caseflow.core.lifecycle import Status
from caseflow.core.plain import plain_status

DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("status", "end"),
    [
        (Status.UNDER_REVIEW, "12月1日前告诉您是否受理"),
        (Status.AWAITING_SUPPLEMENT, "等您补充，12月1日前补充"),
        (Status.ACCEPTED, "12月1日前转办"),
        (Status.HANDLING, "山丹县财政局正在办理，12月1日前答复"),
    ],
)
def test_the_day_belongs_to_the_step_that_is_due(status: Status, end: str) -> None:
    assert plain_status(status, "山丹县财政局", DAY).endswith(end)


def test_every_status_has_a_sentence() -> None:
    assert all(plain_status(status) for status in Status)
