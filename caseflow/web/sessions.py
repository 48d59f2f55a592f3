"""Flask's session on top of `store.sessions`."""

from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response
from flask.globals import request_ctx
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.datastructures import CallbackDict

from caseflow.settings import Settings
from caseflow.store import sessions


class StoredSession(CallbackDict[str, Any], SessionMixin):
    """A session whose data lies in the database; `fresh_id` asks for a new id when it is saved (sign-in)."""

    def __init__(self, data: dict[str, Any], session_id: str | None) -> None:
        super().__init__(data, self._mark)
        self.session_id = session_id
        self.modified = False
        self.fresh_id = False
        self.out_of_reach: Exception | None = None

    @staticmethod
    def _mark(changed: "CallbackDict[str, Any]") -> None:
        changed.modified = True  # type: ignore[attr-defined]


class StoredSessions(SessionInterface):
    """Opens and saves sessions; a preset cookie that the server did not give is ignored."""

    def __init__(self, settings: Settings) -> None:
        self._idle_staff = timedelta(minutes=settings.session_idle_minutes_staff)
        self._idle_public = timedelta(minutes=settings.session_idle_minutes_public)
        self._absolute = timedelta(hours=settings.session_hours)

    def open_session(self, app: Flask, request: Request) -> StoredSession:
        """The session the cookie points at, or an empty one. Static files need none."""
        session_id = request.cookies.get(app.config["SESSION_COOKIE_NAME"])
        if not session_id or request.endpoint == "static":
            return StoredSession({}, None)
        try:
            data = sessions.load(session_id, self._idle_staff, self._idle_public, self._absolute)
        except (OperationalError, PoolTimeout) as away:
            # raised from here it would find no session to make a page with
            empty = StoredSession({}, None)
            empty.out_of_reach = away
            return empty
        return StoredSession({}, None) if data is None else StoredSession(data, session_id)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write a changed session; a sign-in gets a new id and the old one dies (no fixation)."""
        if not isinstance(session, StoredSession) or not session.modified:
            return
        if session.fresh_id and session.session_id is not None:
            sessions.revoke(session.session_id)
            session.session_id = None
        session_id = session.session_id or sessions.new_id()
        person = session.get("_user_id")
        sessions.save(session_id, dict(session), int(person) if person else None)
        response.set_cookie(
            app.config["SESSION_COOKIE_NAME"],
            session_id,
            httponly=True,
            secure=app.config["SESSION_COOKIE_SECURE"],
            samesite="Lax",
            path="/",
        )
        response.vary.add("Cookie")


def end_session(session: SessionMixin) -> None:
    """Sign out: the row is revoked at once, whoever still holds the cookie."""
    if isinstance(session, StoredSession) and session.session_id:
        sessions.revoke(session.session_id)
        session.session_id = None
    session.clear()


def _within_reach() -> None:
    """Nobody is taken for a stranger because the database, and with it the session, is away."""
    session = request_ctx.session
    if isinstance(session, StoredSession) and session.out_of_reach is not None:
        raise session.out_of_reach


def install(app: Flask, settings: Settings) -> None:
    """Make `app` keep its sessions in the database. Comes before every other gate: those read the session."""
    app.before_request(_within_reach)
    app.session_interface = StoredSessions(settings)
    app.config["SESSION_COOKIE_NAME"] = "__Host-caseflow" if settings.production else "caseflow"
    app.config["SESSION_COOKIE_SECURE"] = settings.production


def session_id_of(session: SessionMixin) -> str | None:
    """The present session's id, to keep it while the others end."""
    return session.session_id if isinstance(session, StoredSession) else None
