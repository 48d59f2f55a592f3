"""The inbox of everybody, the operator's page, and the door for receipts of the SMS gateway."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.core.access import Permission
from caseflow.notices import actions, queries, receipts
from caseflow.notices.forms import PressForm
from caseflow.web.access import current_actor, requires, signed

blueprint = Blueprint("notices", __name__)


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
def operations() -> ResponseReturnValue:
    """Queues, ages, failures, signs of life."""
    page = queries.operations(current_actor(), with_queue=bool(current_app.config["SETTINGS"].redis_url))
    return render_template("notices/operations.html", page=page, form=PressForm())


@blueprint.post("/operations/notices/<int:notice_id>/retry")
@requires(Permission.SEE_OPERATIONS)
def retry(notice_id: int) -> ResponseReturnValue:
    """Send one failed notice again."""
    form = PressForm()
    if form.validate_on_submit():
        actions.retry_notice(current_actor(), notice_id, form.submission())
        flash("已安排重新发送。", "success")
    return redirect(url_for("notices.operations"))


@blueprint.post("/operations/retry")
@requires(Permission.SEE_OPERATIONS)
def retry_all() -> ResponseReturnValue:
    """Send everything again that failed for technical reasons."""
    form = PressForm()
    if form.validate_on_submit():
        count = actions.retry_all(current_actor(), form.submission())
        flash(f"已安排重新处理 {count} 项。", "success")
    return redirect(url_for("notices.operations"))


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
