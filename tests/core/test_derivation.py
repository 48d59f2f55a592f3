"""A derivation told in words: every day counted, skipped or made up can be followed on a wall calendar."""

from datetime import date

import pytest

from caseflow.core.deadlines import due_date
from caseflow.core.derivation import derivation_lines
from tests.core.test_deadlines import CALENDAR, RULES


def told(key: str, start: str, pauses: tuple[tuple[date, date], ...] = ()) -> str:
    """The sentences on one clock."""
    due = due_date(RULES.get(key, "A"), CALENDAR, date.fromisoformat(start), pauses)
    return "".join(derivation_lines(due.as_json()))


def test_a_term_over_national_day_names_each_rest_day_and_the_worked_saturday() -> None:
    text = told("dispatch", "2026-09-28")
    assert "2026年9月28日当天不算" in text
    assert "数满 10 个工作日，到2026年10月16日为止" in text
    assert "（8 天）：2026年10月1日至2026年10月7日、2026年10月11日" in text
    assert "调休上班的周末照常数：2026年10月10日" in text
    assert "暂定" not in text
    assert CALENDAR.version in text


def test_a_term_in_calendar_days_says_where_it_was_postponed() -> None:
    text = told("result", "2026-04-30")
    assert "节假日也在内，数满 30 日，是2026年5月30日" in text
    assert "顺延到下一个工作日2026年6月1日" in text
    assert "顺延" not in told("result", "2026-09-28")


def test_a_year_without_calendar_is_said_to_be_uncertain() -> None:
    text = told("dispatch", f"{max(CALENDAR.years)}-12-28")
    assert "暂定" in text


@pytest.mark.parametrize("key", ["review", "result"])
def test_paused_days_are_named(key: str) -> None:
    text = told(key, "2026-03-02", ((date(2026, 3, 4), date(2026, 3, 6)),))
    assert "暂停期间不数（3 天）：2026年3月4日至2026年3月6日" in text
