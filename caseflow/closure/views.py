"""The pages of 销号."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from caseflow.closure import actions, queries
from caseflow.closure.forms import (
    AnswerForm,
    ApplyForm,
    FollowUpForm,
    PublishForm,
    ReopenForm,
    ReviewForm,
    SendLinkForm,
    SupplyForm,
)
from caseflow.core.access import Permission, require_on
from caseflow.core.errors import BadInput, Incomplete
from caseflow.core.lifecycle import Status, Step, move
from caseflow.store.cases import facts_of, read_case
from caseflow.store.models import Case
from caseflow.web.access import current_actor, requires
from caseflow.web.uploads import take_large

blueprint = Blueprint("closure", __name__)
GET_POST = ["GET", "POST"]


@blueprint.url_value_preprocessor
def allow_large(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Only where files come in may a request be large; this runs before anything reads the body."""
    if endpoint == "closure.supply":
        take_large()


@blueprint.get("/reviews")
@requires(Permission.REVIEW)
def queue() -> str:
    """The cases whose next level is this office's."""
    return render_template("closure/queue.html", lines=queries.queue(current_actor()), page=queries.PAGE)


@blueprint.route("/cases/<number>/write-off", methods=GET_POST)
@requires(Permission.REQUEST_WRITE_OFF)
def apply(number: str) -> ResponseReturnValue:
    """申请销号: the dossier with what it lacks, and the request."""
    case = _open(number, Permission.REQUEST_WRITE_OFF, Step.REQUEST_WRITE_OFF)
    form = ApplyForm(version=case.version)
    if request.method == "GET":
        return _application(case, form)
    if not form.validate():
        return _application(case, form, 422)
    try:
        actions.apply(current_actor(), number, form.application(), form.submission())
    except Incomplete as refused:
        return _application(case, form, 422, refused.missing or (str(refused),))
    flash("已申请销号，等待审核。", "success")
    return redirect(url_for("casefile.show", number=number))


@blueprint.route("/cases/<number>/write-off/evidence", methods=GET_POST)
@requires(Permission.HANDLE)
def supply(number: str) -> ResponseReturnValue:
    """Add a file to the dossier."""
    case = _preparing(number, "补充销号材料")
    form = SupplyForm(kind=request.args.get("kind", ""))
    form.offer(queries.claim_choices(case.id))
    if request.method == "POST" and form.validate():
        try:
            actions.supply(current_actor(), number, form.given(), form.submission())
        except BadInput as refused:
            form.file.errors = (str(refused),)
        else:
            flash("材料已补充。", "success")
            return redirect(url_for("closure.supply", number=number))
    view = queries.dossier_of(current_actor(), case)
    status = 422 if form.errors else 200
    return render_template("closure/supply.html", case=case, form=form, dossier=view), status


@blueprint.route("/cases/<number>/follow-up", methods=GET_POST)
@requires(Permission.HANDLE)
def follow_up(number: str) -> ResponseReturnValue:
    """回访: an answer or an attempt."""
    case = _preparing(number, "回访")
    form = FollowUpForm(version=case.version)
    if request.method == "POST" and form.validate():
        actions.follow_up(current_actor(), number, form.call(), form.submission())
        flash("回访已记录。", "success")
        return redirect(url_for("casefile.show", number=number))
    view = queries.dossier_of(current_actor(), case)
    status = 422 if form.errors else 200
    reply = queries.reply_of(current_actor(), case)
    return render_template("closure/follow_up.html", case=case, form=form, dossier=view, reply=reply), status


@blueprint.route("/cases/<number>/review", methods=GET_POST)
@requires(Permission.REVIEW)
def review(number: str) -> ResponseReturnValue:
    """The dossier and the evidence side by side, and the decision on the level that is due."""
    case = read_case(current_actor(), number)
    form = ReviewForm(version=case.version)
    if request.method == "GET":
        return _review(case, form)
    if not form.validate():
        return _review(case, form, 422)
    try:
        actions.review(current_actor(), number, form.made(), form.submission())
    except Incomplete as refused:
        return _review(case, form, 422, refused.missing)
    flash("审核决定已记录。", "success")
    return redirect(url_for("casefile.show", number=number))


