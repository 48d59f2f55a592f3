"""The pages of 规模认定: what waits for the office, and one request with its answer."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.acceptance import determinations, determining
from caseflow.acceptance.forms import DetermineForm, QuestionForm, RecallForm
from caseflow.acceptance.second_look import declined_before
from caseflow.core.access import Permission
from caseflow.core.errors import BadInput, IllegalMove
from caseflow.store.cases import read_case
from caseflow.web.access import current_actor, requires
from caseflow.web.steps import open_page, step_page

blueprint = Blueprint("determination", __name__)


@blueprint.get("/determinations")
@requires(Permission.DETERMINE)
def waiting() -> str:
    """What the office was asked, what waits first."""
    number = max(request.args.get("page", 1, type=int), 1)
    lines, total = determinations.asked_of(current_actor(), number)
    page = {"total": total, "number": number, "size": determinations.PAGE}
    return render_template("determination/waiting.html", lines=lines, pages=_page_url, **page)


def _page_url(number: int) -> str:
    return url_for("determination.waiting", page=number)


@blueprint.route("/determinations/<int:determination_id>", methods=["GET", "POST"])
@requires(Permission.DETERMINE)
def determine(determination_id: int) -> ResponseReturnValue:
    """One request; the answer while it waits."""
    asked = determinations.asked(current_actor(), determination_id)
    form = DetermineForm(version=asked.case.version)
    form.suit(asked.yardstick)
    if form.validate_on_submit():
        determining.determine(current_actor(), determination_id, form.finding(), form.submission())
        flash("已作出规模认定，受理单位和投诉企业会收到通知，审查时限继续计算。", "success")
        return redirect(url_for("determination.determine", determination_id=determination_id))
    status = 422 if request.method == "POST" else 200
    own = declined_before(current_actor(), asked.case)
    return render_template("determination/show.html", asked=asked, form=form, own=own), status


@blueprint.route("/cases/<number>/determination", methods=["GET", "POST"])
@requires(Permission.EXAMINE)
def ask(number: str) -> ResponseReturnValue:
    """Ask the SME department of the firm's place."""
    case = read_case(current_actor(), number)
    form = QuestionForm(version=case.version)
    form.offer(case)
    if form.validate_on_submit():
        try:
            determining.request_determination(current_actor(), number, form.question(), form.submission())
        except BadInput as refused:
            form.unit_id.errors = (str(refused),)
        else:
            flash("已提请规模认定，审查时限从今天起暂停。", "success")
            return redirect(url_for("casefile.show", number=number))
    status = 422 if request.method == "POST" else 200
    most = determinations.most_questions(case)
    again = determinations.times_asked(case.id) < most
    page = {"asked": determinations.of_case(case), "again": again, "most": most, "yardstick": determinations.YARDSTICKS[case.track]}
    return render_template("determination/ask.html", case=case, form=form, **page), status


@blueprint.route("/cases/<number>/determination/recall", methods=["GET", "POST"])
@requires(Permission.EXAMINE)
def recall(number: str) -> ResponseReturnValue:
    """Take the question back."""
    actor, case = current_actor(), open_page(number, Permission.EXAMINE)
    form, asked = RecallForm(version=case.version), determinations.of_case(case)
    if (asked is None or not asked.waits) and request.method == "GET":
        raise IllegalMove("没有等待认定的提请，不用撤回。")
    return step_page("determination/recall.html", case, form, "已撤回提请，认定单位和投诉企业会收到通知，审查时限继续计算。",
                     lambda key: determining.recall_determination(actor, number, form.recall(), key), asked=asked)  # fmt: skip
