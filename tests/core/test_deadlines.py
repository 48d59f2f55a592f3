"""Clocks against the published vectors, an independent calendar and a count written a second time."""

import os
import time
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseflow.core.deadlines import Calendar, ClockRules, DayKind, Due, due_date, working_days_between
from caseflow.core.errors import BadInput, RuleError

POLICIES = Path(__file__).parents[2] / "policies"
KEYS = [
    *("review", "supplement", "determination", "appeal", "dispatch", "sign", "objection", "result", "result_max"),
    *("result_simple", "result_ordinary", "result_complex", "rework", "round", "reply", "order", "review_level"),
    *("publication", "follow_up", "instalment", "recheck"),
]


def _calendar(*years: int) -> Calendar:
    wanted = years or tuple(int(path.stem) for path in (POLICIES / "calendar").glob("*.toml"))
    return Calendar.parse({year: (POLICIES / f"calendar/{year}.toml").read_text("utf-8") for year in wanted})


RULES = ClockRules.parse((POLICIES / "deadlines.toml").read_text("utf-8"))
CALENDAR = _calendar()


def _due(key: str, start: str, track: str = "A") -> Due:
    return due_date(RULES.get(key, track), CALENDAR, date.fromisoformat(start))


@pytest.mark.parametrize(
    ("start", "ten", "thirty", "thirty_rolled", "ninety", "ninety_rolled"),
    [
        ("2025-06-03", "2025-06-17", "2025-07-03", "2025-07-03", "2025-09-01", "2025-09-01"),
        ("2025-09-24", "2025-10-14", "2025-10-24", "2025-10-24", "2025-12-23", "2025-12-23"),
        ("2026-02-09", "2026-02-28", "2026-03-11", "2026-03-11", "2026-05-10", "2026-05-11"),
        ("2026-04-30", "2026-05-18", "2026-05-30", "2026-06-01", "2026-07-29", "2026-07-29"),
        ("2026-09-17", "2026-10-08", "2026-10-17", "2026-10-19", "2026-12-16", "2026-12-16"),
        ("2026-09-28", "2026-10-16", "2026-10-28", "2026-10-28", "2026-12-27", "2026-12-28"),
        ("2026-11-02", "2026-11-16", "2026-12-02", "2026-12-02", "2027-01-31", "2027-02-01"),
    ],
)
def test_published_vectors(
    start: str, ten: str, thirty: str, thirty_rolled: str, ninety: str, ninety_rolled: str
) -> None:
    assert _due("dispatch", start).due == date.fromisoformat(ten)
    result, ceiling = _due("result", start), _due("result_max", start)
    assert (result.due, result.due_next_working_day) == (
        date.fromisoformat(thirty),
        date.fromisoformat(thirty_rolled),
    )
    assert (ceiling.due, ceiling.due_next_working_day) == (
        date.fromisoformat(ninety),
        date.fromisoformat(ninety_rolled),
    )
    assert ceiling.provisional is (ninety > "2026-12-31")


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def _working_count_by_library(start: date, length: int) -> date | None:
    day = start
    while length:
        day += timedelta(days=1)
        if day > date(2026, 12, 31):
            return None
        length -= chinese_calendar.is_workday(day)
    return day


@pytest.mark.parametrize("length", [1, 2, 3, 5, 7, 10, 15, 30])
def test_every_start_day_agrees_with_an_independent_calendar(length: int) -> None:
    rule = next(rule for rule in RULES.rules.values() if rule.kind is DayKind.WORKING and rule.length == length)
    compared = 0
    for start in _days(date(2019, 12, 31), date(2026, 12, 31)):
        expected = _working_count_by_library(start, length)
        if expected is not None:
            due = due_date(rule, CALENDAR, start)
            assert (start, due.due, due.due_next_working_day, due.provisional) == (start, expected, expected, False)
            compared += 1
    assert compared > 2500


def test_every_day_of_every_shipped_year_agrees_with_an_independent_calendar() -> None:
    wrong = [
        day
        for day in _days(date(2020, 1, 1), date(2026, 12, 31))
        if CALENDAR.is_working(day) != chinese_calendar.is_workday(day)
    ]
    assert wrong == []


