"""Limits that come near, run out or move."""

from dataclasses import dataclass
from datetime import date

from caseflow.core.events.fact import Code, Event


@dataclass(frozen=True)
class ClockDueSoon(Event):
    """时限将到."""

    clock_id: int
    clock: Code
    due: date


@dataclass(frozen=True)
class ClockOverdue(Event):
    """超过时限;以后的办理不能抹去. `late`: it makes the case late for good, as a limit of the firm's own does not."""

    clock_id: int
    clock: Code
    due: date
    late: bool = True


@dataclass(frozen=True)
class ClockMoved(Event):
    """日历公布后重新计算. `before` and `due` are days after which the clock is overdue.

    `result_until` is the day promised to the firm where the clock is the one that promises it.
    """

    clock_id: int
    clock: Code
    before: date
    due: date
    result_until: date | None = None


@dataclass(frozen=True)
class CalendarMissing(Event):
    """缺下一年的放假安排. Said once a day until the calendar of `year` is published; `provisional` clocks wait for it."""

    year: int
    provisional: int


@dataclass(frozen=True)
class RemindersGathered(Event):
    """每日提醒汇总. `user_id` gets one message of the day instead of so many `notices`."""

    digest_id: int
    user_id: int
    notices: int


@dataclass(frozen=True)
class ClocksRecounted(Event):
    """按新日历核对时限. One batch of the running clocks that an edition's calendar may touch, up to clock `upto`."""

    edition_id: int
    upto: int
    looked_at: int
    moved: int
    more: bool
