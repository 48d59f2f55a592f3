"""The statutory clocks.

Day one is the day after the event (民法典第二百零一条). Working days follow the State Council's yearly notice, make-up
working Saturdays and Sundays included. A calendar-day term that ends on a rest day has two ends: the day itself, which
reminders follow, and the next working day (民法典第二百零三条), after which the case is overdue. Days of a year without
a calendar are counted by the week alone and make the result provisional.

Everything here is a date; there is no moment of the day and so no time zone.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from caseflow.core.errors import BadInput, RuleError
from caseflow.core.working_days import ONE_DAY, Calendar, days_from_to, working_days_between

__all__ = [
    "Calendar", "ClockRule", "ClockRules", "DayKind", "Due", "Pause", "due_date", "reminder_day", "working_days_between",
]  # fmt: skip

FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST = 3660


class DayKind(StrEnum):
    """How the days of a clock are counted: 工作日 or 自然日."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True)
class ClockRule:
    """One statutory clock as policies/deadlines.toml states it; `length` and `ceiling` in days of `kind`.

    `length` is None where each letter orders its own; `ordered` then fixes it. `extension` is the most that may be
    added once, `ceiling` the most that the total may reach. `pauses` names the clocks that stop this one. The passing of
    one that is not `binding` makes nobody late, and nobody can hurry it: a publication has to last its days. `times` is how
    often a case may start it, None where it does not matter.
    """

    key: str
    track: str | None
    name: str
    starts_at: str
    length: int | None
    kind: DayKind
    ends_with: str
    extension: int
    ceiling: int | None
    pauses: tuple[str, ...]
    basis: str
    valid_from: date
    binding: bool = True
    times: int | None = None

    def ordered(self, days: int) -> "ClockRule":
        """This clock with the length that a letter orders. RuleError where the length is fixed, BadInput below 1."""
        if self.length is not None:
            raise RuleError(f"时限“{self.name}”的长度由规则规定，不能另定。")
        if not 1 <= days <= LONGEST:
            raise BadInput(f"期限应为 1 至 {LONGEST} 日，不能是 {days}。")
        return replace(self, length=days)

    def extended(self, days: int) -> "ClockRule":
        """This clock made longer by `days`. BadInput beyond what may be added or beyond the ceiling."""
        if self.length is None or not 1 <= days <= self.extension:
            raise BadInput(f"时限“{self.name}”一次最多延长 {self.extension} 日，不能延长 {days} 日。")
        total = self.length + days
        if self.ceiling is not None and total > self.ceiling:
            raise BadInput(f"时限“{self.name}”延长后为 {total} 日，超过上限 {self.ceiling} 日。")
        return replace(self, length=total)


@dataclass(frozen=True)
class ClockRules:
    """All clocks of one edition, and how many working days before the end a reminder goes out.

    `rules` are the newest of each clock and track, `earlier` those before them, the later first: the law of procedure
    is that of the day of filing.
    """

    version: str
    rules: Mapping[tuple[str, str | None], ClockRule]
    earlier: Mapping[tuple[str, str | None], tuple[ClockRule, ...]]
    due_soon: int

    @staticmethod
    def parse(toml_text: str) -> "ClockRules":
        """Clock rules from the text of deadlines.toml. RuleError names what cannot be used."""
        try:
            data = tomllib.loads(toml_text)
            rules = [_rule(entry) for entry in data["clock"]]
            due_soon = _positive(data["due_soon"]["working_days"])
            version = str(data["version"])
        except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as problem:
            raise RuleError(f"时限规则无法读取：{problem}。") from problem
        if len({(rule.key, rule.track, rule.valid_from) for rule in rules}) != len(rules):
            raise RuleError("时限规则中有重复的条目。")
        ages: dict[tuple[str, str | None], list[ClockRule]] = {}
        for rule in sorted(rules, key=lambda rule: rule.valid_from, reverse=True):
            ages.setdefault((rule.key, rule.track), []).append(rule)
        newest = {pair: versions[0] for pair, versions in ages.items()}
        return ClockRules(version, newest, {pair: tuple(versions[1:]) for pair, versions in ages.items()}, due_soon)

    def get(self, key: str, track: str | None, filed_on: date | None = None) -> ClockRule:
        """The clock `key` for `track` ("A" or "B"), else the one that both tracks share. RuleError when unknown.

        Of several versions the one in force on `filed_on` (国务院令第802号 from 2025-06-01 on), the oldest for a filing
        before all of them; without a day the newest.
        """
        pair = (key, track) if (key, track) in self.rules else (key, None)
        if pair not in self.rules:
            known = "、".join(sorted({name for name, _ in self.rules}))
            raise RuleError(f"没有时限“{key}”（轨道 {track or '不分'}）。可用的有：{known}。")
        versions = (self.rules[pair], *self.earlier[pair])
        return next((rule for rule in versions if filed_on is None or rule.valid_from <= filed_on), versions[-1])

    @property
    def unbinding(self) -> frozenset[str]:
        """The clocks whose passing makes nobody late."""
        return frozenset(rule.key for rule in self.rules.values() if not rule.binding)


