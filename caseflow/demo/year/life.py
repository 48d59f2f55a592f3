"""One simulated case: what it remembers, and how its people are found. The turns themselves are in the modules beside."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

from sqlalchemy import select

from caseflow.core.access import Actor, Role
from caseflow.demo.year.roads import Road
from caseflow.demo.year.scenery import Firms
from caseflow.demo.year.stage import Stage
from caseflow.store.db import db
from caseflow.store.models import Case, Payment
from caseflow.store.unit_of_work import Submission


@dataclass
class Life:
    """A case on its road, `place` its place among all. `plan` are the deeds of the unit in this round, `done` what happens once and has happened."""

    place: int
    stage: Stage
    road: Road
    chance: Random
    firms: Firms
    number: str = ""
    plan: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    @cached_property
    def firm(self) -> Actor:
        """The firm that complains."""
        return self.firms.one(self.chance)

    @property
    def case(self) -> Case:
        """The case as it is now."""
        return db.session.scalars(select(Case).where(Case.number == self.number)).one()

    @property
    def version(self) -> int:
        """Its present version."""
        return db.session.scalars(select(Case.version).where(Case.number == self.number)).one()

    def submission(self) -> Submission:
        """The key of the next form."""
        return self.stage.submission()

    def clerk(self, place: int = 0) -> Actor:
        """The first clerk of the receiving office, or the second one."""
        return self.stage.person(self.case.receiving_unit_id, Role.CLERK, place)

    def handler(self) -> Actor:
        """Who handles at the lead unit."""
        return self.stage.person(self.case.lead_unit_id or 0, Role.HANDLER)

    def head(self) -> Actor:
        """The head of the lead unit."""
        return self.stage.person(self.case.lead_unit_id or 0, Role.UNIT_HEAD)

    def once(self, deed: str) -> bool:
        """Whether `deed`, which happens once, is still to come; it has come then."""
        if deed in self.done:
            return False
        self.done.append(deed)
        return True

    def times(self, deed: str) -> int:
        """How often `deed` was done."""
        return self.done.count(deed)

    def days(self, least: int, most: int) -> int:
        """A number of days between the two."""
        return self.chance.randint(least, most)

    def payments(self) -> list[int]:
        """The payments that count, oldest first."""
        of_case = (Payment.case_id == self.case.id, Payment.reversed_at.is_(None))
        return list(db.session.scalars(select(Payment.id).where(*of_case).order_by(Payment.id)))


def chosen(words: Iterable[str], chance: Random) -> str:
    """One of several ways to say a thing."""
    return chance.choice(tuple(words))
