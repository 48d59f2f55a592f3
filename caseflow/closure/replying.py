"""The page behind the link of a result: the complainant answers without signing in. A GET only reads."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.closure import actions, replies
from caseflow.closure.actions.replying import ABSENT
from caseflow.closure.forms import ReplyForm
from caseflow.core.errors import IllegalMove, NotFound
from caseflow.store.unit_of_work import Repeated
from caseflow.web.access import public, signed_in
from caseflow.web.links import behind_link

blueprint = Blueprint("replies", __name__)


@blueprint.route("/reply/<token>", methods=["GET", "POST"])
@public
def answer(token: str) -> ResponseReturnValue:
    """The question while the link runs, else why there is none any more; what came too late is shown, not lost.

    Whoever is signed in for an office is refused: an office does not answer in the firm's place.
    """
    form, actor = ReplyForm(), signed_in()
    office = replies.answers_for_nobody(actor)
    if not office and form.validate_on_submit() and _taken(token, form):
        return redirect(url_for("replies.answer", token=token))
    found = replies.shown(token, actor)
    if found is None:
        raise NotFound(ABSENT)
    refused = 403 if office else 422 if found.standing is replies.Standing.OPEN else 409
    page = render_template("replies/answer.html", reply=found, form=form)
    return behind_link(page, refused if request.method == "POST" else 200)


def _taken(token: str, form: ReplyForm) -> bool:
    """Whether the answer is recorded, now or by the first press of the same form."""
    try:
        actions.reply(token, form.given(), form.submission())
    except Repeated:
        return True
    except IllegalMove:
        return False
    return True
