"""What a 409 page shows: what changed meanwhile, and everything that was typed, with its labels."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, current_app, g, request, url_for
from wtforms.fields.choices import SelectFieldBase

from caseflow.core.access import Actor, Permission, holds
from caseflow.core.chinese import chinese_moment
from caseflow.core.errors import NotFound
from caseflow.core.events import EVENTS
from caseflow.core.lifecycle import Status
from caseflow.store.cases import read_case
from caseflow.store.history import happenings
from caseflow.store.models import Case
from caseflow.web.access import signed_in
from caseflow.web.forms import WritingForm

SECRET = {"password", "again", "present", "new", "robot_address", "robot_secret"}
SKIPPED = {"csrf_token", "idempotency_key", "version", *SECRET}
LATEST = 5


def typed() -> list[tuple[str, str]]:
    """(label, text) of what this request carried, choices by their words, passwords and other keys left out."""
    labels = _labels()
    return [
        (labels.get(name, name), _shown(name, value))
        for name, value in request.form.items()
        if name not in SKIPPED and value.strip()
    ]


def as_sent() -> list[tuple[str, str]]:
    """Every field of this post as it came, to be sent once more; none where a password or a file belongs to it."""
    if SECRET & set(request.form) or any(file.filename for files in request.files.listvalues() for file in files):
        return []
    return list(request.form.items(multi=True))


Telling = Callable[[Actor, Case], Callable[[Mapping[str, Any]], bool]]
"""Of a reader and a case: whether what an event holds is about something that is kept from this reader."""
TELLING = "caseflow.telling"


def install(app: Flask, telling: Telling) -> None:
    """Let a conflict tell nobody what the page of the case does not."""
    app.extensions[TELLING] = telling


def changes() -> list[tuple[str, str, str]]:
    """(who, what, when) of the newest events on the case of this request; the firm is told the status alone."""
    case = _case()
    actor = signed_in()
    if case is None or actor is None:
        return []
    rows = happenings(case.id, ())
    if not holds(actor, Permission.SEE_INTERNAL):
        return [("办理单位", f"案件现在是“{Status(case.status).label}”", chinese_moment(rows[-1].event.at))]
    kept = current_app.extensions[TELLING](actor, case)
    shown = [row for row in rows if not kept(row.event.data)]
    return [
        (row.unit or row.person or "系统", EVENTS[row.event.kind].word(), chinese_moment(row.event.at))
        for row in reversed(shown[-LATEST:])
    ]


def reload_url() -> str | None:
    """The newest page of the case of this request."""
    case = _case()
    return url_for("casefile.show", number=case.number) if case else None


def _case() -> Case | None:
    number, actor = (request.view_args or {}).get("number"), signed_in()
    if number is None or actor is None:
        return None
    try:
        return read_case(actor, number)
    except NotFound:
        return None


def _labels() -> dict[str, str]:
    """Labels of the fields: of the form this request was read into, else of any form that has such a field."""
    form = g.get("form")
    if form is not None:
        return {name: field.label.text for name, field in form._fields.items()}
    known: dict[str, str] = {}
    for kind in _kinds(WritingForm):
        for name, field in vars(kind).items():
            label = getattr(field, "args", ())
            if label and isinstance(label[0], str):
                known.setdefault(name, label[0])
    return known


def _shown(name: str, value: str) -> str:
    """What a person chose, as the page called it; whatever was typed, as it was typed."""
    form = g.get("form")
    field = form._fields.get(name) if form is not None else None
    if not isinstance(field, SelectFieldBase):
        return value
    return next((str(choice.label) for choice in field.iter_choices() if str(choice.value) == value), value)


def _kinds(kind: type[Any]) -> list[type[Any]]:
    return [kind, *(deeper for child in kind.__subclasses__() for deeper in _kinds(child))]
