"""The link to a result: what it shows to whoever holds it, and how it stands for those who look after the case."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select

from caseflow.closure import dossier as dossiers
from caseflow.closure.words import ANSWERS
from caseflow.core.access import Actor, receives
from caseflow.core.lifecycle import Status
from caseflow.store import clock
from caseflow.store.cases import facts_of
from caseflow.store.db import db
from caseflow.store.models import Case, FollowUp, Result, Unit
from caseflow.store.reply_link import read_token, reply_until, reply_url

ANSWERABLE = frozenset({Status.RESOLVED, Status.WRITE_OFF_REQUESTED})


class Standing(StrEnum):
    """How a link stands."""

    OPEN = "open"
    ANSWERED = "answered"
    EXPIRED = "expired"
    OVER = "over"


@dataclass(frozen=True)
class Reply:
    """What the holder of the link reads: number and unit, no person, no money. `answer` and `at` once it was given."""

    number: str
    lead: str
    served: datetime
    until: date
    standing: Standing
    answer: str
    at: datetime | None


@dataclass(frozen=True)
class ReplyState:
    """The link of the present result as officers see it; `url` only for the receiving unit, which passes it on."""

    until: date
    standing: Standing
    url: str


def asked_by(token: str) -> tuple[Result, date] | None:
    """The result a token of ours names and its last day; None for any other text."""
    named = read_token(token)
    result = db.session.get(Result, named[0]) if named else None
    return (result, named[1]) if result is not None and named else None


def shown(token: str) -> Reply | None:
    """What the link shows; None for any text that is none of our tokens. Reading changes nothing."""
    found = asked_by(token)
    if found is None or found[0].served_at is None:
        return None
    result, until = found
    case = db.session.get_one(Case, result.case_id)
    answer = answered(result)
    return Reply(
        number=case.number,
        lead=db.session.get_one(Unit, case.lead_unit_id).name if case.lead_unit_id else "",
        served=found[0].served_at,
        until=until,
        standing=standing(case, result, until, clock.today()),
        answer=ANSWERS[answer.answer] if answer else "",
        at=answer.at if answer else None,
    )


def standing(case: Case, result: Result, until: date, today: date) -> Standing:
    """How the link of `result` stands on the day `today`: an answer is kept, and only the newest result is asked about."""
    if answered(result) is not None:
        return Standing.ANSWERED
    newest = dossiers.newest_result(case)
    if newest is None or newest.id != result.id or result.returned_at is not None or case.status not in ANSWERABLE:
        return Standing.OVER
    return Standing.EXPIRED if today > until else Standing.OPEN


def answered(result: Result) -> FollowUp | None:
    """The answer given by the link of this result."""
    return db.session.scalar(select(FollowUp).where(FollowUp.link_result_id == result.id))


def state(actor: Actor, case: Case) -> ReplyState | None:
    """The link of the present result; None before its service.

    Only the receiving unit gets the address itself: whoever handled the case shall not answer in the firm's place.
    """
    result = dossiers.newest_result(case)
    until = reply_until(result) if result else None
    if result is None or until is None:
        return None
    passes_on = receives(actor, facts_of(case)) and actor.unit_id != case.lead_unit_id
    return ReplyState(until, standing(case, result, until, clock.today()), reply_url(result) if passes_on else "")
