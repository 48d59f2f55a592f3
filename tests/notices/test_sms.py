"""SMS through a real HTTP gateway in every mood."""

import time
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, update

from caseflow.core.audiences import Channel
from caseflow.notices.sending.delivery import ATTEMPTS, claim, deliver
from caseflow.notices.sending.sms import SmsGateway
from caseflow.settings import Settings
from caseflow.store.db import db
from caseflow.store.models import Notice, Person
from caseflow.store.unit_of_work import transaction
from tests.notices.scene import add_cases, record, settle
from tests.notices.sms_gateway import SmsServer

NUMBER = "13900001234"


@pytest.fixture
def settings(settings: Settings, sms_gateway: SmsServer) -> Settings:
    """A house with a gateway."""
    return replace(settings, sms=sms_gateway.sms, lease_seconds=30)


def tell(count: int = 1) -> None:
    """Record a payment on `count` cases whose firms left a number."""
    cases = add_cases(count)
    with transaction(None):
        firms = update(Person).where(Person.login.like("firm%@example.com")).values(sms_number=NUMBER)
        db.session.execute(firms)
    for case in cases:
        record(case)


def messages() -> list[Notice]:
    """Every SMS notice as it stands now."""
    db.session.rollback()
    return list(db.session.scalars(select(Notice).where(Notice.channel == "sms").order_by(Notice.id)))


def settle_patiently(settings: Settings) -> None:
    """Settle past the pauses between attempts."""
    for _ in range(80):
        settle(settings)
        if not [row for row in messages() if row.status in {"created", "sending", "temporary_failure"}]:
            return
        time.sleep(0.1)


def test_an_sms_is_one_sentence_with_the_case_and_the_way_and_no_persons_data(
    house: Flask, settings: Settings, sms_gateway: SmsServer
) -> None:
    tell()
    settle(settings)
    [row] = messages()
    assert (row.status, row.attempts, row.failure) == ("sent", 1, None)
    assert sms_gateway.taken == {row.reference: 1}
    assert sms_gateway.lookups == []
    text = "您的投诉 TEST-2026-000000 登记了一笔还款，请登录投诉平台核对是否收到。"
    assert sms_gateway.texts[row.reference] == {"reference": row.reference, "to": NUMBER, "text": text}


def test_without_a_number_or_a_gateway_the_channel_does_not_exist(house: Flask, settings: Settings) -> None:
    [case] = add_cases(1)
    record(case)
    settle(settings)
    assert messages() == []
    house.config["SETTINGS"] = replace(settings, sms=replace(settings.sms, url=""))
    tell()
    settle(settings)
    assert messages() == []


@pytest.mark.parametrize("mood", ["error", "reset", "slow"])
def test_a_passing_failure_is_tried_eight_times_and_never_goes_out_twice(
    house: Flask, settings: Settings, sms_gateway: SmsServer, mood: str
) -> None:
    sms_gateway.mode, sms_gateway.pause = mood, 0.8
    tell()
    settle_patiently(replace(settings, lease_seconds=3 if mood == "slow" else 30))
    [row] = messages()
    assert (row.status, row.attempts) == ("technical_failure", ATTEMPTS)
    assert sms_gateway.posts == ATTEMPTS
    assert len(sms_gateway.lookups) >= ATTEMPTS - 1, "asked before every second try"
    assert sms_gateway.taken == {}


@pytest.mark.parametrize("mood", ["crowded", "unauthorised"])
def test_what_is_not_the_numbers_fault_is_tried_again(
    house: Flask, settings: Settings, sms_gateway: SmsServer, mood: str
) -> None:
    sms_gateway.mode = mood
    tell()
    settle(replace(settings, retry_seconds=60))
    assert [row.status for row in messages()] == ["temporary_failure"]


def test_a_refused_number_is_final(house: Flask, settings: Settings, sms_gateway: SmsServer) -> None:
    sms_gateway.mode = "refused"
    tell()
    settle_patiently(settings)
    [row] = messages()
    assert (row.status, row.attempts, sms_gateway.posts) == ("permanent_failure", 1, 1)
    assert NUMBER not in (row.failure or "")


def test_what_the_gateway_took_before_we_could_write_it_is_not_sent_again(
    house: Flask, settings: Settings, sms_gateway: SmsServer
) -> None:
    tell(20)
    settle(replace(settings, sms=replace(settings.sms, url="http://127.0.0.1:1"), retry_seconds=0.001))
    with transaction(None):
        sms = update(Notice).where(Notice.channel == "sms")
        db.session.execute(sms.values(status="created", attempts=0, claims=0, next_try=Notice.created_at))
    claimed = claim("a worker that dies", 0.0, 20, Channel.SMS)
    with SmsGateway(settings.sms, 2.0) as carrier:
        for notice in claimed[:15]:
            carrier.send(notice.letter)
    time.sleep(0.01)
    assert deliver(settings) == 20
    assert {row.status for row in messages()} == {"sent"}
    assert len(sms_gateway.lookups) == 20
    assert set(sms_gateway.taken.values()) == {1}, "0 second sends"
    assert len(sms_gateway.taken) == 20


def test_an_answer_lost_on_the_way_is_found_by_asking(house: Flask, settings: Settings, sms_gateway: SmsServer) -> None:
    sms_gateway.mode = "taken_reset"
    tell()
    settle_patiently(settings)
    [row] = messages()
    assert (row.status, row.attempts) == ("sent", 2)
    assert sms_gateway.taken == {row.reference: 1}


def test_while_the_gateway_cannot_say_nothing_is_repeated(
    house: Flask, settings: Settings, sms_gateway: SmsServer
) -> None:
    sms_gateway.mode, sms_gateway.silent_lookup = "taken_reset", True
    tell()
    settle_patiently(settings)
    [row] = messages()
    assert (row.status, sms_gateway.posts) == ("technical_failure", 1)
