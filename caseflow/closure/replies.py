"""The link to a result: what it shows to whoever holds it, and how it stands for those who look after the case."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, select

from caseflow.closure import dossier as dossiers
from caseflow.closure.words import ANSWERS
from caseflow.core.access import Actor, Permission, Role, holds, receives
from caseflow.store import clock
from caseflow.store.cases import facts_of
from caseflow.store.db import db
from caseflow.store.models import Case, Event, FollowUp, Person, Result, Unit
from caseflow.store.reply_link import read_token, reply_until
from caseflow.store.standing import ANSWERABLE, Answer, last_answer


class Standing(StrEnum):
    """How a link stands: SPOKEN when the firm answered this result signed in, SIGNED_IN for an office that opens it."""

    OPEN = "open"
    ANSWERED = "answered"
    EXPIRED = "expired"
    OVER = "over"
    SIGNED_IN = "signed_in"
    SPOKEN = "spoken"


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
    """The link of the present result as officers see it, never its address; `may_send`: the actor may send it again.

    `answer` is the firm's newest one, by the link or in any other way.
    """

    until: date
    standing: Standing
    may_send: bool
    answer: Answer | None


def asked_by(token: str) -> tuple[Result, date] | None:
    """The result a token of ours names and its last day; None for any other text."""
    named = read_token(token)
    result = db.session.get(Result, named[0]) if named else None
    return (result, named[1]) if result is not None and named else None


def answers_for_nobody(actor: Actor | None) -> bool:
    """Whether an office is signed in where the link is opened: it shall not answer in the firm's place."""
    return actor is not None and actor.role is not Role.COMPLAINANT


def shown(token: str, actor: Actor | None = None) -> Reply | None:
    """What the link shows; None for any text that is none of our tokens. Reading changes nothing."""
    found = asked_by(token)
    if found is None or found[0].served_at is None:
        return None
    result, until = found
    case = db.session.get_one(Case, result.case_id)
    answer = answered(result)
    stands = standing(case, result, until, clock.today())
    barred = stands is Standing.OPEN and answers_for_nobody(actor)
    return Reply(
        number=case.number,
        lead=db.session.get_one(Unit, case.lead_unit_id).name if case.lead_unit_id else "",
        served=found[0].served_at,
        until=until,
        standing=Standing.SIGNED_IN if barred else stands,
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
    if _spoke(case, result):
        return Standing.SPOKEN
    return Standing.EXPIRED if today > until else Standing.OPEN


def answered(result: Result) -> FollowUp | None:
    """The answer given by the link of this result."""
    return db.session.scalar(select(FollowUp).where(FollowUp.link_result_id == result.id))


def _spoke(case: Case, result: Result) -> bool:
    """Whether the firm itself answered this result, signed in; what an office noted of a call leaves the link open."""
    own = select(FollowUp.id).join(Person, Person.id == FollowUp.by_id)
    mine = own.where(FollowUp.case_id == case.id, FollowUp.round == case.round, FollowUp.at >= result.served_at)
    return db.session.scalar(mine.where(Person.company_id == case.company_id).limit(1)) is not None


def sent_again_today(result: Result, today: date) -> bool:
    """Whether the link of this result was sent again on the day `today`: once a day is enough."""
    sent = select(func.max(Event.at)).where(Event.case_id == result.case_id, Event.kind == "ReplyLinkSent")
    last = db.session.scalar(sent)
    return last is not None and clock.day_of(last) == today


def state(actor: Actor, case: Case) -> ReplyState | None:
    """The link of the present result; None before its service. Only the receiving unit may send it again."""
    result = dossiers.newest_result(case)
    until = reply_until(result) if result else None
    if result is None or until is None:
        return None
    stands = standing(case, result, until, clock.today())
    receiving = holds(actor, Permission.RETURN_RESULT) and receives(actor, facts_of(case))
    may_send = receiving and actor.unit_id != case.lead_unit_id and not sent_again_today(result, clock.today())
    return ReplyState(until, stands, may_send and stands is Standing.OPEN, last_answer(case))
