"""公示 as its rows say it: how a publication stands, what the public reads of it, what was said against it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, select

from caseflow.closure.words import OFFICE, REVIEWERS
from caseflow.core.publication import Published
from caseflow.core.working_days import working_days_between
from caseflow.store import clock, editions
from caseflow.store.db import db
from caseflow.store.history import happenings
from caseflow.store.models import (
    Case,
    Clock,
    Person,
    Publication,
    PublicationAnswer,
    PublicationObjection,
    WriteOffRequest,
)

PAGE = 20
OF_THE_REVIEW = (OFFICE, REVIEWERS)


@dataclass(frozen=True)
class Shown:
    """All that the public reads of a case, and until when it may object."""

    id: int
    region: str
    body: str
    matter: str
    outcome: str
    since: datetime
    until: date


@dataclass(frozen=True)
class ObjectionView:
    """An objection as the reviewer reads it; `answer` is '' and `upheld` None until it was answered."""

    id: int
    at: datetime
    text: str
    contact: str
    upheld: bool | None
    answer: str
    by: str


@dataclass(frozen=True)
class PublicationView:
    """A publication beside the evidence; `left` in working days."""

    shown: Shown
    standing: Published
    left: int
    objections: tuple[ObjectionView, ...]


def of_request(request: WriteOffRequest) -> Publication | None:
    """The publication of a request, or None while there is none."""
    return db.session.scalar(select(Publication).where(Publication.request_id == request.id))


def standing(row: Publication | None) -> Published | None:
    """What core.publication looks at; None for None."""
    if row is None:
        return None
    until = db.session.get_one(Clock, row.clock_id).due_rolled
    counts = db.session.execute(
        select(
            func.count().filter(PublicationAnswer.id.is_(None)),
            func.count().filter(PublicationAnswer.upheld),
        )
        .select_from(PublicationObjection)
        .outerjoin(PublicationAnswer, PublicationAnswer.objection_id == PublicationObjection.id)
        .where(PublicationObjection.publication_id == row.id)
    ).one()
    return Published(until, clock.today() > until, *counts)


def running(day: date) -> ColumnElement[bool]:
    """Whether the clock of a publication runs on `day`, so that everybody may read and object."""
    return and_(Clock.met_at.is_(None), Clock.due_rolled >= day)


def page_of(number: int) -> tuple[list[Shown], int]:
    """Page `number` (from 1) of what is published now, the newest first, and how many there are in all."""
    now = _published().where(running(clock.today()))
    total = db.session.scalar(select(func.count()).select_from(now.subquery())) or 0
    rows = db.session.execute(now.order_by(Publication.id.desc()).offset((number - 1) * PAGE).limit(PAGE))
    return [_shown(row, until) for row, until in rows], total


def shown(publication_id: int) -> tuple[Shown, bool] | None:
    """One publication and whether it runs today; None for an unknown id."""
    today = running(clock.today()).label("runs")
    query = _published().add_columns(today).where(Publication.id == publication_id)
    found = db.session.execute(query).one_or_none()
    return None if found is None else (_shown(found[0], found[1]), bool(found[2]))


def view(case: Case, request: WriteOffRequest) -> PublicationView | None:
    """The publication of a request with every objection, for the reviewers; None while there is none."""
    row = of_request(request)
    found = standing(row)
    if row is None or found is None:
        return None
    left = working_days_between(editions.current().calendar, clock.today(), found.until)
    return PublicationView(_shown(row, found.until), found, left, objections(case, row))


def objections(case: Case, row: Publication) -> tuple[ObjectionView, ...]:
    """What was said against one publication, oldest first."""
    rows = db.session.execute(
        select(PublicationObjection, PublicationAnswer, Person.name)
        .outerjoin(PublicationAnswer, PublicationAnswer.objection_id == PublicationObjection.id)
        .outerjoin(Person, Person.id == PublicationAnswer.by_id)
        .where(PublicationObjection.publication_id == row.id)
        .order_by(PublicationObjection.id)
    ).all()
    said: dict[int, dict[str, str]] = {}
    for line in happenings(case.id, OF_THE_REVIEW) if rows else ():
        if line.event.kind in {"PublicationObjected", "PublicationObjectionAnswered"}:
            said.setdefault(line.event.data["objection_id"], {}).update(line.texts)
    return tuple(
        ObjectionView(
            id=objection.id,
            at=objection.at,
            text=said[objection.id].get("objection", ""),
            contact=said[objection.id].get("contact", ""),
            upheld=answer.upheld if answer else None,
            answer=said[objection.id].get("answer", ""),
            by=name or "",
        )
        for objection, answer, name in rows
    )


def _published() -> Select[Publication, date]:
    return select(Publication, Clock.due_rolled).join(Clock, Clock.id == Publication.clock_id)


def _shown(row: Publication, until: date) -> Shown:
    edition = editions.current()
    place = edition.territories.get(row.territory)
    names = [above.name for above in reversed(edition.territories.ancestors(place))]
    return Shown(
        id=row.id,
        region="".join([*names, place.name]),
        body=row.body,
        matter=row.matter,
        outcome=edition.closure.outcome(row.outcome).name,
        since=row.at,
        until=until,
    )
