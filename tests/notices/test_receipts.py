"""Receipts: signed, kept, applied once, in whatever order they come."""

import hashlib
import hmac
import json
import random
import uuid
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as rules
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from caseflow.app import create_app
from caseflow.core.audiences import Channel
from caseflow.core.receipts import LADDER, RECEIPTS, furthest
from caseflow.local.roles import Urls
from caseflow.notices.operating.processes import Life
from caseflow.notices.sending.delivery import claim, close, deliver
from caseflow.notices.sending.mail import Undelivered
from caseflow.notices.sending.receipts import Report, apply_waiting, receive
from caseflow.settings import Settings
from caseflow.store.db import db
from caseflow.store.models import Event, Notice, Person, Receipt
from caseflow.store.unit_of_work import transaction
from caseflow.worker import sweep_once
from tests.notices.sms_gateway import RECEIPT_KEY, SmsServer

WORDS = tuple(RECEIPTS)


@pytest.fixture
def settings(settings: Settings, sms_gateway: SmsServer) -> Settings:
    """A house with a gateway."""
    return replace(settings, sms=sms_gateway.sms)


def add_notice(reference: str, status: str = "sent") -> int:
    """An SMS notice under this reference; returns its id."""
    with transaction(None) as work:
        people = list(db.session.scalars(select(Person.id).order_by(Person.id)))
        taken = {
            tuple(row)
            for row in db.session.execute(select(Notice.event_id, Notice.recipient_id).where(Notice.channel == "sms"))
        }
        events = list(db.session.scalars(select(Event.id)))
        free = next((e, p) for p in people for e in events if (e, p) not in taken)
        return work.add(
            Notice(
                event_id=free[0], recipient_id=free[1], audience="account", channel="sms", address="13900001234",
                subject="s", body="b", reference=reference, status=status, next_try=work.now, created_at=work.now,
            )
        ).id  # fmt: skip


def status_of(reference: str) -> str:
    """Where the notice stands."""
    db.session.rollback()
    return db.session.scalars(select(Notice.status).where(Notice.reference == reference)).one()


def post(browser: FlaskClient, content: object, key: str = RECEIPT_KEY) -> TestResponse:
    """What the gateway sends."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    signature = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    return browser.post("/receipts/sms", data=body, headers={"X-Signature": signature})


def test_only_a_signed_and_readable_receipt_is_taken(database: Urls, settings: Settings) -> None:
    app = create_app(settings)
    browser, reference = app.test_client(), uuid.uuid4().hex
    good = {"reference": reference, "status": "delivered"}
    assert post(browser, good, "another key").status_code == 403
    assert browser.post("/receipts/sms", json=good).status_code == 403
    assert browser.post("/receipts/sms", json=good, headers={"X-Signature": "é"}).status_code == 403
    for bad in (b"", b"[", b"[1]", b"\xff", b"null", b"[" * 50_000, {"reference": reference, "status": "read"},
                {"reference": "../x", "status": "delivered"}, {"reference": 1, "status": "delivered"},
                {"reference": reference, "status": ["delivered"]}, {"reference": "\0" * 32, "status": "delivered"}):  # fmt: skip
        assert post(browser, bad).status_code == 422, bad
    assert [post(browser, good).status_code for _ in range(3)] == [204] * 3
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Receipt)) == 1
        db.session.remove()
        db.engine.dispose()
    closed = create_app(replace(settings, sms=replace(settings.sms, receipt_key="")))
    assert post(closed.test_client(), good, "").status_code == 403


def test_each_receipt_thrice_and_shuffled_ends_the_same(house: Flask) -> None:
    dice = random.Random(7)  # noqa: S311
    for _ in range(20):
        reference = uuid.uuid4().hex
        add_notice(reference)
        came = dice.sample(WORDS, dice.randint(1, len(WORDS)))
        thrice = came * 3
        dice.shuffle(thrice)
        rungs = []
        for word in thrice:
            receive(Report(reference, word))
            rungs.append(LADDER.index(status_of(reference)))
        assert rungs == sorted(rungs), "0 downgrades"
        assert status_of(reference) == furthest("sent", came)


def test_a_receipt_before_its_notice_waits_and_is_applied_by_the_sweep(house: Flask) -> None:
    early = {uuid.uuid4().hex: WORDS[index % len(WORDS)] for index in range(100)}
    for reference, word in early.items():
        receive(Report(reference, word))
    assert apply_waiting() == 0
    for reference in early:
        add_notice(reference)
    sweep_once(Life("sweep"))
    assert {reference: status_of(reference) for reference in early} == {
        reference: RECEIPTS[word] for reference, word in early.items()
    }
    assert apply_waiting() == 0


@pytest.mark.parametrize("refusal", [None, Undelivered("temporary_failure", "no answer")])
def test_a_receipt_quicker_than_the_gateways_answer_stands(house: Flask, refusal: Undelivered | None) -> None:
    reference = uuid.uuid4().hex
    add_notice(reference, "created")
    [held] = claim("a worker", 30.0, 1, Channel.SMS)
    receive(Report(reference, "delivered"))
    assert close(held, "a worker", refusal, 1.0)
    [row] = db.session.scalars(select(Notice).where(Notice.reference == reference))
    assert (row.status, row.attempts, row.lease_token) == ("delivered", 1, None)


def test_a_receipt_while_the_message_is_being_sent_reaches_its_row(
    house: Flask, settings: Settings, sms_gateway: SmsServer
) -> None:
    reference = uuid.uuid4().hex
    add_notice(reference, "created")

    def report(told: str) -> None:
        with house.app_context():
            receive(Report(told, "delivered"))
            db.session.remove()

    sms_gateway.before_answer = report
    assert deliver(settings) == 1
    assert status_of(reference) == "delivered"


class Receipts(RuleBasedStateMachine):
    """Receipts and our own steps in any order: the set decides, nothing goes down."""

    reference: str
    came: set[str]
    last: int

    @initialize()
    def begin(self) -> None:
        """A notice that was sent."""
        self.reference, self.came, self.last = uuid.uuid4().hex, set(), LADDER.index("sent")
        with transaction(None):
            db.session.execute(
                update(Notice).where(Notice.channel == "sms").values(reference=self.reference, status="sent")
            )

    @rule(word=st.sampled_from(WORDS))
    def arrives(self, word: str) -> None:
        """One receipt, perhaps again."""
        receive(Report(self.reference, word))
        self.came.add(word)

    @rule()
    def sweep(self) -> None:
        """The background looks after what waits."""
        apply_waiting()

    @invariant()
    def the_set_decides(self) -> None:
        """Final status = function of the set; never a step down."""
        status = status_of(self.reference)
        assert status == furthest("sent", self.came)
        assert LADDER.index(status) >= self.last
        self.last = LADDER.index(status)


@pytest.mark.long
def test_a_thousand_runs_of_the_state_machine(house: Flask) -> None:
    add_notice(uuid.uuid4().hex)
    chosen = rules(max_examples=1000, stateful_step_count=6, deadline=None, database=None,
                   suppress_health_check=list(HealthCheck))  # fmt: skip
    run_state_machine_as_test(Receipts, settings=chosen)


def test_forty_runs_of_the_state_machine(house: Flask) -> None:
    add_notice(uuid.uuid4().hex)
    chosen = rules(max_examples=40, stateful_step_count=6, deadline=None, database=None, derandomize=True,
                   suppress_health_check=list(HealthCheck))  # fmt: skip
    run_state_machine_as_test(Receipts, settings=chosen)
