"""The auditor's look at the trail of one case."""

from caseflow.core.access import Actor
from caseflow.core.errors import NotFound
from caseflow.store.cases import read_case
from caseflow.store.history import Happening, happenings
from caseflow.store.models import Case


def trail(actor: Actor, number: str) -> tuple[Case, list[Happening]] | None:
    """The case and every event of it in order, without the texts beside them; None outside the actor's reach."""
    try:
        case = read_case(actor, number)
    except NotFound:
        return None
    return case, happenings(case.id, ())
