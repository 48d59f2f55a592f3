"""Pages of a firm: filing in steps, and what it does on its own cases."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from caseflow.core.access import Permission
from caseflow.core.errors import BadInput, NotFound, Stale
from caseflow.evidence.queries import own_draft
from caseflow.intake import actions, drafts, entry, queries, wizard
from caseflow.intake.case_forms import (
    AppealForm,
    ArrivalForm,
    ConfirmOutcomeForm,
    SupplyForm,
    WithdrawForm,
)
from caseflow.intake.forms import ConfirmForm, StepForm
from caseflow.intake.step_pages import after_saving, at_step, home_url, receipt_url, stale, step_page
from caseflow.intake.words import STEPS
from caseflow.store.models import Case, Draft
from caseflow.store.standing import ANSWERABLE, last_answer
from caseflow.web.access import current_actor, requires
from caseflow.web.uploads import take_large

blueprint = Blueprint("intake", __name__)
Page = str | tuple[str, int] | Response


@blueprint.url_value_preprocessor
def allow_large(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A supplement brings files; this runs before anything reads the body."""
    if endpoint == "intake.supply":
        take_large()


@blueprint.get("/file")
@requires(Permission.FILE)
def start() -> Page:
    """What can be complained of, what is needed, and the drafts that wait."""
    return render_template("intake/start.html", drafts=queries.own_drafts(current_actor()))


@blueprint.post("/file")
@requires(Permission.FILE)
def start_now() -> Page:
    """Begin a new complaint."""
    return redirect(url_for("intake.step", draft_id=drafts.start_draft(current_actor()), step=STEPS[0]))


@blueprint.post("/drafts/<int:draft_id>/discard")
@requires(Permission.FILL_IN)
def discard(draft_id: int) -> Page:
    """Throw a draft away."""
    drafts.discard(current_actor(), draft_id)
    flash("草稿已删除。", "success")
    return redirect(home_url())


@blueprint.get("/drafts/<int:draft_id>/<any(caller, check, respondent, claims, evidence, confirm):step>")
@requires(Permission.FILL_IN)
def step(draft_id: int, step: str) -> Page:
    """A step of filing, as the draft holds it; a filed draft leads to its receipt."""
    number = queries.case_of_draft(current_actor(), draft_id)
    if number is not None:
        return redirect(receipt_url(number))
    if step == "evidence":
        return redirect(url_for("evidence.draft", draft_id=draft_id))
    draft = at_step(draft_id, step)
    return step_page(draft, step, wizard.saved(draft, step))


@blueprint.post("/drafts/<int:draft_id>/<any(caller, check, respondent, claims):step>")
@requires(Permission.FILL_IN)
def save_step(draft_id: int, step: str) -> Page:
    """Keep what was typed, then go on when it passes."""
    draft = at_step(draft_id, step)
    form = wizard.posted(draft, step)
    try:
        raw = wizard.typed(draft, step, form)
        version = drafts.save_step(current_actor(), draft_id, step, raw, form.version.data)
    except Stale as older:
        return stale(draft_id, step, form, str(older))
    return after_saving(draft_id, step, form, version)


@blueprint.post("/drafts/<int:draft_id>/confirm")
@requires(Permission.FILL_IN)
def file_now(draft_id: int) -> Page:
    """Keep the pledges, check everything once more, and file."""
    number = queries.case_of_draft(current_actor(), draft_id)
    if number is not None:
        return redirect(receipt_url(number))
    draft = own_draft(current_actor(), draft_id)
    form = wizard.posted(draft, "confirm")
    try:
        raw = wizard.typed(draft, "confirm", form)
        version = drafts.save_step(current_actor(), draft_id, "confirm", raw, form.version.data)
        if request.form.get("go") in {"save", "back"} or not form.validate() or wizard.unfinished(draft):
            return after_saving(draft_id, "confirm", form, version)
        number = _filed(draft, form, version)
    except Stale as older:
        return stale(draft_id, "confirm", form, str(older))
    except BadInput as refused:
        return step_page(own_draft(current_actor(), draft_id), "confirm", form, 422, refused=str(refused))
    return redirect(receipt_url(number, new=1))


def _filed(draft: Draft, form: StepForm, version: int) -> str:
    """File it in the firm's name, or enter it for the office; returns the number."""
    if not isinstance(form, ConfirmForm):
        raise NotFound("没有这一步。")
    filing = wizard.filing_from(draft, form)
    if draft.unit_id:
        caller = wizard.caller_from(draft)
        return entry.enter_complaint(current_actor(), draft.id, version, caller, filing, form.submission())
    return actions.file_complaint(current_actor(), draft.id, version, filing, form.submission())


