"""When a reminder may disturb somebody: in office hours of working days, outside the hours its reader wants quiet."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from caseflow.core.chinese import SHANGHAI
from caseflow.core.errors import BadInput
from caseflow.core.working_days import Calendar

MOST_TURNS = 8  # a reader's quiet hours that leave no office hour are refused; this bounds the search all the same


@dataclass(frozen=True)
class Hours:
    """A span of the day in Asia/Shanghai, `start` included, `end` not; one that ends before it starts goes over midnight."""

    start: time
    end: time

    def covers(self, moment: time) -> bool:
        """Whether this moment of the day lies within."""
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


def opening(office: Hours, calendar: Calendar, moment: datetime) -> datetime:
    """`moment` itself within office hours of a working day, else the next opening of the office.

    Of a year that is not known the week decides, as with every limit.
    """
    local = moment.astimezone(SHANGHAI)
    day, now = local.date(), local.time()
    if calendar.is_working(day) and office.covers(now):
        return moment
    if now >= office.start:
        day += timedelta(days=1)
    return datetime.combine(calendar.next_working_day(day), office.start, SHANGHAI)


def after_quiet(quiet: Hours | None, moment: datetime) -> datetime:
    """`moment`, or the end of the reader's quiet hours that it falls into."""
    local = moment.astimezone(SHANGHAI)
    if quiet is None or not quiet.covers(local.time()):
        return moment
    end = datetime.combine(local.date(), quiet.end, SHANGHAI)
    return end if end > local else end + timedelta(days=1)


def reminding_time(
    office: Hours, calendar: Calendar, moment: datetime, quiet: Hours | None = None, due: date | None = None
) -> datetime:
    """When a reminder that is ready at `moment` goes out: in office hours and outside `quiet`.

    One that would come only after the limit it speaks of (`due`) goes at once: it still helps now, and not later.
    """
    found = moment
    for _ in range(MOST_TURNS):
        later = after_quiet(quiet, opening(office, calendar, found))
        if later == found:
            break
        found = later
    overtaken = due is not None and moment.astimezone(SHANGHAI).date() <= due < found.astimezone(SHANGHAI).date()
    return moment if overtaken else found


def next_day(moment: datetime) -> datetime:
    """The first moment of the day after `moment`'s."""
    day = moment.astimezone(SHANGHAI).date() + timedelta(days=1)
    return datetime.combine(day, time.min, SHANGHAI)


def leave_office_hours(quiet: Hours, office: Hours) -> None:
    """Raise BadInput where `quiet` leaves less than an hour of the office's day for reminders, or is no span at all."""
    if quiet.start == quiet.end:
        raise BadInput("免打扰时间的开始和结束不能相同。", "quiet_until")
    minutes = range(office.start.hour * 60 + office.start.minute, office.end.hour * 60 + office.end.minute)
    left = sum(not quiet.covers(time(*divmod(minute, 60))) for minute in minutes)
    if left < 60:
        words = f"{office.start:%H:%M} 到 {office.end:%H:%M}"
        raise BadInput(f"免打扰时间要在办公时间（{words}）里至少留出一小时，不然提醒发不出去。", "quiet_until")