@pytest.mark.parametrize("length", [30, 60, 90])
def test_calendar_days_end_on_the_plain_day_and_roll_over_rest_days(length: int) -> None:
    rule = RULES.get("result_max", "A")
    for start in _days(date(2025, 1, 1), date(2026, 12, 11) - timedelta(days=length)):
        due = due_date(replace(rule, length=length), CALENDAR, start)
        assert due.due == start + timedelta(days=length)
        rolled = due.due
        while not chinese_calendar.is_workday(rolled):
            rolled += timedelta(days=1)
        assert due.due_next_working_day == due.overdue_after == rolled
        assert due.skipped == tuple(_days(due.due, rolled - timedelta(days=1)))


def test_derivation_across_national_day() -> None:
    due = _due("dispatch", "2026-09-28")
    assert due.counted == 10
    assert due.made_up == (date(2026, 10, 10),)
    assert due.skipped == (*_days(date(2026, 10, 1), date(2026, 10, 7)), date(2026, 10, 11))
    assert len(due.skipped) + due.counted == (due.due - due.start).days


def test_overdue_follows_the_postponed_day_and_reminders_the_earlier() -> None:
    due = _due("result", "2026-04-30")
    assert not due.is_overdue(date(2026, 6, 1))
    assert due.is_overdue(date(2026, 6, 2))
    reminder = CALENDAR.working_day_before(due.due, RULES.due_soon)
    assert reminder <= date(2026, 5, 27)
    assert working_days_between(CALENDAR, reminder, due.due) == RULES.due_soon == 3


def test_due_on_a_make_up_saturday_is_not_postponed() -> None:
    due = _due("result", "2026-09-10")
    assert due.due == due.due_next_working_day == date(2026, 10, 10)
    assert due.made_up == (date(2026, 10, 10),)
    assert due.skipped == ()


def test_a_year_without_calendar_is_provisional_and_counted_by_the_week() -> None:
    due = _due("dispatch", "2026-12-28")
    assert due.provisional
    assert due.due == date(2027, 1, 11)
    assert not _due("dispatch", "2026-12-17").provisional
    assert not CALENDAR.known(2027)
    last_working_day = _due("sign", "2026-12-30")
    assert (last_working_day.due, last_working_day.provisional) == (date(2026, 12, 31), False)


def test_loading_a_year_changes_the_version_and_ends_the_doubt() -> None:
    before, after = _calendar(2025), _calendar(2025, 2026)
    assert before.version != after.version
    rule = RULES.get("dispatch", "A")
    assert due_date(rule, before, date(2026, 2, 9)).provisional
    assert not due_date(rule, after, date(2026, 2, 9)).provisional
    assert after.version == _calendar(2026, 2025).version


@pytest.mark.parametrize("key", KEYS)
def test_every_promised_clock_answers_for_track_a(key: str) -> None:
    due = _due(key, "2026-03-02")
    assert due.due > due.start
    assert due.basis


def test_lengths_and_kinds_as_the_workflow_states_them() -> None:
    stated = {
        ("review", "A"): "10w", ("review", "B"): "3w", ("supplement", "A"): "15w", ("determination", "A"): "10w",
        ("appeal", "A"): "5w", ("dispatch", "A"): "10w", ("dispatch", "B"): "1w", ("sign", "B"): "1w",
        ("objection", "A"): "5w", ("objection_decision", "A"): "2w", ("result", "A"): "30c", ("result_max", "A"): "90c",
        ("result_simple", "B"): "7w", ("result_ordinary", "B"): "15w", ("result_complex", "B"): "30w",
        ("rework", "A"): "10w", ("round", "B"): "30c", ("reply", "A"): "10c", ("order", "A"): "5w",
        ("review_level", "A"): "5w", ("publication", "A"): "5w", ("follow_up", "A"): "3w", ("instalment", "A"): "3w",
        ("recheck", "A"): "10w",
    }  # fmt: skip
    found = {pair: f"{RULES.get(*pair).length}{RULES.get(*pair).kind.value[0]}" for pair in stated}
    assert found == stated


