"""Redis gone, PostgreSQL gone, while people file: whatever was acknowledged is there once, with its receipt."""

import time
from collections import Counter
from concurrent.futures import wait

import pytest

from caseflow.local.children import wait_until
from tests.harness.servers import Servers
from tests.journeys.outage import Filers, Tally
from tests.journeys.stack import Stack

pytestmark = [pytest.mark.journey, pytest.mark.alone]

WITH, WITHOUT = 25, 50  # filings between two changes of the queue's state
ROUND = 40  # filings between two stops of the database
WAY_OUT = 60.0
STOPS, SENDERS = 3, 2  # a stop may catch the worker and the sweep each between a mail and its row


def file_some(filers: Filers, tally: Tally, count: int) -> None:
    """So many more filings by four clients (a few more, where they were under way)."""
    goal = len(tally.numbers) + count
    for done in wait(filers.file_until(4, lambda seen: len(seen.numbers) >= goal, tally)).done:
        done.result()


def await_filings(tally: Tally, count: int) -> None:
    """Until so many were acknowledged."""
    assert wait_until(lambda: len(tally.numbers) >= count, WAY_OUT)


def assert_each_has_one_event_and_one_receipt(
    filers: Filers, servers: Servers, numbers: list[str], repeated: int = 0
) -> None:
    """Stored = acknowledged, each once; one filing on the trail, one receipt by mail, and every one went out.

    `repeated` mails at most came twice, under the same Message-ID: those whose row could not be closed any more.
    """
    assert len(set(numbers)) == len(numbers)
    assert sorted(row[0] for row in filers.ask('select number from "case"')) == sorted(numbers)
    drafts = filers.ask("select count(*), count(distinct case_id) from draft where case_id is not null")
    assert drafts == [(len(numbers), len(numbers))]
    filed = filers.ask("select case_id, count(*) from event where kind = 'ComplaintFiled' group by case_id")
    assert Counter(count for _case, count in filed) == {1: len(numbers)}
    receipts = filers.ask(
        "select reference from notice n join event e on e.id = n.event_id"
        " where e.kind = 'ComplaintFiled' and n.audience = 'complainant' and n.channel = 'mail'"
    )
    assert len(receipts) == len(numbers)
    arrived = Counter(mail["Message-ID"].strip("<>").partition("@")[0] for mail in servers.sink.mails)
    times = [arrived[reference] for (reference,) in receipts]
    assert min(times) == 1
    assert sum(times) <= len(receipts) + repeated


def test_filing_goes_on_while_redis_is_away_and_every_notice_goes_out(stack: Stack, servers: Servers) -> None:
    filers = Filers(stack, 120)
    up, down = Tally(), Tally()
    for _ in range(4):
        file_some(filers, up, WITH)
        servers.valkey.stop()
        file_some(filers, down, WITHOUT)
        servers.valkey.start()
    assert set(up.answers) == set(down.answers) == {302}
    assert len(down.numbers) >= 200
    assert down.percentile(0.95) - up.percentile(0.95) < 0.2
    assert filers.settled(WAY_OUT)
    assert_each_has_one_event_and_one_receipt(filers, servers, up.numbers + down.numbers)


def test_filing_survives_a_database_that_stops_three_times(stack: Stack, servers: Servers) -> None:
    filers = Filers(stack, 400)
    before = [row[0] for row in filers.ask('select number from "case"')]
    tally, stopped, longest = Tally(), [], 0.0
    clients = filers.file_until(16, lambda _seen: bool(stopped), tally)
    for goal, at_once in ((ROUND, False), (2 * ROUND, True), (3 * ROUND, False)):
        await_filings(tally, goal)
        away = time.monotonic()
        servers.postgres.stop(at_once=at_once)
        time.sleep(3)
        servers.postgres.start()
        longest = max(longest, time.monotonic() - away)
    await_filings(tally, 4 * ROUND)
    stopped.append(True)
    for done in wait(clients).done:
        done.result()
    assert set(tally.answers) == {302, 503}
    assert {answer.headers["Retry-After"] for answer in tally.busy} == {"5"}
    assert all("再次提交" in answer.text and "李四" in answer.text for answer in tally.busy)
    assert filers.settled(WAY_OUT)
    assert_each_has_one_event_and_one_receipt(filers, servers, before + tally.numbers, repeated=STOPS * SENDERS)
    assert "unhandled error" not in stack.log.read_text()
    assert max(tally.waits) <= longest + 7  # of the ten seconds three are the outage, longer on a busy machine
