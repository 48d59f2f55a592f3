"""What a simulated year comes to: the business facts of its cases as one SHA-256, the same for the same seed."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from caseflow.store.clock import day_of
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Event, Letter, Payment, Person, Unit

FACTS = (
    "number", "track", "category", "status", "round", "territory", "respondent_name", "complexity", "filed_at",
    "accepted_at", "first_dispatched_on", "result_until", "resolved_at", "closed_at", "amount", "amount_paid",
    "ever_overdue", "listing", "satisfied", "result_returned", "appealed",
)  # fmt: skip
TOLD_BY_ID = ("_id", "_hmac", "content", "sha256", "size", "upto")


def digest(after: int = 0) -> str:
    """Over every case with an id beyond `after`: days, amounts, people, letters and clocks; no key of the database."""
    whole = hashlib.sha256()
    for case in db.session.scalars(select(Case).where(Case.id > after).order_by(Case.id)):
        whole.update(json.dumps(list(_facts(case)), ensure_ascii=False, default=str, sort_keys=True).encode())
    return whole.hexdigest()


def _facts(case: Case) -> Iterator[Any]:
    lead = db.session.get(Unit, case.lead_unit_id) if case.lead_unit_id else None
    yield [_plain(getattr(case, name)) for name in FACTS] + [lead.name if lead else ""]
    told = (
        select(Event.kind, Event.at, Event.status, Person.role, Unit.name, Event.data)
        .outerjoin(Person, Person.id == Event.actor_id)
        .outerjoin(Unit, Unit.id == Event.unit_id)
        .where(Event.case_id == case.id)
        .order_by(Event.sequence)
    )
    for kind, at, status, role, unit, data in db.session.execute(told):
        said = {key: value for key, value in data.items() if not key.endswith(TOLD_BY_ID)}
        yield [kind, day_of(at), status, role, unit, said]
    money = select(Payment).where(Payment.case_id == case.id).order_by(Payment.id)
    yield [[row.amount, row.paid_on, row.method, _plain(row.reversed_at)] for row in db.session.scalars(money)]
    letters = select(Letter).where(Letter.case_id == case.id).order_by(Letter.id)
    yield [[row.kind, row.number, row.dated] for row in db.session.scalars(letters)]
    clocks = select(Clock).where(Clock.case_id == case.id).order_by(Clock.id)
    yield [
        [row.key, row.sequence, row.started_on, row.due_rolled, _plain(row.met_at)]
        for row in db.session.scalars(clocks)
    ]


def _plain(value: Any) -> Any:
    return day_of(value) if isinstance(value, datetime) else value
