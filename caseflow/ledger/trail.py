"""The auditor's look at the trail of one case."""

from dataclasses import dataclass

from caseflow.core.access import Actor
from caseflow.core.errors import NotFound
from caseflow.store.cases import read_case
from caseflow.store.history import Happening, happenings
from caseflow.store.models import Case
from caseflow.store.replaying import Replayed, replay


@dataclass(frozen=True)
class Trail:
    """A case, every event of it in order without the texts beside them, and what these events rebuild."""

    case: Case
    lines: list[Happening]
    replayed: Replayed


def trail(actor: Actor, number: str) -> Trail | None:
    """The trail of a case; None outside the actor's reach."""
    try:
        case = read_case(actor, number)
    except NotFound:
        return None
    return Trail(case, happenings(case.id, ()), replay(number))
