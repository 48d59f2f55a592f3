"""The auditor's look at the trail of one case."""

from dataclasses import dataclass

from sqlalchemy import select

from caseflow.core.access import Actor
from caseflow.core.errors import NotFound
from caseflow.store.cases import read_case
from caseflow.store.db import db
from caseflow.store.history import Happening, happenings
from caseflow.store.models import Case, Unit
from caseflow.store.replaying import Replayed, replay


@dataclass(frozen=True)
class Trail:
    """A case, every event of it in order without the texts beside them, what these events rebuild, and the names of
    the units that they mention by id."""

    case: Case
    lines: list[Happening]
    replayed: Replayed
    units: dict[int, str]


def trail(actor: Actor, number: str) -> Trail | None:
    """The trail of a case; None outside the actor's reach."""
    try:
        case = read_case(actor, number)
    except NotFound:
        return None
    return Trail(case, happenings(case.id, ()), replay(number), _units())


def _units() -> dict[int, str]:
    return {row.id: row.name for row in db.session.execute(select(Unit.id, Unit.name))}
