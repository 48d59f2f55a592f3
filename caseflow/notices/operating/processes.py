"""The background processes: each shows a sign of life under a name of its own, whatever host it runs on."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from caseflow.store.db import db
from caseflow.store.models import BackgroundProcess
from caseflow.store.unit_of_work import transaction

PROCESSES = {"sweep": "定时检查", "worker": "后台任务"}
GONE_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Living:
    """A process as the page shows it; `late` when it is silent for too long, `done` of `done_at` is what it did last."""

    name: str
    started_at: datetime
    at: datetime
    late: bool
    done: int
    done_at: datetime | None


@dataclass(frozen=True)
class Life:
    """One running process. Its name is drawn when it starts: containers share names of hosts and process ids."""

    kind: str
    name: str = field(default_factory=lambda: secrets.token_hex(4))

    def show(self, done: int = 0) -> None:
        """A sign of life, with how many events and notices were just worked on; rows of the long silent fall away."""
        with transaction(None) as work:
            news = {"at": work.now} | ({"done": done, "done_at": work.now} if done else {})
            row = insert(BackgroundProcess).values(name=self.name, kind=self.kind, started_at=work.now, **news)
            db.session.execute(row.on_conflict_do_update(index_elements=[BackgroundProcess.name], set_=news))
            silent = select(BackgroundProcess.name).where(BackgroundProcess.at < work.now - GONE_AFTER)
            gone = silent.with_for_update(skip_locked=True)
            db.session.execute(delete(BackgroundProcess).where(BackgroundProcess.name.in_(gone)))

    def end(self) -> None:
        """This process ends as it should: nobody waits for another sign of it."""
        with transaction(None):
            db.session.execute(delete(BackgroundProcess).where(BackgroundProcess.name == self.name))


def living(moment: datetime, silent: timedelta) -> tuple[Living, ...]:
    """Every process that showed a sign of life within the last hour and did not end, the sweeps first."""
    rows = db.session.scalars(
        select(BackgroundProcess)
        .where(BackgroundProcess.at >= moment - GONE_AFTER)
        .order_by(BackgroundProcess.kind, BackgroundProcess.started_at, BackgroundProcess.name)
    )
    return tuple(_living(row, moment, silent) for row in rows)


def _living(row: BackgroundProcess, moment: datetime, silent: timedelta) -> Living:
    name = f"{PROCESSES[row.kind]} {row.name}"
    return Living(name, row.started_at, row.at, moment - row.at > silent, row.done, row.done_at)
