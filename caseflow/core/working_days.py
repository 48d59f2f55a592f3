"""Which days are working days: the State Council's yearly notice, make-up Saturdays and Sundays included.

A year whose notice has not been entered is unknown: its days are judged by the week alone.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from caseflow.core.errors import RuleError

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """Days off and make-up working days of the known years; `version` changes with any of them."""

    years: frozenset[int]
    off: frozenset[date]
    made_up: frozenset[date]
    version: str

    @staticmethod
    def parse(texts: Mapping[int, str]) -> "Calendar":
        """A calendar from the texts of policies/calendar/<year>.toml. RuleError names the year that cannot be used."""
        off: set[date] = set()
        made_up: set[date] = set()
        for year, text in texts.items():
            free, worked = _year(year, text)
            off |= free
            made_up |= worked
        content = repr((sorted(texts), sorted(off), sorted(made_up)))
        version = hashlib.sha256(content.encode()).hexdigest()[:12]
        return Calendar(frozenset(texts), frozenset(off), frozenset(made_up), version)

    def known(self, year: int) -> bool:
        """Whether the notice for `year` has been entered."""
        return year in self.years

    def is_working(self, day: date) -> bool:
        """Whether `day` is a working day; in a year that is not known, Monday to Friday are."""
        return day not in self.off and (day.weekday() < SATURDAY or day in self.made_up)

    def next_working_day(self, day: date) -> date:
        """`day` itself when it is a working day, else the first one after it."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def working_day_before(self, day: date, count: int) -> date:
        """The day from which `count` working days are left until `day`: when a due-soon reminder goes out."""
        while count > 0:
            count -= self.is_working(day)
            day -= ONE_DAY
        return day


def _year(year: int, text: str) -> tuple[set[date], set[date]]:
    try:
        data = tomllib.loads(text)
        off, made_up = set(data["off"]), set(data["working"])
        stated, notices = data["year"], data["notices"]
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as problem:
        raise RuleError(f"{year} 年日历无法读取：{problem}。") from problem
    days = off | made_up
    if stated != year or not notices or any(type(day) is not date or day.year != year for day in days):
        raise RuleError(f"{year} 年日历有误：年份不符、缺通知名称，或列有不属于该年的日期。")
    if off & made_up or any(day.weekday() < SATURDAY for day in made_up):
        raise RuleError(f"{year} 年日历有误：调休上班日应是周六或周日，且不能同时是放假日。")
    return off, made_up


def working_days_between(calendar: Calendar, a: date, b: date) -> int:
    """Working days after `a` up to and including `b`; negative when `b` lies before `a` (so many days too late).

    A limit that passed is late even where only rest days lie since: from the day after it, at least one day is counted.
    """
    if b < a:
        return -max(1, working_days_between(calendar, b, a))
    return sum(calendar.is_working(day) for day in days_from_to(a + ONE_DAY, b))


def days_from_to(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included; none when `last` lies before `first`."""
    while first <= last:
        yield first
        first += ONE_DAY
