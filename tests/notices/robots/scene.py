"""Connecting a unit to the group of a test, giving its people something to hear, and what was written to the group."""

from sqlalchemy import select

from caseflow.core.events import HandlerAssigned
from caseflow.notices.settings.robots import add_robot
from caseflow.store.db import db
from caseflow.store.models import Notice, Person
from caseflow.store.people import actor_of
from caseflow.store.unit_of_work import Submission
from tests.notices.robot_server import RobotServer
from tests.notices.scene import record

HEAD, HANDLER, CLERK = "shandan.caizheng.fz", "shandan.caizheng.cb", "gansu.sl"
SECRET = "SECabcdef0123456789"
_keys = iter(range(1000))


def key() -> Submission:
    """A form nobody sent before."""
    number = next(_keys)
    return Submission(f"robot-{number}", str(number))


def person_id(login: str) -> int:
    """The id of an account."""
    return db.session.scalars(select(Person.id).where(Person.login == login)).one()


def connect(group: RobotServer, kind: str = "webhook", login: str = HEAD, path: str = "/in?token=verysecret") -> int:
    """Connect the unit of `login` to the group; returns the robot's id."""
    actor = actor_of(person_id(login))
    assert actor is not None
    return add_robot(actor, kind, f"http://{group.host}{path}", SECRET if kind == "dingtalk" else "", key())


def assign(case_id: int) -> None:
    """Give the case to its handler: the handling unit hears of it."""
    record(case_id, HandlerAssigned(handler_id=person_id(HANDLER)))


def messages() -> list[Notice]:
    """Every notice to a robot as it stands now."""
    db.session.rollback()
    return list(db.session.scalars(select(Notice).where(Notice.channel == "robot").order_by(Notice.id)))
