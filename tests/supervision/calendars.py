"""The year after the last one shipped, as an invented notice has it, and open cases that reach into it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import psycopg

from caseflow.core.deadlines import due_date, reminder_day
from caseflow.core.edition import Edition
from caseflow.demo.people import firm_login
from caseflow.local.roles import Urls
from caseflow.reactions import relay
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.unit_of_work import transaction
from tests.harness.onstage import person

CASES = """
insert into "case" (number, track, category, channel, status, version, round, event_count, company_id,
    receiving_unit_id, territory, respondent_name, filed_at, amount, amount_paid, amount_waived, ever_overdue,
    result_returned, appealed)
select 'GS-' || lpad((700000 + n)::text, 11, '0'), 'A', '拖欠货款', '网上', 'under_review', 1, 1, 0, %(company)s,
    %(receiving)s, '620725', '某单位' || n, timestamptz '2026-12-01 00:00+08', 1000, 0, 0, false, false, false
from generate_series(1, %(count)s) n returning id
"""


@dataclass(frozen=True)
class Start:
    """A clock to be put in: its key, its track, the day of its event."""

    key: str
    track: str
    on: date


def coming_year() -> int:
    """The first year without a calendar after those in force."""
    return max(editions.current().calendar.years) + 1


def notice(year: int) -> str:
    """元旦 off from 1 to 3 January; the next weekend is worked, so that some dates come earlier than by the week."""
    off = [date(year, 1, day) for day in (1, 2, 3)]
    worked = [day for n in range(4, 13) if (day := date(year, 1, n)).weekday() >= 5]
    days = {"off": off, "working": worked}
    lists = "".join(f"{name} = [{', '.join(map(str, found))}]\n" for name, found in days.items())
    return f'year = {year}\nnotices = ["测试用的通知"]\n{lists}'


def with_files(**texts: str) -> Edition:
    """The edition in force with calendars of these years: `with_files(y2027=text)`."""
    files = {f"calendar/{name[1:]}.toml": text for name, text in texts.items()}
    return Edition({**editions.current().files, **files})


def publish(edition: Edition) -> int:
    """Publish it; returns its id."""
    with transaction(None) as work:
        row = editions.publish(work, edition, "测试")
        assert row is not None
        return row.id


def settle() -> int:
    """Carry out everything that follows, to the end."""
    done = 0
    while step := relay(500):
        done += step
    return done


def put_in(database: Urls, starts: Iterable[Start]) -> list[int]:
    """One case under examination for each start, with that clock running; returns the ids of the clocks."""
    edition, firm, clerk = editions.current(), person(firm_login("runhe")), person("gansu.sl")
    db.session.rollback()
    rows = [_row(edition, start) for start in starts]
    with psycopg.connect(database.owner.replace("+psycopg", ""), autocommit=True) as connection:
        chosen = {"company": firm.company_id, "receiving": clerk.unit_id, "count": len(rows)}
        cases = [found[0] for found in connection.execute(CASES, chosen)]
        columns = "case_id, key, sequence, started_on, due, due_rolled, remind_on, provisional, derivation"
        with connection.cursor().copy(f"copy clock ({columns}) from stdin") as copy:
            for case_id, row in zip(cases, rows, strict=True):
                copy.write_row((case_id, *row))
        connection.execute("analyze")
        found = connection.execute("select id from clock where case_id = any(%s) order by id", (cases,))
        return [row[0] for row in found]


def _row(edition: Edition, start: Start) -> tuple[Any, ...]:
    due = due_date(edition.deadlines.get(start.key, start.track), edition.calendar, start.on)
    remind_on = reminder_day(due, edition.calendar, edition.deadlines.due_soon)
    rolled = due.due_next_working_day
    derivation = json.dumps(due.as_json())
    return start.key, 1, start.on, due.due, rolled, remind_on, due.provisional, derivation


def december(year: int, days: int) -> date:
    """So many days after the first of December."""
    return date(year, 12, 1) + timedelta(days=days)
