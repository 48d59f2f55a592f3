"""Delivery to a real SMTP server in every mood."""

import socket
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import update

from caseflow.local.ports import LOOPBACK
from caseflow.notices.sending.delivery import ATTEMPTS, claim, close, deliver
from caseflow.notices.sending.mail import NO_SERVER, Letter, Undelivered, composed
from caseflow.settings import Settings
from caseflow.store.db import db
from caseflow.store.models import Notice
from caseflow.store.unit_of_work import transaction
from tests.notices.gateway import Gateway
from tests.notices.scene import add_cases, mails, record, record_payments, settle, statuses

WHEN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def settle_patiently(settings: Settings, rounds: int = 60) -> None:
    """Settle again and again, past the pauses between attempts."""
    for _ in range(rounds):
        settle(settings)
        if not statuses().get("temporary_failure", 0):
            return
        time.sleep(0.1)


def test_a_mail_carries_our_reference_a_chinese_subject_and_a_plain_text(
    house: Flask, settings: Settings, gateway: Gateway
) -> None:
    [case] = add_cases(1)
    record(case)
    settle(settings)
    [notice], [mail] = mails(), gateway.taken
    assert (notice.status, notice.attempts, notice.failure) == ("sent", 1, None)
    assert mail["Message-ID"] == f"<{notice.reference}@localhost>"
    assert mail["Subject"] == "登记了一笔还款，请核对：TEST-2026-000000"
    assert mail["To"] == "firm0@example.com"
    text = mail.get_content()
    assert "付款日期 2026年11月20日" in text
    assert "http://127.0.0.1:8000/cases/TEST-2026-000000" in text


@pytest.mark.parametrize("mood", ["busy", "drop"])
def test_a_passing_failure_is_tried_eight_times_and_then_a_persons_task(
    house: Flask, settings: Settings, gateway: Gateway, mood: str
) -> None:
    gateway.mode = mood
    [case] = add_cases(1)
    record(case)
    settle_patiently(settings)
    [notice] = mails()
    assert (notice.status, notice.attempts) == ("technical_failure", ATTEMPTS)
    assert gateway.attempts == {"firm0@example.com": ATTEMPTS}
    assert notice.failure is not None
    assert notice.failure.startswith("已尝试 8 次")


def test_a_failure_that_passes_ends_in_one_mail(house: Flask, settings: Settings, gateway: Gateway) -> None:
    gateway.mode = "busy"
    [case] = add_cases(1)
    record(case)
    settle(settings)
    assert statuses() == {"temporary_failure": 1}
    gateway.mode = "ok"
    settle_patiently(settings)
    assert statuses() == {"sent": 1}
    assert len(gateway.taken) == 1


@pytest.mark.parametrize("mood", ["refused", "content"])
def test_a_final_refusal_is_not_repeated(house: Flask, settings: Settings, gateway: Gateway, mood: str) -> None:
    gateway.mode = mood
    [case] = add_cases(1)
    record(case)
    settle_patiently(settings)
    [notice] = mails()
    assert (notice.status, notice.attempts) == ("permanent_failure", 1)
    assert notice.failure is not None
    assert "55" in notice.failure


def test_a_server_that_does_not_answer_holds_nobody_beyond_the_lease(
    house: Flask, settings: Settings, gateway: Gateway
) -> None:
    gateway.modes["firm0@example.com"] = "slow"
    record_payments(add_cases(5), 1)
    start = time.monotonic()
    settle(replace(settings, lease_seconds=1.2))
    assert time.monotonic() - start < 8
    assert statuses()["sent"] == 4


def test_without_a_server_the_notice_says_so(house: Flask, settings: Settings) -> None:
    [case] = add_cases(1)
    record(case)
    settle(replace(settings, mail=replace(settings.mail, host="")))
    [notice] = mails()
    assert (notice.status, notice.failure) == ("technical_failure", NO_SERVER)


def test_a_dead_server_costs_a_batch_one_connection(house: Flask, settings: Settings) -> None:
    record_payments(add_cases(5), 1)
    with socket.socket() as silent:  # accepts nothing and answers nothing
        silent.bind((LOOPBACK, 0))
        dead = replace(settings, mail=replace(settings.mail, port=silent.getsockname()[1]), retry_seconds=60)
        settle(dead)
    assert statuses() == {"temporary_failure": 5}
    assert {notice.attempts for notice in mails()} == {1}


def test_only_the_holder_of_the_token_closes(house: Flask, settings: Settings, gateway: Gateway) -> None:
    [case] = add_cases(1)
    record(case)
    settle(replace(settings, mail=replace(settings.mail, host="")))
    with transaction(None):
        db.session.execute(update(Notice).where(Notice.channel == "mail").values(status="created", attempts=0))
    [frozen] = claim("frozen worker", 0.0, 10)
    time.sleep(0.01)
    assert deliver(settings) == 1
    assert not close(frozen, "frozen worker", Undelivered("temporary_failure", "late"), 1.0)
    [notice] = mails()
    assert (notice.status, notice.attempts) == ("sent", 1)


def test_a_held_row_is_not_claimed_twice(house: Flask, settings: Settings) -> None:
    record_payments(add_cases(3), 1)
    settle(replace(settings, mail=replace(settings.mail, host="")))
    with transaction(None):
        db.session.execute(update(Notice).where(Notice.channel == "mail").values(status="created"))
    first = claim("one", 30.0, 2)
    second = claim("two", 30.0, 10)
    assert len(first) == 2
    assert len(second) == 1
    assert not {row.id for row in first} & {row.id for row in second}


def test_word_on_one_case_keeps_its_order(house: Flask, settings: Settings, gateway: Gateway) -> None:
    gateway.modes["firm0@example.com"] = "busy"
    record_payments(add_cases(2), 3)
    settle(replace(settings, retry_seconds=60))
    gateway.modes.clear()
    assert [mail["To"] for mail in gateway.taken] == ["firm1@example.com"] * 3
    assert [notice.status for notice in mails() if notice.address == "firm0@example.com"] == [
        "temporary_failure", "created", "created",
    ]  # fmt: skip


def test_nothing_typed_reaches_a_header() -> None:
    letter = Letter("ref", "a@example.com", "主题\r\nBcc: evil@example.com", "text", WHEN)
    assert "\n" not in composed(letter, "caseflow@localhost")["Subject"]
    assert composed(letter, "caseflow@localhost")["Bcc"] is None


@pytest.mark.parametrize("address", ["a@example.com\r\nBcc: evil@example.com", "no address", "", "a@b@c"])
def test_an_address_that_is_none_is_final(address: str) -> None:
    with pytest.raises(Undelivered) as refused:
        composed(Letter("ref", address, "主题", "text", WHEN), "caseflow@localhost")
    assert refused.value.status == "permanent_failure"
