"""What must not wait: sentences about work that stands still, and about what only a person can mend."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from caseflow.settings import Settings
from caseflow.store.health import Limits
from caseflow.store.recounting import missing_calendar


@dataclass(frozen=True)
class Pulse:
    """The last sign of life of a background process; `late` when it is silent for too long."""

    name: str
    label: str
    at: datetime | None
    late: bool


def limits_set() -> Limits:
    """The limits of this deployment."""
    settings: Settings = current_app.config["SETTINGS"]
    return Limits(timedelta(seconds=settings.silent_seconds), timedelta(seconds=settings.stuck_seconds))


def standstill_of(beating: tuple[Pulse, ...], due: int, event_waits: bool, limits: Limits) -> tuple[str, ...]:
    """A sentence for each kind of work that does not go on; `due` notices are late."""
    found = [f"“{pulse.label}”超过{_span(limits.silent)}没有运行。" for pulse in beating if pulse.late]
    if event_waits:
        found.append(f"有事件等待超过{_span(limits.stuck)}仍未处理。")
    if due:
        found.append(f"有 {due} 条通知到了发送时间，超过{_span(limits.stuck)}仍未发出。")
    return tuple(found)


def _span(length: timedelta) -> str:
    seconds = length.total_seconds()
    return f" {seconds / 60:g} 分钟" if seconds >= 60 else f" {seconds:g} 秒"


def for_people(failed: int) -> tuple[str, ...]:
    """What only a person can mend: refused notices, a calendar nobody entered."""
    found = [f"有 {failed} 条通知没有送达，需要人工处理。"] if failed else []
    missing = missing_calendar()
    if missing is not None:
        found.append(_calendar_alarm(*missing))
    return tuple(found)


def _calendar_alarm(year: int, provisional: int) -> str:
    """What is wrong and what to do about it."""
    moving = f"已有 {provisional} 个时限只是按周末推算的暂定日期" if provisional else "跨年的时限将只能按周末推算"
    return (
        f"还没有录入{year}年的放假安排，{moving}。请管理员对照国务院办公厅的通知，在“规则版本”的草稿里增加"
        f" calendar/{year}.toml，核对、试算后发布；暂定的时限随后自动重新计算。"
    )
