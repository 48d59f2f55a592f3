"""The page behind the link of a result: the complainant answers without signing in. A GET only reads."""

from contextlib import suppress

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.closure import actions, replies
from caseflow.closure.actions.replying import ABSENT
from caseflow.closure.forms import ReplyForm
from caseflow.core.errors import IllegalMove, NotFound
from caseflow.store.unit_of_work import Repeated
from caseflow.web.access import public

blueprint = Blueprint("replies", __name__)


@blueprint.route("/reply/<token>", methods=["GET", "POST"])
@public
def answer(token: str) -> ResponseReturnValue:
    """The question while the link runs, else why there is none any more."""
    found = replies.shown(token)
    if found is None:
        raise NotFound(ABSENT)
    form = ReplyForm()
    if found.standing is replies.Standing.OPEN and form.validate_on_submit():
        with suppress(Repeated, IllegalMove):  # pressed twice, or too late: the page says how the link stands
            actions.reply(token, form.given(), form.submission())
        return redirect(url_for("replies.answer", token=token))
    closed = 409 if request.method == "POST" else 200
    status = closed if found.standing is not replies.Standing.OPEN else 422 if form.errors else 200
    page = render_template("replies/answer.html", reply=found, form=form)
    return page, status
