"""The inbox of everybody, the operator's pages, and the door for receipts of the SMS gateway."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.core.access import Permission
from caseflow.notices import actions, queries
from caseflow.notices.forms import PressForm
from caseflow.notices.operating import figures as operations
from caseflow.notices.operating import history, troubles
from caseflow.notices.operating.forms import DeliveryFilterForm, EventFilterForm, FailureFilterForm, RecipientForm
from caseflow.notices.sending import receipts
from caseflow.web.access import current_actor, requires, signed

blueprint = Blueprint("notices", __name__)
FILTER = ("channel", "status", "kind")


@blueprint.get("/messages")
@requires(Permission.OWN_ACCOUNT)
def inbox() -> ResponseReturnValue:
    """The reader's own messages."""
    page = queries.inbox(current_actor(), request.args.get("page", 1, int))
    return render_template("notices/inbox.html", inbox=page, size=queries.PAGE, form=PressForm())


@blueprint.post("/messages/<int:notice_id>/read")
@requires(Permission.OWN_ACCOUNT)
def read(notice_id: int) -> ResponseReturnValue:
    """Mark one message as read."""
    actions.mark_read(current_actor(), notice_id)
    return redirect(url_for("notices.inbox"))


@blueprint.post("/messages/read")
@requires(Permission.OWN_ACCOUNT)
def read_all() -> ResponseReturnValue:
    """Mark every message as read."""
    actions.mark_all_read(current_actor())
    flash("全部消息已标为已读。", "success")
    return redirect(url_for("notices.inbox"))


@blueprint.get("/operations")
@requires(Permission.SEE_OPERATIONS)
def overview() -> ResponseReturnValue:
    """Queues, ages, signs of life, alarms."""
    page = operations.operations(current_actor(), with_queue=bool(current_app.config["SETTINGS"].redis_url))
    return render_template("notices/operations.html", page=page, form=PressForm())


@blueprint.get("/operations/notices")
@requires(Permission.SEE_OPERATIONS)
def failures() -> ResponseReturnValue:
    """Notices that did not arrive, narrowed by the address."""
    form = FailureFilterForm(request.args)
    valid = form.validate()
    wanted = form.wanted() if valid else troubles.Wanted()
    found = troubles.failures(current_actor(), wanted, _page())
    page = render_template("notices/failures.html", form=form, found=found, press=PressForm(), **_around())
    return page, 200 if valid else 422


@blueprint.get("/operations/events")
@requires(Permission.SEE_OPERATIONS)
def stuck_events() -> ResponseReturnValue:
    """Events whose reactions fail, narrowed by the address."""
    form = EventFilterForm(request.args)
    valid = form.validate()
    found = troubles.stuck_events(current_actor(), (form.kind.data or "") if valid else "", _page())
    return render_template("notices/stuck.html", form=form, found=found, **_around()), 200 if valid else 422


@blueprint.route("/operations/recipients", methods=["GET", "POST"])
@requires(Permission.SEE_OPERATIONS)
def recipients() -> ResponseReturnValue:
    """Whom to look at. What was typed names a person, so it travels in the form and never in the address."""
    form = RecipientForm()
    found = history.look_up(current_actor(), form.words.data) if form.validate_on_submit() else None
    return render_template("notices/recipients.html", form=form, found=found), 422 if form.errors else 200


@blueprint.get("/operations/recipients/<any(person, unit):group>/<int:key>")
@requires(Permission.SEE_OPERATIONS)
def recipient(group: str, key: int) -> ResponseReturnValue:
    """What became of every notice to one person or office."""
    who = history.recipient(current_actor(), group, key)
    form = DeliveryFilterForm(request.args)
    valid = form.validate()
    found = history.history(current_actor(), who, form.wanted() if valid else troubles.Wanted(), _page())
    page = render_template("notices/history.html", who=who, form=form, found=found, **_around())
    return page, 200 if valid else 422


def _page() -> int:
    return request.args.get("page", 1, int)


def _around() -> dict[str, Any]:
    """What a list needs for its pages: their size, the filter of the address, the address of another page."""
    kept = {name: value for name, value in request.args.items() if value and name in FILTER}
    return {
        "size": troubles.PAGE,
        "kept": kept,
        "link": lambda page: f"{request.path}?{urlencode({**kept, 'page': page})}",
    }


@blueprint.post("/operations/notices/<int:notice_id>/retry")
@requires(Permission.SEE_OPERATIONS)
def retry(notice_id: int) -> ResponseReturnValue:
    """Send one failed notice again."""
    form = PressForm()
    if form.validate_on_submit():
        actions.retry_notice(current_actor(), notice_id, form.submission())
        flash("已安排重新发送。", "success")
    return redirect(url_for("notices.failures", **_around()["kept"]))


@blueprint.post("/operations/retry")
@requires(Permission.SEE_OPERATIONS)
def retry_all() -> ResponseReturnValue:
    """Send everything again that failed for technical reasons."""
    form = PressForm()
    if form.validate_on_submit():
        count = actions.retry_all(current_actor(), form.submission())
        flash(f"已安排重新处理 {count} 项。", "success")
    return redirect(url_for("notices.overview"))


@blueprint.post("/receipts/sms")
@signed
def sms_receipt() -> ResponseReturnValue:
    """The SMS gateway reports how far a message got."""
    key = current_app.config["SETTINGS"].sms.receipt_key
    body = request.get_data()
    if not key or not receipts.genuine(key, body, request.headers.get("X-Signature", "")):
        abort(403)
    receipts.receive(receipts.read(body))
    return "", 204
