"""A calendar that came later: which days it sees otherwise, and a clock counted once more by it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from caseflow.core.deadlines import ClockRules, DayKind, Due, Pause, due_date
from caseflow.core.working_days import Calendar

ALARM_FROM = (11, 15)  # the State Council's notice for the coming year appears in the weeks before
DRAWN_BY = "calendar_version"


def changed_span(before: Calendar, after: Calendar) -> tuple[date, date] | None:
    """The first and the last day on which the two calendars differ; None when they say the same.

    A year that only one of them knows differs as a whole, whatever its days: with it a date stops being provisional.
    """
    years = before.years ^ after.years
    days = (before.off ^ after.off) | (before.made_up ^ after.made_up)
    days |= {day for year in years for day in (date(year, 1, 1), date(year, 12, 31))}
    return (min(days), max(days)) if days else None


def recount(
    rules: ClockRules,
    calendar: Calendar,
    key: str,
    derivation: Mapping[str, Any],
    pauses: tuple[Pause, ...],
) -> Due:
    """Clock `key` counted again by `calendar` from its stored derivation (`Due.as_json`).

    Only the calendar and the `pauses` are new (the derivation has no more of those than fell before its end); length,
    kind of day and basis stay those under which the clock was started or extended. RuleError when no rule of this name
    is left.
    """
    rule = replace(
        rules.get(key, derivation["track"]),
        track=derivation["track"],
        length=derivation["counted"],
        kind=DayKind(derivation["kind"]),
        basis=derivation["basis"],
    )
    return due_date(rule, calendar, date.fromisoformat(derivation["start"]), pauses)


def same_count(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two derivations say the same of every day; which calendar they were made by does not matter."""
    return {**one, DRAWN_BY: ""} == {**other, DRAWN_BY: ""}


def year_wanted(calendar: Calendar, today: date, provisional: int) -> int | None:
    """The first year from today's on without a calendar, once somebody should do something about it, else None.

    That is: from 15 November on for the coming year, and at any time while running clocks are `provisional`.
    """
    year = today.year
    while calendar.known(year):
        year += 1
    near = year == today.year or (year == today.year + 1 and (today.month, today.day) >= ALARM_FROM)
    return year if near or provisional else None
