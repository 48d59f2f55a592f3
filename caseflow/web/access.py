"""Who is asking, and what each view declares. A view without a declaration fails the tests and answers 403."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, abort, g, redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response

from caseflow.core.access import Actor, Permission, require
from caseflow.store.people import actor_of

View = TypeVar("View", bound=Callable[..., Any])

login_manager = LoginManager()


class Account(UserMixin):
    """What flask-login carries: the actor of a signed-in account."""

    def __init__(self, actor: Actor) -> None:
        self.id = str(actor.user_id)
        self.actor = actor


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _load(person_id: str) -> Account | None:
    actor = actor_of(int(person_id))
    return None if actor is None else Account(actor)


def as_stranger() -> None:
    """From here on this request is nobody's: its page asks the database no more who is there."""
    g.stranger = True


def signed_in() -> Actor | None:
    """The actor behind this request, or None."""
    if g.get("stranger"):
        return None
    account: Any = current_user
    return cast("Actor", account.actor) if account.is_authenticated else None


def current_actor() -> Actor:
    """The actor behind this request; 401 when nobody is signed in."""
    actor = signed_in()
    if actor is None:
        abort(401)
    return actor


def public(view: View) -> View:
    """Declare a view open to everybody."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed(view: View) -> View:
    """Declare a view that machines call: it has no session and no form token, and checks the signature itself."""
    view.access = "signed"  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare the one permission a view needs; the action checks it again on the case itself."""

    def declare(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return declare


def declared(view: Callable[..., Any]) -> Permission | str | None:
    """What a view declared: a permission, 'public', 'signed', or None."""
    return getattr(view, "access", None)


def _gate(app: Flask) -> Callable[[], Response | None]:
    def check() -> Response | None:
        if request.endpoint is None or request.endpoint == "static":
            return None
        need = declared(app.view_functions[request.endpoint])
        if need in {"public", "signed"}:
            return None
        actor = signed_in()
        if actor is None:
            back = request.full_path.rstrip("?") if request.method == "GET" else None
            return redirect(url_for("accounts.sign_in", next=back))
        if not isinstance(need, Permission):
            abort(403)
        require(actor, need)
        return None

    return check


def install(app: Flask) -> None:
    """Put the gate before every view of `app`."""
    login_manager.init_app(app, add_context_processor=False)  # a page asks for the actor, and only when it may
    app.config["SESSION_PROTECTION"] = None
    app.before_request(_gate(app))
