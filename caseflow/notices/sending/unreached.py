"""A refused address becomes one task: opened with the notice that failed, ended when the address is corrected.

Whoever opens one holds the person's row, so that a correction comes either before (and there is nothing to correct any
more) or after (and finds the task), and several workers make one.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select, update

from caseflow.core.audiences import Channel
from caseflow.core.events import Code, CompanyUnreached, RespondentUnreached, StaffUnreached, UnreachedClosed
from caseflow.core.events import Event as Fact
from caseflow.store.cases import lock_case
from caseflow.store.db import db
from caseflow.store.models import Case, Event, Measure, Notice, Person, RespondentLink, Unreached
from caseflow.store.unit_of_work import Said, Work

CORRECTED = "corrected"


def address_of(person: Person, channel: Channel) -> str:
    """Where a person is written to by `channel`; '' where no address is known."""
    return {Channel.MAIL: person.email, Channel.SMS: person.sms_number}.get(channel, person.login)


def note(work: Work, notice_ids: Iterable[int]) -> None:
    """Put notices that have just become permanent failures with the open task of their reader, making it if need be.

    What a robot refuses is nobody's address: its page and the operator's say so. Whoever wrote to a respondent is told, for
    its letter has to go on paper. Part of the transaction in which they failed; the tasks come in the order of the people,
    whoever else does the same.
    """
    notice_ids = list(notice_ids)
    query = select(Notice.id, Person.id, Notice.channel, Notice.address).join(Person, Person.id == Notice.recipient_id)
    query = query.where(Notice.id.in_(notice_ids))
    for notice_id, person_id, channel, address in db.session.execute(query.order_by(Notice.recipient_id, Notice.id)):
        task = _task_for(work, held(person_id), Channel(channel), address)
        db.session.execute(update(Notice).where(Notice.id == notice_id).values(unreached_id=task.id))
    _tell_of_respondents(work, notice_ids)


def _tell_of_respondents(work: Work, notice_ids: Iterable[int]) -> None:
    mailed = select(Measure).join(RespondentLink, RespondentLink.measure_id == Measure.id)
    mailed = mailed.join(Notice, Notice.link_id == RespondentLink.id).where(Notice.id.in_(notice_ids))
    for measure in db.session.scalars(mailed.order_by(Measure.case_id)).all():
        work.record(RespondentUnreached(measure.id, Code(measure.kind)), lock_case(measure.case_id))


def held(person_id: int) -> Person:
    """The person as it stands now, held until this transaction ends: taken before its tasks, always."""
    query = select(Person).where(Person.id == person_id).with_for_update(key_share=True)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _task_for(work: Work, person: Person, channel: Channel, address: str) -> Unreached:
    """The open task; where the address was changed while the notice was under way, one that is corrected already."""
    corrected = address != address_of(person, channel)
    query = select(Unreached).where(Unreached.person_id == person.id, Unreached.channel == channel)
    waiting = (Unreached.means == CORRECTED) & Unreached.repeated_at.is_(None)
    query = query.where(waiting if corrected else Unreached.closed_at.is_(None)).order_by(Unreached.id.desc())
    found = db.session.scalar(query.limit(1).execution_options(populate_existing=True))
    if found is not None:
        return found
    task = work.add(Unreached(person_id=person.id, channel=channel, opened_at=work.now))
    if corrected:
        end(work, task, CORRECTED, work.today)
    else:
        work.record(_told(task, person))
    return task


def _told(task: Unreached, person: Person) -> Fact:
    """A firm is for the office that received its latest case to reach; everybody else for the administrators."""
    unit_id = db.session.scalar(
        select(Case.receiving_unit_id)
        .where(Case.company_id == person.company_id, Case.respondent_unit_id.is_distinct_from(Case.receiving_unit_id))
        .order_by(Case.filed_at.desc(), Case.id.desc())
        .limit(1)
    )
    channel = Code(task.channel)
    if unit_id is None:
        return StaffUnreached(unreached_id=task.id, user_id=person.id, channel=channel)
    return CompanyUnreached(unreached_id=task.id, user_id=person.id, channel=channel, unit_id=unit_id)


def end(work: Work, task: Unreached, means: str, day: date, remark: str = "") -> None:
    """Close `task`: by which `means`, on which day; the remark goes to an entry that can be erased."""
    task.closed_at, task.means, task.reached_on = work.now, means, day
    task.closed_by_id = work.actor.user_id if work.actor else None
    fact = UnreachedClosed(unreached_id=task.id, user_id=task.person_id, means=Code(means), reached_on=day)
    task.closing_event_id = work.record(fact, remark=Said(remark, "office")).id


def address_corrected(work: Work, event: Event) -> None:
    """End the tasks of the person whose contact data changed, for every channel that now has another address."""
    person = held(event.data["user_id"])
    query = select(Unreached).where(Unreached.person_id == person.id, Unreached.closed_at.is_(None))
    for task in db.session.scalars(query.with_for_update().order_by(Unreached.id)):
        if not _refused(task, address_of(person, Channel(task.channel))):
            end(work, task, CORRECTED, work.today)


def _refused(task: Unreached, address: str) -> bool:
    """Whether it was this very address that notices of the task failed at."""
    query = select(Notice.id).where(Notice.unreached_id == task.id, Notice.address == address).limit(1)
    return db.session.scalar(query) is not None
