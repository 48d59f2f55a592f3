"""Changing an office and confirming its contact. Nothing is dispatched to an office that is not confirmed."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from caseflow.core.access import Actor, Permission, require
from caseflow.core.errors import BadInput, Incomplete, NotFound, Stale
from caseflow.core.events import UnitChanged, UnitConfirmed
from caseflow.store.db import db
from caseflow.store.models import Unit, UnitName
from caseflow.store.unit_of_work import Submission, Work, transaction
from caseflow.units.queries import bearer_of

STALE = "您打开这一页以后，有人修改了这个机构。"
TAKEN = "名称、机关代字或案号字头与“{}”相同，请换一个。"


@dataclass(frozen=True)
class UnitData:
    """What may be changed of an office. A new name is a rename from `renamed_on` on (None: today), else a correction."""

    name: str
    letter_code: str
    case_prefix: str | None
    email: str
    phone: str
    renamed: bool = False
    renamed_on: date | None = None


def change_unit(actor: Actor, unit_id: int, version: int, data: UnitData, submission: Submission) -> None:
    """Change an office; its contact has to be confirmed again, and a name it gives up is kept with its last day.

    Raises Stale when somebody changed it since `version`, BadInput for a name or code that another office has, for a
    rename dated in the future, or where an office that receives complaints would lose its case prefix.
    """
    require(actor, Permission.CONFIGURE)
    try:
        with transaction(actor, submission) as work:
            unit = _locked(unit_id, version)
            _check(work, unit, data)
            if _apply(work, unit, data):
                unit.contact_confirmed_at = unit.contact_confirmed_by_id = None
                unit.version += 1
                work.record(UnitChanged(unit_id=unit.id, version=unit.version))
    except IntegrityError as twice:
        raise BadInput(TAKEN.format("另一机构")) from twice


def confirm_contact(actor: Actor, unit_id: int, version: int, submission: Submission) -> None:
    """Put on record that the contact shown was checked. Raises Incomplete without e-mail and phone, Stale as above."""
    require(actor, Permission.CONFIGURE)
    with transaction(actor, submission) as work:
        unit = _locked(unit_id, version)
        if not (unit.email or unit.phone):
            raise Incomplete("邮箱和电话都没有，无从联系；请先填写其中一项，再确认。")
        unit.contact_confirmed_at, unit.contact_confirmed_by_id = work.now, actor.user_id
        unit.version += 1
        work.record(UnitConfirmed(unit_id=unit.id, version=unit.version))


def _locked(unit_id: int, version: int) -> Unit:
    unit = db.session.scalar(select(Unit).where(Unit.id == unit_id).with_for_update())
    if unit is None:
        raise NotFound("没有这个机构。")
    if unit.version != version:
        raise Stale(STALE)
    return unit


def _check(work: Work, unit: Unit, data: UnitData) -> None:
    other = bearer_of(data.name, data.letter_code, data.case_prefix, unit.id)
    if other is not None:
        raise BadInput(TAKEN.format(other.name))
    if unit.case_prefix and not data.case_prefix:
        raise BadInput("这个机构受理投诉，案号字头不能去掉，否则新投诉编不出案号。")
    if data.case_prefix and not unit.case_prefix:
        raise BadInput("这个机构不受理投诉，没有案号字头。")
    if data.renamed_on and data.renamed_on > work.today:
        raise BadInput("更名日期还没有到，请到更名当日再改。")


def _apply(work: Work, unit: Unit, data: UnitData) -> bool:
    """Whether anything changed."""
    if data.renamed and data.name != unit.name:
        first = data.renamed_on or work.today
        work.add(UnitName(unit_id=unit.id, name=unit.name, until=first - timedelta(days=1)))
    wanted = {name: getattr(data, name) for name in ("name", "letter_code", "case_prefix", "email", "phone")}
    changed = {name: value for name, value in wanted.items() if value != getattr(unit, name)}
    for name, value in changed.items():
        setattr(unit, name, value)
    return bool(changed)
