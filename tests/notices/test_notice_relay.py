"""From the outbox to notice rows: once each, in order, one failure never in the way of others."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

from flask import Flask
from sqlalchemy import func, select, text, update

from caseflow.core.access import may_see
from caseflow.core.audiences import Audience
from caseflow.core.events import Code, ComplaintFiled
from caseflow.notices.actions import write_notices
from caseflow.notices.operating.troubles import stuck
from caseflow.reactions import relay
from caseflow.settings import Settings
from caseflow.store.cases import facts_of
from caseflow.store.db import db
from caseflow.store.models import Case, Event, Notice, Outbox, Person
from caseflow.store.people import actor_of
from caseflow.store.unit_of_work import transaction
from tests.notices.scene import add_cases, mails, payment, pending_events, record, record_payments


def filed() -> ComplaintFiled:
    """A filing; without its complaint row the route cannot be proposed."""
    return ComplaintFiled(
        track=Code("A"), category=Code("拖欠货款"), channel=Code("web"), amount=Decimal(1), filed_on=date(2026, 11, 20),
        content=Code("0" * 64),
    )  # fmt: skip


def count_notices() -> int:
    """All notice rows."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Notice)) or 0


def set_status(case_id: int, status: str) -> None:
    """Put a case without a lead unit into a status."""
    with transaction(None):
        db.session.execute(update(Case).where(Case.id == case_id).values(status=status, lead_unit_id=None))


def test_an_event_becomes_an_inbox_and_a_mail_notice_once(house: Flask, settings: Settings) -> None:
    before = count_notices()
    [case] = add_cases(1)
    record(case)
    assert relay(10) == 1
    assert relay(10) == 0
    assert count_notices() == before + 2
    with transaction(None) as work:
        event = db.session.scalars(select(Event).where(Event.case_id == case)).one()
        assert write_notices(work, event) == 0


def test_relays_at_once_do_each_event_once(house: Flask, settings: Settings) -> None:
    before = count_notices()
    record_payments(add_cases(10), 5)

    def run(_place: int) -> int:
        with house.app_context():
            return sum(relay(20) for _ in range(30))

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(run, range(3)))
    assert sum(done) == 50
    assert pending_events() == 0
    assert count_notices() == before + 100


def test_notices_of_a_case_are_written_in_the_order_of_its_events(house: Flask, settings: Settings) -> None:
    record_payments(add_cases(4), 5)
    while relay(3):
        pass
    for case_id in {notice.case_id for notice in mails()}:
        events = [notice.event_id for notice in mails() if notice.case_id == case_id]
        assert events == sorted(events)
        assert len(events) == 5


def test_a_failing_reaction_is_seen_waits_and_holds_up_its_own_case_alone(house: Flask, settings: Settings) -> None:
    bad, good = add_cases(2)
    set_status(bad, "under_review")
    record(bad, filed())
    record(bad, payment())
    record(good, payment())
    assert relay(10, 60.0) == 1
    assert {notice.case_id for notice in mails()} == {good}
    assert pending_events() == 2
    [event] = stuck().rows
    assert (event.kind, event.attempts) == ("提交投诉", 1)
    assert "NoResultFound" in event.failure
    set_status(bad, "withdrawn")
    with transaction(None) as work:
        db.session.execute(update(Outbox).values(next_try=work.now))
    assert relay(10) == 2
    assert pending_events() == 0
    assert stuck().rows == ()


def test_a_text_that_cannot_be_made_is_one_notices_failure(house: Flask, settings: Settings) -> None:
    [case] = add_cases(1)
    with transaction(None) as work:
        row = work.record(payment(), db.session.get_one(Case, case))
        db.session.execute(text("select 1"))
        poison = Event(case_id=case, kind="PaymentRecorded", step=None, status=None, at=work.now, data={})
        work.add(poison)
        work.add(Outbox(event_id=poison.id, case_id=case, next_try=work.now))
        good, bad = row.id, poison.id
    record(case)
    assert relay(10) == 3
    found = {notice.event_id: notice for notice in mails()}
    assert found[good].status == "created"
    assert found[bad].status == "technical_failure"
    assert found[bad].failure is not None
    assert "通知模板有误" in found[bad].failure
    assert len(found) == 3


def test_nobody_hears_of_a_case_they_may_not_see(house: Flask, settings: Settings) -> None:
    [case_id] = add_cases(1)
    with transaction(None):
        case = db.session.get_one(Case, case_id)
        case.respondent_unit_id = case.receiving_unit_id
    set_status(case_id, "withdrawn")
    record(case_id, filed())
    relay(10)
    case = db.session.get_one(Case, case_id)
    told = list(db.session.scalars(select(Notice.recipient_id).where(Notice.case_id == case_id).distinct()))
    assert told
    for person_id in told:
        actor = actor_of(person_id)
        assert actor is not None
        assert may_see(actor, facts_of(case))


def test_whoever_did_it_gets_no_word_but_a_receipt(house: Flask, settings: Settings) -> None:
    [case_id] = add_cases(1)
    firm = db.session.scalars(select(Person).where(Person.login == "firm0@example.com")).one()
    actor = actor_of(firm.id)
    set_status(case_id, "withdrawn")
    for event in (filed(), payment()):
        with transaction(actor) as work:
            work.record(event, db.session.get_one(Case, case_id))
    relay(10)
    kinds = set(
        db.session.scalars(
            select(Event.kind)
            .join(Notice, Notice.event_id == Event.id)
            .where(Notice.recipient_id == firm.id, Notice.audience == Audience.COMPLAINANT)
        )
    )
    assert kinds == {"ComplaintFiled"}
