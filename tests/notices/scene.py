"""Cases and events for the background to work on, written through the house's own transaction."""

from datetime import date, datetime
from decimal import Decimal

import psycopg
from sqlalchemy import and_, func, select

from caseflow.core.chinese import SHANGHAI
from caseflow.core.events import ClockDueSoon, Code, Event, PaymentRecorded
from caseflow.core.lifecycle import Status
from caseflow.local.roles import Urls
from caseflow.notices.quiet.digests import gather
from caseflow.notices.sending.delivery import deliver
from caseflow.notices.settings.robots import release_waiting
from caseflow.reactions import relay
from caseflow.settings import Settings
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Company, Heartbeat, Notice, Outbox, Person, Unit
from caseflow.store.unit_of_work import Work, transaction

AMOUNT = Decimal(1)
OF_A_CASE = and_(Notice.channel == "mail", Notice.case_id.is_not(None))
"""The office's own mails, such as the daily word on a missing calendar, are counted elsewhere."""


def add_cases(count: int) -> list[int]:
    """`count` cases in handling, each of a firm of its own with one person; returns their ids."""
    with transaction(None) as work:
        start = db.session.scalar(select(func.count()).select_from(Case)) or 0
        return [_add_case(work, index, _add_firm(work, index)) for index in range(start, start + count)]


def add_case_of(login: str) -> tuple[int, str]:
    """A case of the firm that this account belongs to; returns its id and number."""
    with transaction(None) as work:
        firm = db.session.scalars(select(Person).where(Person.login == login)).one()
        start = db.session.scalar(select(func.count()).select_from(Case)) or 0
        case_id = _add_case(work, start, firm.company_id or 0)
        return case_id, db.session.get_one(Case, case_id).number


def _add_firm(work: Work, index: int) -> int:
    firm = Company(
        credit_code=f"91620000{index:010d}", name=f"测试企业{index}", size="小型", contact_name="张三",
        contact_phone="13800000000", created_at=work.now,
    )  # fmt: skip
    work.add(firm)
    person = Person(
        login=f"firm{index}@example.com", name=f"经办人{index}", email=f"firm{index}@example.com",
        role="complainant", password_hash="none", company_id=firm.id, created_at=work.now,
    )  # fmt: skip
    work.add(person)
    return firm.id


def _add_case(work: Work, index: int, company_id: int) -> int:
    receiving = db.session.scalars(select(Unit).where(Unit.name == "甘肃省工业和信息化厅")).one()
    lead = db.session.scalars(select(Unit).where(Unit.name == "山丹县财政局")).one()
    case = Case(
        number=f"TEST-2026-{index:06d}", track="A", category="拖欠货款", channel="web", status=Status.HANDLING,
        company_id=company_id, receiving_unit_id=receiving.id, lead_unit_id=lead.id, territory=lead.territory,
        respondent_name="某某单位", filed_at=work.now, amount=AMOUNT,
    )  # fmt: skip
    return work.add(case).id


def record(case_id: int, event: Event | None = None) -> None:
    """Record an event (default: a payment) on a case, as an action would, bell included."""
    with transaction(None) as work:
        case = db.session.get_one(Case, case_id, with_for_update=True)
        work.record(event or payment(), case)


def record_payments(case_ids: list[int], each: int) -> None:
    """`each` payments on every case, in one transaction per round, without ringing more often than that."""
    for number in range(each):
        with transaction(None) as work:
            for case_id in case_ids:
                work.record(payment(number + 1), db.session.get_one(Case, case_id))


def payment(number: int = 1) -> PaymentRecorded:
    """A payment; its notice goes to the firm by inbox and mail."""
    return PaymentRecorded(
        payment_id=number, claim_id=1, amount=Decimal(number), method=Code("transfer"), paid_on=date(2026, 11, 20)
    )


def set_moment(database: Urls, words: str) -> None:
    """Put the clock to this moment of the office, such as 2026-11-27 18:00; only the owner role may."""
    moment = datetime.fromisoformat(words).replace(tzinfo=SHANGHAI)
    with psycopg.connect(database.owner.replace("+psycopg", "")) as connection:
        connection.execute("update clock_offset set value = %s - now()", (moment,))
    db.session.rollback()


def add_clock(case_id: int, due: date, key: str = "result") -> int:
    """A limit of this case; returns its id."""
    with transaction(None) as work:
        clock = Clock(
            case_id=case_id, key=key, sequence=1, started_on=work.today, due=due, due_rolled=due, remind_on=work.today,
            provisional=False, derivation={"clock": key, "track": "A"},
        )  # fmt: skip
        return work.add(clock).id


def remind(case_id: int, due: date, key: str = "result") -> None:
    """Say that a limit of this case is near, as the sweep of the clocks does."""
    record(case_id, ClockDueSoon(clock_id=add_clock(case_id, due, key), clock=Code(key), due=due))


def settle(settings: Settings, rounds: int = 100) -> None:
    """Relay, gather and deliver until nothing is due."""
    for _ in range(rounds):
        if not relay(200, settings.retry_seconds) + gather() + release_waiting() + deliver(settings):
            return


def mails() -> list[Notice]:
    """Every mail notice as it stands now, in the order of their ids."""
    db.session.rollback()
    return list(db.session.scalars(select(Notice).where(OF_A_CASE).order_by(Notice.id)))


def statuses() -> dict[str, int]:
    """How many mail notices stand where."""
    db.session.rollback()
    query = select(Notice.status, func.count()).where(OF_A_CASE).group_by(Notice.status)
    return dict(list(db.session.execute(query)))


def pending_events() -> int:
    """How many events still wait in the outbox."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Outbox).where(Outbox.done_at.is_(None))) or 0


def heartbeats(name: str) -> int:
    """Whether this background process showed a sign of life: 1 or 0."""
    db.session.rollback()
    return db.session.query(Heartbeat).filter(Heartbeat.name == name).count()


def first_arrivals(references: list[str]) -> list[str]:
    """What a mailbox that recognises a Message-ID shows: each reference once, where it came first."""
    return list(dict.fromkeys(references))
