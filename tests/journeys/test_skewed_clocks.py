"""Machines whose clocks are ten minutes off, each another way: the database's moment is the only one that is written."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.conftest import FAKETIME
from tests.harness.servers import Servers
from tests.journeys.journey import Journey
from tests.journeys.stack import Stack
from tests.journeys.test_whole_way import CASES

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.faketime]

WRITTEN = "column_name in ('at', 'last_seen') or column_name like '%\\_at'"
BAND = "interval '12 minutes'"


def skewed(span: str) -> dict[str, str]:
    """The environment of a process whose clocks are all `span` off."""
    return {"LD_PRELOAD": str(FAKETIME), "FAKETIME": span}


def outside(stack: Stack, start: datetime) -> tuple[int, int]:
    """How many moments are written that lie ahead of the database, and in the minutes before `start`, in all tables."""
    with psycopg.connect(stack.urls.owner.replace("+psycopg", "")) as connection:
        columns = connection.execute(
            "select table_name, column_name from information_schema.columns where table_schema = 'public'"
            f" and data_type = 'timestamp with time zone' and ({WRITTEN})"
        ).fetchall()
        assert len(columns) > 60
        ahead = before = 0
        for table, column in columns:
            counted = connection.execute(
                f'select count(*) filter (where "{column}" > now()),'
                f' count(*) filter (where "{column}" between %s - {BAND} and %s) from "{table}"',
                (start, start),
            ).fetchone()
            assert counted is not None
            ahead, before = ahead + counted[0], before + counted[1]
    return ahead, before


def test_a_case_travels_its_whole_way_while_every_process_has_another_time(servers: Servers, tmp_path: Path) -> None:
    servers.sink.mails.clear()
    spans = {"web": "+10m", "worker": "-10m", "sweep": "+10m"}
    stack = Stack(servers, servers.fresh(), tmp_path / "log.txt", {name: skewed(span) for name, span in spans.items()})
    with psycopg.connect(stack.urls.owner.replace("+psycopg", "")) as connection:
        row = connection.execute("select now()").fetchone()
        assert row is not None
        start = row[0]
    ahead, before = outside(stack, start)
    assert ahead == 0
    stack.start()
    try:
        theirs = parsedate_to_datetime(httpx.get(f"{stack.address}/about").headers["Date"])
        assert theirs - start > timedelta(minutes=9), "the processes do have another time"
        journey = Journey(stack, CASES["GC-004"], 4)
        journey.travel(["gaotai.sh"])
        page = journey.firm.await_page(journey.path(), "已结案")
        assert journey.lead_name in page
        journey.firm.await_page("/messages", journey.number)
        assert outside(stack, start) == (0, before)
    finally:
        stack.stop()
    assert servers.sink.mails
    assert "unhandled error" not in stack.log.read_text()
