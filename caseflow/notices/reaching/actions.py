"""Ending the task of an unreached person by another way, and sending again what failed once the address is corrected."""

from datetime import date

from sqlalchemy import select

from caseflow.core.access import Actor, Permission, require
from caseflow.core.audiences import Channel
from caseflow.core.errors import BadInput, NotFound
from caseflow.core.events import NoticesRepeated
from caseflow.notices.actions import again
from caseflow.notices.reaching.listing import ABSENT, OTHER_WAYS, repeatable, theirs
from caseflow.notices.sending.unreached import CORRECTED, address_of, end, held
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.models import Event, Notice, Person, Unreached
from caseflow.store.unit_of_work import Submission, Work, transaction


def close_reached(
    actor: Actor, task_id: int, means: str, day: date, remark: str, submission: Submission | None = None
) -> None:
    """The person was reached on `day` by `means` (a key of OTHER_WAYS); the remark can be erased.

    Raises NotFound outside the actor's scope, BadInput for a closed task or a day that cannot be.
    """
    require(actor, Permission.REACH)
    with transaction(actor, submission) as work:
        task, _person = _opened(actor, task_id)
        _fits(task.closed_at is None, "这项任务已经办结，不需要再登记。")
        _fits(means in OTHER_WAYS, "请选择用什么方式联系上的。")
        since = clock.day_of(task.opened_at)
        _fits(since <= day <= work.today, "联系上的日期应在通知被退回以后，不晚于今天。")
        end(work, task, means, day, remark)


def repeat_notices(actor: Actor, task_id: int, submission: Submission | None = None) -> int:
    """Send what failed lately (notices.toml, repeating) to the corrected address, once per task; returns how many notices.

    Raises NotFound outside the actor's scope, BadInput unless the address was corrected and nobody did so before.
    """
    require(actor, Permission.REACH)
    with transaction(actor, submission) as work:
        task, person = _opened(actor, task_id)
        _fits(task.means == CORRECTED, "地址还没有更正，现在补发仍会被退回。")
        _fits(task.repeated_at is None, "这些通知已经补发过。")
        _fits(bool(address_of(person, Channel(task.channel))), "没有可用的地址，请先登记。")
        task.repeated_at = work.now
        count = _send_again(work, task)
        work.record(NoticesRepeated(unreached_id=task.id, user_id=person.id, notices=count))
        return count


def _opened(actor: Actor, task_id: int) -> tuple[Unreached, Person]:
    """The task held for change, after its person."""
    mine = select(Unreached).join(Person, Person.id == Unreached.person_id)
    task = db.session.scalar(mine.where(Unreached.id == task_id, theirs(actor)))
    if task is None:
        raise NotFound(ABSENT)
    person = held(task.person_id)
    query = select(Unreached).where(Unreached.id == task_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one(), person


def _send_again(work: Work, task: Unreached) -> int:
    query = select(Notice).join(Event, Event.id == Notice.event_id)
    query = query.where(Notice.unreached_id == task.id, repeatable(work.now)).order_by(Notice.id)
    notices = list(db.session.scalars(query.with_for_update(of=Notice)))
    for notice in notices:
        again(work, notice)
    return len(notices)


def _fits(condition: bool, sentence: str) -> None:
    if not condition:
        raise BadInput(sentence)