@blueprint.route("/cases/<number>/reply-link", methods=GET_POST)
@requires(Permission.RETURN_RESULT)
def send_link(number: str) -> ResponseReturnValue:
    """Have the link for the answer sent to the firm once more."""
    case = read_case(current_actor(), number)
    require_on(current_actor(), Permission.RETURN_RESULT, facts_of(case))
    form = SendLinkForm(version=case.version)
    if request.method == "POST" and form.validate():
        actions.send_link(current_actor(), number, form.version.data, form.submission())
        flash("答复链接已再次发给投诉企业。", "success")
        return redirect(url_for("casefile.show", number=number))
    return render_template("closure/reply_link.html", case=case, form=form), 422 if form.errors else 200


@blueprint.post("/cases/<number>/publication")
@requires(Permission.REVIEW)
def publish(number: str) -> ResponseReturnValue:
    """Begin the publication of a case that was listed after its last review had begun."""
    form = PublishForm()
    if form.validate():
        actions.publish(current_actor(), number, form.version.data, form.submission())
        flash("公示已开始。", "success")
    return redirect(url_for("closure.review", number=number))


@blueprint.route("/cases/<number>/publication/objections/<int:objection_id>", methods=GET_POST)
@requires(Permission.REVIEW)
def answer_objection(number: str, objection_id: int) -> ResponseReturnValue:
    """What somebody of the public said, and the reviewer's answer."""
    case = read_case(current_actor(), number)
    form = AnswerForm(version=case.version)
    if request.method == "POST" and form.validate():
        actions.answer_objection(current_actor(), number, form.answer(objection_id), form.submission())
        flash("答复已记录。", "success")
        return redirect(url_for("closure.review", number=number))
    objection = queries.objection_of(current_actor(), case, objection_id)
    page = render_template("closure/objection.html", case=case, form=form, objection=objection)
    return page, 422 if form.errors else 200


@blueprint.route("/cases/<number>/reopen", methods=GET_POST)
@requires(Permission.REOPEN)
def reopen(number: str) -> ResponseReturnValue:
    """反弹 or 重新办理 under the same number."""
    case = _open(number, Permission.REOPEN, Step.RELAPSE)
    form = ReopenForm(version=case.version)
    form.offer(queries.payment_choices(case.id))
    if request.method == "POST" and form.validate():
        actions.reopen(current_actor(), number, form.reopening(), form.submission())
        flash("案件已重新启动，沿用原编号。", "success")
        return redirect(url_for("casefile.show", number=number))
    return render_template("closure/reopen.html", case=case, form=form), 422 if form.errors else 200


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    """The file was larger than any may be: back to the page with the sentence."""
    flash("文件太大，没有上传。单个文件不超过 20 MB。", "error")
    return redirect(request.path, 303)


def _open(number: str, permission: Permission, step: Step) -> Case:
    """The case for a page that changes it: within reach, permitted, and in a status that has the step.

    A form that comes in is judged by its action, which also sees whether it is stale.
    """
    case = read_case(current_actor(), number)
    require_on(current_actor(), permission, facts_of(case))
    if request.method == "GET":
        move(Status(case.status), step)
    return case


def _preparing(number: str, deed: str) -> Case:
    """The case for a page of what precedes the request, as `_open`; the `deed` is named where it is too early or late."""
    case = read_case(current_actor(), number)
    require_on(current_actor(), Permission.HANDLE, facts_of(case))
    if request.method == "GET":
        actions.require_resolved(case, deed)
    return case


def _application(case: Case, form: ApplyForm, status: int = 200, refused: tuple[str, ...] = ()) -> ResponseReturnValue:
    actor = current_actor()
    case = read_case(actor, case.number)
    page = render_template(
        "closure/apply.html",
        case=case,
        form=form,
        dossier=queries.dossier_of(actor, case),
        levels=queries.levels_ahead(case),
        refused=refused,
    )
    return page, status


def _review(case: Case, form: ReviewForm, status: int = 200, refused: tuple[str, ...] = ()) -> ResponseReturnValue:
    actor = current_actor()
    case = read_case(actor, case.number)
    view = queries.review_page(actor, case)
    page = render_template(
        "closure/review.html", case=case, form=form, page=view, refused=refused, press=PublishForm(version=case.version)
    )
    return page, status