def test_unknown_clock_and_wrong_track_are_refused() -> None:
    with pytest.raises(RuleError, match="没有时限“lunch”"):
        RULES.get("lunch", "A")
    with pytest.raises(RuleError, match="轨道 B"):
        RULES.get("result", "B")


def test_extension_stops_at_the_ceiling() -> None:
    result = RULES.get("result", "A")
    assert result.extended(60).length == 90
    with pytest.raises(BadInput):
        result.extended(61)
    with pytest.raises(BadInput):
        result.extended(60).extended(1)
    with pytest.raises(BadInput):
        RULES.get("result_max", "A").extended(1)
    for key, days in (("sign", 1), ("supervision", 1), ("result", 0)):
        with pytest.raises(BadInput):
            RULES.get(key, "A").extended(days)
    assert RULES.get("result_simple", "B").extended(7).length == 14


def test_a_supervision_letter_orders_its_own_term() -> None:
    rule = RULES.get("supervision", "A")
    with pytest.raises(RuleError):
        due_date(rule, CALENDAR, date(2026, 3, 2))
    assert due_date(rule.ordered(5), CALENDAR, date(2026, 3, 2)).due == date(2026, 3, 9)
    with pytest.raises(BadInput):
        rule.ordered(0)
    with pytest.raises(RuleError):
        RULES.get("sign", "A").ordered(3)


def test_a_pause_takes_out_its_days_the_first_included() -> None:
    rule = RULES.get("review", "A")
    pause = (date(2026, 3, 4), date(2026, 3, 11))
    due = due_date(rule, CALENDAR, date(2026, 3, 2), (pause,))
    assert due.due == date(2026, 3, 24)
    assert due.paused == tuple(_days(date(2026, 3, 4), date(2026, 3, 11)))
    assert "determination" in rule.pauses
    last_day = (date(2026, 11, 16), date(2026, 11, 30))
    assert due_date(rule, CALENDAR, date(2026, 11, 2)).due == last_day[0]
    assert due_date(rule, CALENDAR, date(2026, 11, 2), (last_day,)).due == date(2026, 12, 1), "asked on the last day"
    assert "determination" in RULES.get("appeal", "A").pauses


def test_working_days_between() -> None:
    assert working_days_between(CALENDAR, date(2026, 9, 30), date(2026, 10, 8)) == 1
    assert working_days_between(CALENDAR, date(2026, 10, 8), date(2026, 9, 30)) == -1
    assert working_days_between(CALENDAR, date(2026, 10, 8), date(2026, 10, 8)) == 0


def test_a_limit_that_passed_is_late_on_each_day_after_it_rest_days_too() -> None:
    for start in _days(date(2025, 1, 1), date(2026, 12, 31)):
        for days in range(1, 12):
            assert working_days_between(CALENDAR, start + timedelta(days=days), start) < 0
    assert working_days_between(CALENDAR, date(2026, 12, 26), date(2026, 12, 25)) == -1  # the Saturday after a Friday
    assert working_days_between(CALENDAR, date(2026, 12, 29), date(2026, 12, 25)) == -2


@given(start=st.dates(date(2019, 1, 1), date(2028, 12, 31)), pair=st.sampled_from(sorted(RULES.rules, key=repr)))
def test_days_add_up_for_any_start(start: date, pair: tuple[str, str | None]) -> None:
    rule = RULES.rules[pair]
    due = due_date(rule if rule.length else rule.ordered(4), CALENDAR, start)
    assert due.due_next_working_day >= due.due > start
    assert CALENDAR.is_working(due.due_next_working_day)
    if rule.kind is DayKind.WORKING:
        assert due.due == due.due_next_working_day
        assert working_days_between(CALENDAR, start, due.due) == due.counted
    else:
        assert (due.due - start).days == due.counted
    assert due.provisional >= any(day.year in {2019, 2027, 2028, 2029} for day in (due.due, due.due_next_working_day))


