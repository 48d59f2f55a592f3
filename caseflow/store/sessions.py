"""Server-side sessions: the row is the truth, the cookie only points at it. Ends with sign-out, at once.

Sessions are not case data: they are written on their own connection, so that a refused action does not undo a sign-in
and reading a page stays a reading transaction.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from caseflow.store.db import db
from caseflow.store.models import ClockOffset, Session

TOUCH = timedelta(minutes=1)


def new_id() -> str:
    """A fresh 256-bit session id for the cookie."""
    return secrets.token_urlsafe(32)


def digest(session_id: str) -> str:
    """What the database keeps of a session id."""
    return hashlib.sha256(session_id.encode()).hexdigest()


def _now(connection: Connection) -> datetime:
    moment = select(func.now() + ClockOffset.value).where(ClockOffset.id == 1)
    return connection.execute(moment).scalar_one()


def load(session_id: str, idle_staff: timedelta, idle_public: timedelta, absolute: timedelta) -> dict[str, Any] | None:
    """The data of a live session, or None when it is unknown, signed out, idle too long or too old."""
    with db.engine.begin() as connection:
        now = _now(connection)
        row = connection.execute(select(Session.__table__).where(Session.id_hash == digest(session_id))).one_or_none()
        if row is None or row.revoked_at is not None:
            return None
        data: dict[str, Any] = dict(row.data)
        idle = idle_staff if data.get("staff") else idle_public
        if now - row.last_seen > idle or now - row.created_at > absolute:
            return None
        if now - row.last_seen > TOUCH:
            connection.execute(update(Session).where(Session.id_hash == row.id_hash).values(last_seen=now))
        return data


def save(session_id: str, data: dict[str, Any], person_id: int | None) -> None:
    """Store the data of a session; a revoked one stays revoked and untouched."""
    with db.engine.begin() as connection:
        now = _now(connection)
        key = digest(session_id)
        live = update(Session).where(Session.id_hash == key, Session.revoked_at.is_(None))
        changed = connection.execute(live.values(data=data, person_id=person_id, last_seen=now)).rowcount
        known = connection.execute(select(Session.id_hash).where(Session.id_hash == key)).one_or_none()
        if not changed and known is None:
            connection.execute(
                insert(Session).values(id_hash=key, data=data, person_id=person_id, created_at=now, last_seen=now)
            )


def revoke(session_id: str) -> None:
    """End one session."""
    with db.engine.begin() as connection:
        live = update(Session).where(Session.id_hash == digest(session_id), Session.revoked_at.is_(None))
        connection.execute(live.values(revoked_at=_now(connection)))


def revoke_others(person_id: int, keep: str | None = None) -> None:
    """End every session of a person except the one with the id `keep`."""
    with db.engine.begin() as connection:
        live = update(Session).where(Session.person_id == person_id, Session.revoked_at.is_(None))
        if keep is not None:
            live = live.where(Session.id_hash != digest(keep))
        connection.execute(live.values(revoked_at=_now(connection)))


def forget(before: datetime) -> int:
    """Delete the sessions, ended or not, that nobody used since that moment; returns how many."""
    with db.engine.begin() as connection:
        return connection.execute(delete(Session).where(Session.last_seen < before)).rowcount
