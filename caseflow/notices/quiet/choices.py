"""What people and units chose of notices: what holds for a reader, and changing it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError

from caseflow.core.access import Actor, Permission, Role, require
from caseflow.core.audiences import Channel
from caseflow.core.errors import Stale
from caseflow.core.events import NoticeSettingsChanged
from caseflow.core.notice_choices import Choices, require_choosable, switches, unchosen
from caseflow.core.notice_rules import ACCOUNT, FIRM, STAFF, Group, NoticeRules
from caseflow.core.office_hours import Hours
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import NoticeSetting, Person
from caseflow.store.unit_of_work import Submission, Work, transaction

STALE = "您打开这一页以后，设置有了改动。请核对现在的设置，需要的话再改一次。"
OF_PEOPLE = (Channel.MAIL, Channel.SMS)
OF_UNITS = (Channel.MAIL, Channel.SMS, Channel.ROBOT)


@dataclass(frozen=True)
class Standing:
    """What holds for a person or a unit: `version` 0 where nothing of its own was chosen; `of_unit`: it is the unit's."""

    choices: Choices
    version: int
    of_unit: bool


def side_of_role(role: str) -> str:
    """On which side this role hears: administrators of accounts and of the system alone."""
    if role in (Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR):
        return ACCOUNT
    return FIRM if role == Role.COMPLAINANT else STAFF


def choices_of(person: Person, rules: NoticeRules) -> Choices:
    """What holds for a person: the own settings, else the unit's, else the defaults of `rules`."""
    its = (NoticeSetting.person_id == person.id) | (NoticeSetting.unit_id == person.unit_id)
    row = db.session.scalar(select(NoticeSetting).where(its).order_by(NoticeSetting.person_id.nulls_last()).limit(1))
    return _read(row, rules)


def choices_of_unit(unit_id: int, rules: NoticeRules) -> Choices:
    """What holds for a unit and its robots."""
    return _read(_row(NoticeSetting.unit_id == unit_id), rules)


def standing(actor: Actor, *, unit: bool) -> Standing:
    """What holds for the actor, or for the actor's unit."""
    own = _row(_owner(actor, unit=unit))
    above = None if own or unit or not actor.unit_id else _row(NoticeSetting.unit_id == actor.unit_id)
    return Standing(_read(own or above, editions.current().notices), own.version if own else 0, above is not None)


def choosable(actor: Actor, *, unit: bool) -> dict[str, tuple[Group, Channel]]:
    """What may be switched off here."""
    ways = OF_UNITS if unit else OF_PEOPLE
    return switches(editions.current().notices, side_of_role(actor.role), ways)


def choose(actor: Actor, choices: Choices, version: int, submission: Submission, *, unit: bool) -> None:
    """Make `choices` those of the actor, or of the actor's unit; `version` is that of the form, 0 for none before.

    Raises BadInput where something owed would be switched off or no hour is left for reminders, Stale when somebody
    was faster.
    """
    require(actor, Permission.SET_UNIT_NOTICES if unit else Permission.OWN_ACCOUNT)
    require_choosable(choices, editions.current().notices, choosable(actor, unit=unit))
    try:
        with transaction(actor, submission) as work:
            row = _held(actor, version, unit=unit)
            _write(work, row, choices)
            _told(work, actor, row.version, unit=unit)
    except IntegrityError as faster:
        raise Stale(STALE) from faster


def forget(actor: Actor, version: int, submission: Submission, *, unit: bool) -> None:
    """Give the settings up: what holds without them holds again. Raises Stale when somebody was faster."""
    require(actor, Permission.SET_UNIT_NOTICES if unit else Permission.OWN_ACCOUNT)
    with transaction(actor, submission) as work:
        row = _held(actor, version, unit=unit)
        if row.version:
            db.session.delete(row)
            _told(work, actor, 0, unit=unit)


def _held(actor: Actor, version: int, *, unit: bool) -> NoticeSetting:
    """The row of this owner held for change, or a new one."""
    query = select(NoticeSetting).where(_owner(actor, unit=unit)).with_for_update()
    row = db.session.scalar(query.execution_options(populate_existing=True))
    if (row.version if row else 0) != version:
        raise Stale(STALE)
    owner = {"unit_id": actor.unit_id} if unit else {"person_id": actor.user_id}
    return row or NoticeSetting(**owner, version=0)


def _write(work: Work, row: NoticeSetting, choices: Choices) -> None:
    row.off, row.daily = sorted(choices.off), choices.daily
    row.quiet_from = choices.quiet.start if choices.quiet else None
    row.quiet_until = choices.quiet.end if choices.quiet else None
    row.version, row.changed_at, row.changed_by_id = row.version + 1, work.now, work.person_id
    work.add(row)


def _told(work: Work, actor: Actor, version: int, *, unit: bool) -> None:
    person_id, unit_id = (None, actor.unit_id) if unit else (actor.user_id, None)
    work.record(NoticeSettingsChanged(user_id=person_id, unit_id=unit_id, version=version))


def _owner(actor: Actor, *, unit: bool) -> ColumnElement[bool]:
    return NoticeSetting.unit_id == actor.unit_id if unit else NoticeSetting.person_id == actor.user_id


def _row(owner: ColumnElement[bool]) -> NoticeSetting | None:
    return db.session.scalar(select(NoticeSetting).where(owner))


def _read(row: NoticeSetting | None, rules: NoticeRules) -> Choices:
    if row is None:
        return unchosen(rules)
    quiet = None if row.quiet_from is None or row.quiet_until is None else Hours(row.quiet_from, row.quiet_until)
    return Choices(frozenset(row.off), row.daily, quiet)
