"""回头看: which of the cases written off in a month are looked at again, and what follows from what is found.

The draw can be repeated by anybody: within each unit the cases are put in the order of SHA-256(seed|number) and the
first tenth of them, at least one, is drawn. It depends on nothing but the seed and the numbers.
"""

import hashlib
from collections.abc import Collection, Hashable, Iterable, Mapping
from datetime import date, timedelta

from caseflow.core.closure_rules import UPWARDS
from caseflow.core.working_days import Calendar


def draw(strata: Mapping[int, Iterable[str]], percent: int, seed: str) -> dict[int, tuple[str, ...]]:
    """The case numbers drawn in each unit; `strata` are the numbers by unit, `percent` (1 to 100) is rounded up."""
    return {unit: _first(sorted(set(numbers)), percent, seed) for unit, numbers in sorted(strata.items())}


def _first(numbers: list[str], percent: int, seed: str) -> tuple[str, ...]:
    count = -(-len(numbers) * percent // 100)
    chosen = sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}|{number}".encode()).hexdigest())
    return tuple(sorted(chosen[:count]))


def month_before(day: date) -> date:
    """The first day of the month before that of `day`."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def draw_day(calendar: Calendar, day: date) -> date:
    """The first working day of the month of `day`: from then on the draw over the month before may be made."""
    return calendar.next_working_day(day.replace(day=1))


def may_check(person: Hashable, ended_by: Collection[Hashable]) -> str | None:
    """Why `person` may not look at a case again, as a sentence; None when they may.

    `ended_by` are the people of the requests that ended in a write-off: who asked, handled, wrote, signed, reviewed.
    """
    if person in ended_by:
        return "您参与过本案的办理或者销号审核，不能再由您回头看，请由本办公室的其他人员记录。"
    return None


def holds(money: str, evidence: str) -> bool:
    """Whether the end of the case stands: the money is there and the evidence genuine."""
    return money != "missing" and evidence == "genuine"


def raised_listing(listed: str | None, office_level: str) -> str:
    """The level of 重点挂牌 after an end that did not hold: one up, or the office's own where it was not listed."""
    if listed is None:
        return office_level
    return UPWARDS[min(UPWARDS.index(listed) + 1, len(UPWARDS) - 1)]


def outranked(level: str, raised: str | None) -> str | None:
    """Why an office at `level` may not list a case that came back listed at `raised`, as a sentence; None when it may:
    no listing below takes the raised one away."""
    if raised is None or UPWARDS.index(level) >= UPWARDS.index(raised):
        return None
    return f"本案销号后重新启动，已提高到{raised}挂牌，由{raised}领导小组办公室办理挂牌。"
