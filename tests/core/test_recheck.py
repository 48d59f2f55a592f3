"""回头看: the draw can be repeated, leaves no unit out, and an end that does not hold is listed higher."""

from datetime import date
from itertools import product
from pathlib import Path

import pytest

from caseflow.core.closure_rules import UPWARDS
from caseflow.core.recheck import draw, draw_day, holds, month_before, raised_listing
from caseflow.core.working_days import Calendar

CALENDAR = Calendar.parse(
    {year: (Path(__file__).parents[2] / f"policies/calendar/{year}.toml").read_text("utf-8") for year in (2026,)}
)
STRATA = {7: [f"GS-2026-{n:06d}" for n in range(31)], 3: ["GS-2026-900001"], 5: [f"NX-2026-{n:06d}" for n in range(10)]}


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    once = draw(STRATA, 10, "c0ffee")
    shuffled = {unit: list(reversed(STRATA[unit])) for unit in (5, 7, 3)}
    assert draw(shuffled, 10, "c0ffee") == once
    assert draw(STRATA, 10, "decaf0") != once
    assert {unit: len(cases) for unit, cases in once.items()} == {3: 1, 5: 1, 7: 4}
    assert all(set(cases) <= set(STRATA[unit]) for unit, cases in once.items())


def test_over_many_seeds_every_case_has_its_chance() -> None:
    drawn = {number for seed in range(300) for number in draw(STRATA, 10, str(seed))[7]}
    assert drawn == set(STRATA[7])


@pytest.mark.parametrize(
    ("day", "month", "opens"),
    [
        (date(2026, 10, 9), date(2026, 9, 1), date(2026, 10, 8)),
        (date(2026, 1, 1), date(2025, 12, 1), date(2026, 1, 4)),
        (date(2026, 12, 31), date(2026, 11, 1), date(2026, 12, 1)),
    ],
)
def test_the_first_working_day_of_the_month(day: date, month: date, opens: date) -> None:
    assert (month_before(day), draw_day(CALENDAR, day)) == (month, opens)


def test_only_money_that_came_and_true_evidence_hold() -> None:
    found = {pair for pair in product(("received", "missing", "none"), ("genuine", "false")) if holds(*pair)}
    assert found == {("received", "genuine"), ("none", "genuine")}


def test_a_listing_goes_one_level_up_and_never_beyond_the_province() -> None:
    assert [raised_listing(level, "县级") for level in (None, *UPWARDS)] == ["县级", "市级", "省级", "省级"]
