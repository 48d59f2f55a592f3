"""电子印章: a unit's seal is taken in, revoked, and printed on the letters issued while it is in force."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import defer

from caseflow.core.access import Actor, Permission, require
from caseflow.core.errors import BadInput, Denied, IllegalMove, NotFound
from caseflow.core.events import Code, SealRevoked, SealUploaded
from caseflow.documents.stamp import stamp_of
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.models import Letter, Person, Seal, Unit
from caseflow.store.unit_of_work import Submission, transaction

SHOWN: Final = 20
ABSENT = "没有找到这枚印章，或您无权查看。"
STANDING = "本单位已经有一枚印章没有停用。请先停用它，再上传新的。"


@dataclass(frozen=True)
class SealLine:
    """A seal of the unit without its image; `state` in words as of today."""

    id: int
    state: str
    valid_from: date
    valid_until: date | None
    uploaded_by: str
    seal: Seal


def upload_seal(
    actor: Actor, content: bytes, valid_from: date, valid_until: date | None, submission: Submission
) -> None:
    """The seal of the actor's own unit from the picture `content`, for letters of these days, both included.

    BadInput for a picture that is no seal or an end before its beginning or today; IllegalMove while another stands.
    """
    unit_id = _own_unit(actor)
    image = stamp_of(content)
    with transaction(actor, submission) as work:
        if valid_until is not None and valid_until < max(valid_from, work.today):
            raise BadInput("截止日期不能早于启用日期，也不能早于今天。", "valid_until")
        db.session.scalars(select(Unit.id).where(Unit.id == unit_id).with_for_update()).one()
        if db.session.scalar(select(Seal.id).where(Seal.unit_id == unit_id, Seal.revoked_at.is_(None))) is not None:
            raise IllegalMove(STANDING)
        digest = hashlib.sha256(image).hexdigest()
        row = work.add(
            Seal(
                unit_id=unit_id,
                image=image,
                sha256=digest,
                valid_from=valid_from,
                valid_until=valid_until,
                uploaded_by_id=work.person_id,
                uploaded_at=work.now,
            )
        )
        work.record(SealUploaded(seal_id=row.id, sha256=Code(digest)))


def revoke_seal(actor: Actor, seal_id: int, submission: Submission) -> None:
    """No letter is sealed with it from now on; those that bear it keep it.

    NotFound for a seal of another unit, IllegalMove when it was revoked before.
    """
    unit_id = _own_unit(actor)
    with transaction(actor, submission) as work:
        mine = (Seal.id == seal_id, Seal.unit_id == unit_id)
        row = db.session.scalar(select(Seal).where(*mine).with_for_update().execution_options(populate_existing=True))
        if row is None:
            raise NotFound(ABSENT)
        if row.revoked_at is not None:
            raise IllegalMove("这枚印章已经停用。")
        row.revoked_at, row.revoked_by_id = work.now, work.person_id
        work.record(SealRevoked(seal_id=row.id))


def seal_for(unit_id: int, day: date) -> Seal | None:
    """The seal a letter of this unit and day bears; locked, so that no revocation slips in before the letter stands."""
    standing = (Seal.unit_id == unit_id, Seal.revoked_at.is_(None), Seal.valid_from <= day)
    until = Seal.valid_until.is_(None) | (Seal.valid_until >= day)
    return db.session.scalar(select(Seal).options(defer(Seal.image)).where(*standing, until).with_for_update(read=True))


def seal_on(letter: Letter) -> bytes | None:
    """The PNG printed on this letter; None where it was issued without a seal."""
    return None if letter.seal_id is None else db.session.get_one(Seal, letter.seal_id).image


def seals_of(actor: Actor) -> tuple[SealLine, ...]:
    """The latest seals of the actor's unit, newest first, at most 20."""
    uploaded = select(Seal, Person.name).join(Person, Person.id == Seal.uploaded_by_id).options(defer(Seal.image))
    found = db.session.execute(uploaded.where(Seal.unit_id == _own_unit(actor)).order_by(Seal.id.desc()).limit(SHOWN))
    return tuple(SealLine(row.id, _state(row), row.valid_from, row.valid_until, name, row) for row, name in found)


def own_seal(actor: Actor, seal_id: int) -> Seal:
    """A seal of the actor's unit. NotFound for one that is not."""
    row = db.session.scalar(select(Seal).where(Seal.id == seal_id, Seal.unit_id == _own_unit(actor)))
    if row is None:
        raise NotFound(ABSENT)
    return row


def _own_unit(actor: Actor) -> int:
    require(actor, Permission.MANAGE_SEAL)
    if actor.unit_id is None:
        raise Denied("您不属于任何单位，不能管理印章。")
    return actor.unit_id


def _state(row: Seal) -> str:
    if row.revoked_at is not None:
        return "已停用"
    today = clock.today()
    if row.valid_from > today:
        return "未到启用日期"
    return "在用" if row.valid_until is None or row.valid_until >= today else "已过期"
