"""The moved clock, the people who act, and what runs behind them while the simulated days pass."""

from datetime import date, datetime, time, timedelta
from hashlib import sha256

from sqlalchemy import create_engine, select, text

from caseflow.acceptance.jobs import lapse_overdue
from caseflow.accounts import actions as accounts
from caseflow.closure import rechecks
from caseflow.closure.actions import draw_for_office
from caseflow.closure.jobs import end_publications
from caseflow.core.access import Actor, Role
from caseflow.core.chinese import SHANGHAI
from caseflow.core.recheck import draw_day, month_before
from caseflow.demo.people import PASSWORD
from caseflow.demo.roster import GIVEN, SURNAMES
from caseflow.reactions import relay
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import Person, Unit
from caseflow.store.people import actor_of
from caseflow.store.unit_of_work import Submission
from caseflow.supervision.jobs import recompute_clocks, sweep_clocks

MORNING = time(8, 30)
OFFICE_MINUTES, SLOWEST = 540, 25
RELAY_BATCH = 200
PLACES = {Role.HANDLER: "cb", Role.UNIT_HEAD: "fz", Role.SUPERVISOR: "sh"}


class MovedClock:
    """The clock offset, which only the owner role may write; what it was before is put back at the end."""

    def __init__(self, owner_url: str) -> None:
        self._engine = create_engine(owner_url, isolation_level="AUTOCOMMIT")
        self._connection = self._engine.connect()
        self._before = self._connection.scalar(text("select value from clock_offset"))

    def move_to(self, moment: datetime) -> None:
        """Let it be `moment` now."""
        self._connection.execute(text("update clock_offset set value = :moment - now()"), {"moment": moment})

    def put_back(self) -> None:
        """Let the clock show again what it showed before."""
        self._connection.execute(text("update clock_offset set value = :value"), {"value": self._before})
        self._connection.close()
        self._engine.dispose()


class Stage:
    """Where the simulated days pass: the clock, and whoever is needed, engaged when first asked for."""

    def __init__(self, moved: MovedClock, seed: int) -> None:
        self.seed = seed
        self.today = date.min
        self._moved = moved
        self._people: dict[tuple[int, Role, int], Actor] = {}
        self._keys = 0
        self._minute = self._pace = 0

    def begin_day(self, day: date, deeds: int) -> None:
        """It is the morning of `day`, on which about so many deeds will be done before the evening."""
        self.today, self._minute, self._pace = day, 0, min(SLOWEST, OFFICE_MINUTES // (deeds + 1))
        self._move()

    def between_deeds(self) -> None:
        """Some minutes pass."""
        if self._pace and self._minute + self._pace < OFFICE_MINUTES:
            self._minute += self._pace
            self._move()

    def _move(self) -> None:
        morning = datetime.combine(self.today, MORNING, SHANGHAI)
        self._moved.move_to(morning + timedelta(minutes=self._minute))

    def submission(self) -> Submission:
        """The key of a form that nobody sent before."""
        self._keys += 1
        return Submission(f"year-{self.seed}-{self._keys}", "year")

    def person(self, unit_id: int, role: Role, place: int = 0) -> Actor:
        """The person with this role at this office; `place` 1 is the second one. Engaged where there is none yet."""
        known = (unit_id, role, place)
        if known not in self._people:
            self._people[known] = self._found(unit_id, role, place) or self._engaged(unit_id, role, place)
        return self._people[known]

    def behind(self) -> None:
        """What the background does at the end of a day, until nothing is left to do."""
        self.relay()
        while recompute_clocks() + sweep_clocks() + end_publications() + lapse_overdue():
            self.relay()

    def relay(self) -> None:
        """Let everything follow that follows from what was done."""
        while relay(RELAY_BATCH):
            pass

    def draw_rechecks(self) -> int:
        """On the first working day of a month draw for 回头看, by seeds that follow from the seed of the year."""
        if self.today != draw_day(editions.current().calendar, self.today):
            return 0
        month = month_before(self.today)
        return sum(
            draw_for_office(office, month, sha256(f"{self.seed}|{office}|{month}".encode()).hexdigest()[:16])
            for office in rechecks.offices_to_draw(month)
        )

    def _found(self, unit_id: int, role: Role, place: int) -> Actor | None:
        here = (Person.unit_id == unit_id, Person.role == role.value, Person.disabled_at.is_(None))
        found = db.session.scalar(select(Person.id).where(*here).order_by(Person.id).offset(place).limit(1))
        return actor_of(found) if found else None

    def _engaged(self, unit_id: int, role: Role, place: int) -> Actor:
        login = f"moni{unit_id}.{PLACES[role]}{place + 1 if place else ''}"
        name = SURNAMES[unit_id % len(SURNAMES)] + GIVEN[(unit_id + 3 * place + len(role)) % len(GIVEN)]
        unit = db.session.get_one(Unit, unit_id).name
        accounts.add_person(None, accounts.NewPerson(login, name, role, f"{login}@example.com", unit), PASSWORD)
        found = self._found(unit_id, role, place)
        if found is None:
            raise LookupError(login)
        return found


def working_day(day: date) -> date:
    """`day`, or the first working day after it: offices act on no other."""
    return editions.current().calendar.next_working_day(day)


def later(day: date, days: int) -> date:
    """The working day `days` calendar days after `day`, or the first one after that."""
    return working_day(day + timedelta(days=days))
