"""The trail of a case as rows, with the texts this reader may see."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from caseflow.store.db import db
from caseflow.store.models import Entry, Event, Person, Unit


@dataclass(frozen=True)
class Happening:
    """One event with the names of who acted and the texts beside it (by name)."""

    event: Event
    person: str | None
    unit: str | None
    texts: Mapping[str, str] = field(default_factory=dict)


def happenings(case_id: int, audiences: tuple[str, ...]) -> list[Happening]:
    """The events of a case in order, with the entries meant for `audiences` ('parties', 'office', 'reviewers')."""
    rows = db.session.execute(
        select(Event, Person.name, Unit.name)
        .outerjoin(Person, Person.id == Event.actor_id)
        .outerjoin(Unit, Unit.id == Event.unit_id)
        .where(Event.case_id == case_id)
        .order_by(Event.sequence)
    ).all()
    texts: dict[int, dict[str, str]] = {}
    entries = db.session.scalars(
        select(Entry)
        .join(Event, Event.id == Entry.event_id)
        .where(Event.case_id == case_id, Entry.audience.in_(audiences), Entry.text.is_not(None))
    )
    for entry in entries:
        texts.setdefault(entry.event_id, {})[entry.name] = entry.text or ""
    return [Happening(event, person, unit, texts.get(event.id, {})) for event, person, unit in rows]
