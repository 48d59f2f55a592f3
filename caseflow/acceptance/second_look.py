"""After an appeal another clerk looks: whoever declined takes no part in it, in any step of the examination."""

from sqlalchemy import exists, select

from caseflow.core.access import Actor
from caseflow.core.errors import BadInput
from caseflow.core.events import Declined
from caseflow.store.db import db
from caseflow.store.models import Case, Event


def declined_before(actor: Actor, case: Case) -> bool:
    """Whether the actor declined this case and the firm appealed: then the actor may do nothing more in its examination."""
    declined = exists().where(Event.case_id == case.id, Event.kind == Declined.kind(), Event.actor_id == actor.user_id)
    return case.appealed and bool(db.session.scalar(select(declined)))


def require_fresh_eyes(actor: Actor, case: Case) -> None:
    """Raise BadInput for the clerk whose decline is being examined."""
    if declined_before(actor, case):
        raise BadInput("您作出过不予受理的决定，异议须由另一位受理员审查。")