@blueprint.get("/mine")
@requires(Permission.SEE_OWN_CASES)
def mine() -> Page:
    """One's own drafts and complaints."""
    actor = current_actor()
    return render_template("intake/mine.html", drafts=queries.own_drafts(actor), cases=queries.own_cases(actor))


@blueprint.get("/cases/<number>/receipt")
@requires(Permission.SEE_OWN_CASES)
def receipt(number: str) -> Page:
    """The receipt, with the query code, to be printed."""
    found = queries.receipt(current_actor(), number)
    return render_template("intake/receipt.html", receipt=found, back_url=url_for("intake.mine"))


@blueprint.route("/cases/<number>/supply", methods=["GET", "POST"])
@requires(Permission.SUPPLY)
def supply(number: str) -> Page:
    """Answer a supplement item by item."""
    actor = current_actor()
    case = queries.own_case(actor, number)
    asked = queries.supplement_of(case)
    if asked is None or asked.supplied_at is not None:
        raise NotFound("这件投诉现在没有要补充的材料。")
    form = SupplyForm(version=case.version)
    form.label_items(asked.items)
    if not form.validate_on_submit():
        return _case_page("supply", form, case, asked=asked)
    try:
        actions.supply(actor, number, form.supply(), form.submission())
    except BadInput as refused:
        form.files.errors = (str(refused),)
        return _case_page("supply", form, case, asked=asked)
    return _done("补充的材料已提交，受理部门会重新审查。", number)


@blueprint.route("/cases/<number>/withdraw", methods=["GET", "POST"])
@requires(Permission.WITHDRAW)
def withdraw(number: str) -> Page:
    """Withdraw, after being told what that means."""
    case = queries.own_case(current_actor(), number)
    form = WithdrawForm(version=case.version)
    if not form.validate_on_submit():
        return _case_page("withdraw", form, case)
    try:
        actions.withdraw(current_actor(), number, form.withdrawal(), form.submission())
    except BadInput as refused:
        form.reason.errors = (str(refused),)
        return _case_page("withdraw", form, case)
    return _done("投诉已撤回。", number)


@blueprint.route("/cases/<number>/appeal", methods=["GET", "POST"])
@requires(Permission.APPEAL)
def appeal(number: str) -> Page:
    """Object to a decline."""
    case = queries.own_case(current_actor(), number)
    form = AppealForm(version=case.version)
    if not form.validate_on_submit():
        return _case_page("appeal", form, case)
    actions.appeal(current_actor(), number, form.version.data, form.reason.data, form.submission())
    return _done("异议已提交，由另一位工作人员复查。", number)


@blueprint.route("/cases/<number>/confirm", methods=["GET", "POST"])
@requires(Permission.CONFIRM_OUTCOME)
def confirm(number: str) -> Page:
    """Say whether the money came and how one is served."""
    case = queries.own_case(current_actor(), number)
    if case.status not in ANSWERABLE and "answer" not in request.form:
        return _arrival(case)
    payments, answer = queries.unconfirmed_payments(case), last_answer(case)
    form = ConfirmOutcomeForm(version=case.version, answer=answer.said if answer else None)
    form.offer(payments)
    if not form.validate_on_submit():
        return _case_page("confirm", form, case, payments=payments, answer=answer)
    actions.confirm_outcome(current_actor(), number, form.outcome(), form.submission())
    return _done("谢谢您的答复，已记入这件投诉。", number)


def _arrival(case: Case) -> Page:
    """Before the result: only which of the recorded payments came, and nothing to fill in where none was recorded."""
    if not queries.awaits_arrival(case):
        flash("现在没有要您核对的还款；处理结果送达以后，可以告诉我们是否满意。", "info")
        return redirect(url_for("casefile.show", number=case.number))
    form = ArrivalForm(version=case.version)
    form.offer(queries.unconfirmed_payments(case))
    if not form.validate_on_submit():
        return render_template("intake/arrival.html", form=form, case=case), 422 if form.errors else 200
    actions.confirm_arrival(current_actor(), case.number, form.version.data, form.arrivals(), form.submission())
    return _done("您的核对已记录。", case.number)


def _case_page(name: str, form: Any, case: Case, **more: Any) -> tuple[str, int]:
    page = "confirm_outcome" if name == "confirm" else name
    return render_template(f"intake/{page}.html", form=form, case=case, **more), 422 if form.errors else 200


def _done(sentence: str, number: str) -> Response:
    flash(sentence, "success")
    return redirect(url_for("casefile.show", number=number))