def _rule(entry: Mapping[str, Any]) -> ClockRule:
    length, ceiling = entry.get("length"), entry.get("ceiling")
    valid_from = entry["valid_from"]
    if not entry["basis"] or not isinstance(valid_from, date):
        raise ValueError(f"{entry['key']} 缺依据或生效日")
    return ClockRule(
        key=str(entry["key"]),
        track=entry.get("track"),
        name=str(entry["name"]),
        starts_at=str(entry["starts_at"]),
        length=None if length is None else _positive(length),
        kind=DayKind(entry["kind"]),
        ends_with=str(entry["ends_with"]),
        extension=int(entry.get("extension", 0)),
        ceiling=None if ceiling is None else _positive(ceiling),
        pauses=tuple(entry.get("pauses", ())),
        times=_positive(entry["times"]) if "times" in entry else None,
        basis=str(entry["basis"]),
        valid_from=valid_from,
        binding=bool(entry.get("binding", True)),
    )


def _positive(number: object) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= LONGEST:
        raise ValueError(f"{number} 不是可用的日数")
    return number


@dataclass(frozen=True)
class Due:
    """When a clock ends, and how that was found.

    `due` is the end by plain counting; `due_next_working_day` the same moved off rest days; from the day after
    `overdue_after` the case is overdue. `counted` days were counted, `skipped` are the rest days passed over (for a
    calendar-day clock: those at its end), `made_up` the make-up working days that counted, `paused` the days a pause
    took out. `provisional` when any day looked at lies in a year whose calendar is not known.
    """

    rule: ClockRule
    start: date
    due: date
    due_next_working_day: date
    overdue_after: date
    provisional: bool
    counted: int
    skipped: tuple[date, ...]
    made_up: tuple[date, ...]
    paused: tuple[date, ...]
    basis: str
    calendar_version: str

    def is_overdue(self, today: date) -> bool:
        """Whether `today` is past the postponed end."""
        return today > self.overdue_after

    def as_json(self) -> dict[str, object]:
        """The derivation as plain JSON values, dates in ISO form."""
        return {
            "clock": self.rule.key,
            "track": self.rule.track,
            "start": self.start.isoformat(),
            "due": self.due.isoformat(),
            "due_next_working_day": self.due_next_working_day.isoformat(),
            "overdue_after": self.overdue_after.isoformat(),
            "provisional": self.provisional,
            "kind": self.rule.kind.value,
            "counted": self.counted,
            "skipped": [day.isoformat() for day in self.skipped],
            "made_up": [day.isoformat() for day in self.made_up],
            "paused": [day.isoformat() for day in self.paused],
            "basis": self.basis,
            "calendar_version": self.calendar_version,
        }


Pause = tuple[date, date]


def due_date(rule: ClockRule, calendar: Calendar, start: date, pauses: tuple[Pause, ...] = ()) -> Due:
    """The end of clock `rule` for an event on `start` (not counted).

    Each pause (stopped, resumed) takes out both days and those between: from the moment it stopped nothing could be
    decided. RuleError for a clock without a length, BadInput for a start outside 1990–2100.
    """
    if rule.length is None:
        raise RuleError(f"时限“{rule.name}”{rule.basis}，请先给出日数。")
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise BadInput(f"日期 {start.isoformat()} 不在 {FIRST_YEAR} 至 {LAST_YEAR} 年之间。")
    seen, paused = _count(rule.length, rule.kind, calendar, start, pauses)
    due = seen[-1]
    rolled = calendar.next_working_day(due)
    judged = seen if rule.kind is DayKind.WORKING else list(days_from_to(due, rolled))
    return Due(
        rule=rule,
        start=start,
        due=due,
        due_next_working_day=rolled,
        overdue_after=rolled,
        provisional=not all(calendar.known(day.year) for day in judged),
        counted=rule.length,
        skipped=tuple(day for day in judged if not calendar.is_working(day)),
        made_up=tuple(day for day in judged if day in calendar.made_up),
        paused=tuple(paused),
        basis=rule.basis,
        calendar_version=calendar.version,
    )


def reminder_day(due: Due, calendar: Calendar, working_days: int) -> date:
    """The day on which "due soon" is said: so many working days before the earlier end, never on the day it starts."""
    return max(due.start + timedelta(days=1), calendar.working_day_before(due.due, working_days))


def _count(
    length: int, kind: DayKind, calendar: Calendar, start: date, pauses: tuple[Pause, ...]
) -> tuple[list[date], list[date]]:
    """The days passed until `length` of them counted, and the days that pauses took out."""
    seen: list[date] = []
    paused: list[date] = []
    for day in _days_after(start):
        if any(stopped <= day <= resumed for stopped, resumed in pauses):
            paused.append(day)
            continue
        seen.append(day)
        length -= kind is DayKind.CALENDAR or calendar.is_working(day)
        if length == 0:
            break
    return seen, paused


def _days_after(start: date) -> Iterator[date]:
    while True:
        start += ONE_DAY
        yield start