def test_the_time_zone_of_the_process_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = set()
    for zone in ("UTC", "Asia/Shanghai", "America/New_York"):
        monkeypatch.setitem(os.environ, "TZ", zone)
        time.tzset()
        answers.add(_due("dispatch", "2026-09-28").due)
    monkeypatch.undo()
    time.tzset()
    assert answers == {date(2026, 10, 16)}


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        'year = 2025\nnotices = ["x"]\noff = []\nworking = []',
        "year = 2026\nnotices = []\noff = []\nworking = []",
        'year = 2026\nnotices = ["x"]\noff = [2025-12-31]\nworking = []',
        'year = 2026\nnotices = ["x"]\noff = ["2026-01-01"]\nworking = []',
        'year = 2026\nnotices = ["x"]\noff = []\nworking = [2026-01-05]',
        'year = 2026\nnotices = ["x"]\noff = [2026-01-04]\nworking = [2026-01-04]',
        'year = 2026\nnotices = ["x"]\noff = [2026-01-01T00:00:00]\nworking = []',
    ],
)
def test_a_wrong_calendar_is_an_alarm(text: str) -> None:
    with pytest.raises(RuleError, match="2026 年日历"):
        Calendar.parse({2026: text})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("length = 10", "length = 0"),
        ('kind = "working"', 'kind = "lunar"'),
        ("valid_from = 2025-06-01", "valid_from = 2021-12-30"),
        ("[[clock]]", "[[clock"),
    ],
)
def test_wrong_clock_rules_are_an_alarm(old: str, new: str) -> None:
    text = (POLICIES / "deadlines.toml").read_text("utf-8")
    with pytest.raises(RuleError, match="时限规则"):
        ClockRules.parse(text.replace(old, new))


def test_every_clock_names_its_basis() -> None:
    entries = tomllib.loads((POLICIES / "deadlines.toml").read_text("utf-8"))["clock"]
    assert all(entry["basis"] and entry["valid_from"] for entry in entries)
    assert {entry["key"] for entry in entries} >= set(KEYS)


@pytest.mark.parametrize(
    ("filed_on", "basis"),
    [
        ("2025-05-31", "224号"),
        ("2025-06-01", "第802号第二十五条"),
        ("2026-11-25", "第802号第二十五条"),
        ("2019-01-01", "224号"),
    ],
)
def test_the_law_of_procedure_is_that_of_the_day_of_filing(filed_on: str, basis: str) -> None:
    for key in ("dispatch", "result", "result_max"):
        assert basis in RULES.get(key, "A", date.fromisoformat(filed_on)).basis
    assert RULES.get("result", "A") == RULES.get("result", "A", date(2026, 11, 25))


def test_a_revised_length_is_a_new_version_and_leaves_earlier_filings_alone() -> None:
    text = (POLICIES / "deadlines.toml").read_text("utf-8")
    revised = """
[[clock]]
key = "result"
track = "A"
name = "处理结果"
starts_at = "dispatch"
length = 20
kind = "calendar"
ends_with = "serve"
basis = "某项修订"
valid_from = 2026-12-01
"""
    rules = ClockRules.parse(text + revised)
    lengths = [rules.get("result", "A", date(2026, *day)).length for day in ((11, 30), (12, 1))]
    assert lengths == [30, 20]


def test_a_start_far_away_is_refused() -> None:
    with pytest.raises(BadInput):
        due_date(RULES.get("sign", "A"), CALENDAR, date(9999, 12, 31))


def test_how_often_a_determination_may_be_asked_is_a_rule_and_once_where_no_rule_says_it() -> None:
    text = (POLICIES / "deadlines.toml").read_text("utf-8")
    for track in "AB":
        assert RULES.get("determination", track, date(2024, 1, 8)).times == 2
        assert ClockRules.parse(text.replace("times = 2", "times = 3")).get("determination", track).times == 3
    assert ClockRules.parse(text.replace("times = 2\n", "")).get("determination", "A").times is None
    with pytest.raises(RuleError):
        ClockRules.parse(text.replace("times = 2", "times = 0"))
