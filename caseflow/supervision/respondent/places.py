"""Which measure a reply code leads to, and how its link stands."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from caseflow.core.errors import NotFound
from caseflow.core.lifecycle import OPEN, Status
from caseflow.store import throttle
from caseflow.store.cases import lock_case
from caseflow.store.db import db
from caseflow.store.models import Case, Letter, Measure, RespondentLink
from caseflow.store.respondent_code import link_of_code
from caseflow.store.unit_of_work import Work
from caseflow.supervision.ladder import due_of

ABSENT = "没有与这个答复码相符的文书，请对照函上的答复码或者邮件里的完整地址重新输入。"
GUESSED = throttle.Limit("respondent-code", tries=20, minutes=15)


class Standing(StrEnum):
    """How a link stands; SIGNED_IN for whoever is signed in here: no account answers in the respondent's place."""

    OPEN = "open"
    ANSWERED = "answered"
    EXPIRED = "expired"
    OVER = "over"
    SIGNED_IN = "signed_in"


@dataclass(frozen=True)
class Place:
    """What a code leads to."""

    link: RespondentLink
    measure: Measure
    letter: Letter
    case: Case

    @property
    def until(self) -> date | None:
        """The last day of the link, that of the measure's clock; None while the clock waits for the service."""
        return due_of(self.measure)

    def standing(self, today: date) -> Standing:
        """How the link stands on the day `today`: what came stays, and a case that ended or left its unit asks no more."""
        if self.measure.answered_at is not None:
            return Standing.ANSWERED
        moved = self.measure.lead_unit_id != self.case.lead_unit_id
        if self.measure.settled_at is not None or Status(self.case.status) not in OPEN or moved:
            return Standing.OVER
        return Standing.EXPIRED if self.until is not None and today > self.until else Standing.OPEN


def place_of(code: str, address: str) -> Place:
    """What this code leads to. NotFound for any other text, TooMany after 20 wrong ones from one address."""
    place = place_at(code)
    if place is None:
        throttle.admit(GUESSED, (f"address {address}",))
        raise NotFound(ABSENT)
    return place


def place_at(code: str) -> Place | None:
    """The same without counting guesses; None for any other text."""
    link = link_of_code(code)
    if link is None:
        return None
    measure = db.session.get_one(Measure, link.measure_id)
    return Place(link, measure, db.session.get_one(Letter, link.letter_id), db.session.get_one(Case, measure.case_id))


def held_place(work: Work, link_id: int) -> tuple[Place, Standing]:
    """The same, its case and its measure locked and as they are now, with how the link stands."""
    link = db.session.get_one(RespondentLink, link_id)
    case_id = db.session.get_one(Measure, link.measure_id).case_id
    case = lock_case(case_id)
    measure = db.session.get_one(Measure, link.measure_id, populate_existing=True, with_for_update=True)
    place = Place(link, measure, db.session.get_one(Letter, link.letter_id), case)
    return place, place.standing(work.today)
