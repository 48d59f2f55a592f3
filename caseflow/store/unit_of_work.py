"""The house's only transaction: allow, load, decide, change, record, commit.

Nobody else commits, rolls back or flushes, and nobody else reads the clock while something changes.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from caseflow.core.access import Actor
from caseflow.core.errors import CaseflowError
from caseflow.core.events import Event
from caseflow.core.lifecycle import Status, move
from caseflow.store import clock
from caseflow.store.db import Base, db
from caseflow.store.models import Case, Entry, Outbox
from caseflow.store.models import Event as EventRow
from caseflow.store.models import Submission as SubmissionRow
from caseflow.store.seal import seal

Row = TypeVar("Row", bound=Base)

after_commit: list[Callable[[], None]] = []
"""Bells rung once a transaction that recorded something has been committed; app.py registers the queue's."""


class Repeated(CaseflowError):
    """The same form was carried out before; `answer` is what it made then (a case number)."""

    def __init__(self, answer: str) -> None:
        super().__init__("这份表单已经提交过，没有重复办理。")
        self.answer = answer


class KeyReused(CaseflowError):
    """The key of a form came back with other content."""


@dataclass(frozen=True)
class Submission:
    """A form's idempotency key and a keyed digest of what it carried."""

    key: str
    fingerprint: str


@dataclass(frozen=True)
class Said:
    """Text given with an event; `audience` is 'parties' (complainant and officers), 'office' or 'reviewers'."""

    text: str
    audience: str = "parties"


class Work:
    """What an action holds while it changes things: the actor, the moment, and the means to change and record."""

    def __init__(self, actor: Actor | None, now: datetime) -> None:
        self.actor = actor
        self.now = now
        self.answer = ""
        self.recorded = False

    @property
    def today(self) -> date:
        """The day of this transaction in Asia/Shanghai."""
        return clock.day_of(self.now)

    @property
    def person_id(self) -> int:
        """The acting person; raises RuntimeError for the system, which signs nothing."""
        if self.actor is None:
            raise RuntimeError("the system does not act as a person here")
        return self.actor.user_id

    def add(self, row: Row) -> Row:
        """Store a new row and give it its id."""
        db.session.add(row)
        db.session.flush()
        return row

    def record(self, event: Event, case: Case | None = None, **texts: Said) -> EventRow:
        """Write `event` to the trail and the outbox; if it names a step, move the case along the lifecycle table.

        Whatever a person did or what moved the case makes a new version of it, so that a form rendered before is
        noticed; the system's own remarks (a proposed route, a reminder) do not throw anybody's form away.
        Raises IllegalMove where the table has no such step.
        """
        if case is not None:
            if event.step is not None:
                case.status = move(Status(case.status), event.step).after
            if self.actor is not None or event.step is not None:
                case.version += 1
        said = {name: value for name, value in texts.items() if value.text}
        data = event.payload() | {f"{name}_hmac": seal("entry", value.text) for name, value in said.items()}
        row = self.add(
            EventRow(
                case_id=case.id if case else None,
                kind=event.kind(),
                step=event.step,
                status=case.status if case else None,
                actor_id=self.actor.user_id if self.actor else None,
                unit_id=self.actor.unit_id if self.actor else None,
                at=self.now,
                data=data,
            )
        )
        self._beside(row, said)
        self.recorded = True
        return row

    def _beside(self, row: EventRow, said: Mapping[str, Said]) -> None:
        for name, value in said.items():
            db.session.add(Entry(event_id=row.id, name=name, audience=value.audience, text=value.text))
        db.session.add(Outbox(event_id=row.id, case_id=row.case_id, next_try=self.now))
        db.session.flush()


@contextmanager
def transaction(actor: Actor | None, submission: Submission | None = None) -> Iterator[Work]:
    """One transaction in the name of `actor` (None: the system itself).

    With a `submission` the work is done at most once per key: a repetition raises Repeated with the first answer,
    other content under the same key raises KeyReused. Refuses to nest.
    """
    session = db.session()
    if session.info.get("working"):
        raise RuntimeError("a transaction is open already")
    session.rollback()
    session.info["working"] = True
    try:
        work = Work(actor, clock.now())
        _sign(actor)
        row = _once(work, submission) if submission else None
        yield work
        if row is not None:
            row.answer = work.answer
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["working"] = False
    if work.recorded:
        for ring in after_commit:
            ring()


def _sign(actor: Actor | None) -> None:
    """Tell the database who acts until this transaction ends; its history of offices asks."""
    name = str(actor.user_id) if actor else ""
    db.session.execute(select(func.set_config("app.person", name, True)))


def _once(work: Work, submission: Submission) -> SubmissionRow:
    person_id = work.actor.user_id if work.actor else None
    claim = (
        insert(SubmissionRow)
        .values(key=submission.key, fingerprint=submission.fingerprint, person_id=person_id, answer="", at=work.now)
        .on_conflict_do_nothing()
        .returning(SubmissionRow.key)
    )
    # what came back decides: the driver counts -1 rows where the statement did nothing
    won = db.session.connection().execute(claim).scalar_one_or_none() is not None
    row = db.session.scalars(
        select(SubmissionRow).where(SubmissionRow.key == submission.key).execution_options(populate_existing=True)
    ).one()
    if won:
        return row
    if row.person_id != person_id or row.fingerprint != submission.fingerprint:
        raise KeyReused("这份表单已用于另一次提交，请重新打开页面后再填写。")
    raise Repeated(row.answer)
