"""How a last day was found, in words that a firm understands."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from caseflow.core.chinese import chinese_date
from caseflow.core.deadlines import DayKind
from caseflow.core.working_days import ONE_DAY


def derivation_lines(derivation: Mapping[str, Any]) -> tuple[str, ...]:
    """One sentence per step of a stored derivation (`Due.as_json`): start, counted, skipped, made up, paused, doubt."""
    start = date.fromisoformat(derivation["start"])
    made_up, paused = _days(derivation["made_up"]), _days(derivation["paused"])
    working = derivation["kind"] == DayKind.WORKING
    lines = [
        f"{chinese_date(start)}当天不算，从第二天数起。",
        *(_working(derivation) if working else _calendar(derivation)),
    ]
    if made_up and working:
        lines.append(f"调休上班的周末照常数：{_told(made_up)}。")
    if paused:
        lines.append(f"暂停期间不数（{len(paused)} 天）：{_told(paused)}。")
    if derivation["provisional"]:
        lines.append("其中有的年份还没有公布放假安排，按周末推算，所以日期是暂定的；公布后自动重新计算。")
    lines.append(f"所用日历的版本：{derivation['calendar_version']}。")
    return tuple(lines)


def standing_still_line(cause: str, since: date) -> str:
    """The sentence of a clock that stands still from the day `since` on while the clock named `cause` runs."""
    return f"{chinese_date(since)}起等待{cause}，从当天起暂停计时；等待的日子不数，结束后接着数，最后一天相应后延。"


def _working(derivation: Mapping[str, Any]) -> Iterator[str]:
    skipped, due = _days(derivation["skipped"]), date.fromisoformat(derivation["due"])
    yield f"只数工作日，数满 {derivation['counted']} 个工作日，到{chinese_date(due)}为止。"
    if skipped:
        yield f"中间的休息日不数（{len(skipped)} 天）：{_told(skipped)}。"


def _calendar(derivation: Mapping[str, Any]) -> Iterator[str]:
    skipped, due = _days(derivation["skipped"]), date.fromisoformat(derivation["due"])
    yield f"每一天都数，节假日也在内，数满 {derivation['counted']} 日，是{chinese_date(due)}。"
    if skipped:
        rolled = date.fromisoformat(derivation["due_next_working_day"])
        yield f"最后一天遇上休息日（{_told(skipped)}），顺延到下一个工作日{chinese_date(rolled)}。"


def _days(texts: Sequence[str]) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


def _told(days: Sequence[date]) -> str:
    """Every day, runs of them as 从…至…."""
    return "、".join(
        chinese_date(first) if first == last else f"{chinese_date(first)}至{chinese_date(last)}"
        for first, last in _runs(days)
    )


def _runs(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    first = last = None
    for day in days:
        if first is None or last is None:
            first = day
        elif day != last + ONE_DAY:
            yield first, last
            first = day
        last = day
    if first is not None and last is not None:
        yield first, last
