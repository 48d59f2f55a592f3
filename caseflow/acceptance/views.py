"""The clerk's pages."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.acceptance import actions, handing, queries
from caseflow.acceptance.determinations import of_case
from caseflow.acceptance.forms import AcceptForm, DeclineForm, OnwardForm, SupplementForm
from caseflow.acceptance.likeness import beside
from caseflow.core.access import Permission
from caseflow.core.errors import BadInput
from caseflow.core.lifecycle import Step
from caseflow.evidence.queries import files_of
from caseflow.store.cases import must_go_up, read_case
from caseflow.store.models import Case
from caseflow.store.people import firm_signs_in
from caseflow.store.routes import latest_decision
from caseflow.web.access import current_actor, requires
from caseflow.web.steps import open_page, step_page

blueprint = Blueprint("acceptance", __name__)


@blueprint.get("/acceptance")
@requires(Permission.EXAMINE)
def queue() -> str:
    """The receiving office's queue, most urgent first."""
    actor = current_actor()
    name = request.args.get("queue", "review")
    name = name if name in queries.QUEUES else "review"
    return render_template(
        "acceptance/queue.html",
        name=name,
        queues=queries.QUEUES,
        counts=queries.counts(actor),
        lines=queries.queue(actor, name),
    )


def _examination(case: Case, status: int = 200, **forms: object) -> ResponseReturnValue:
    accept, decline, supplement = AcceptForm(version=case.version), DeclineForm(), SupplementForm()
    accept.suit(case)
    decline.offer()
    for form in (accept, decline, supplement):
        form.version.data = form.version.data or case.version
    page = {"accept": accept, "decline": decline, "supplement": supplement, **forms}
    decision = latest_decision(case.id)
    answer = decision.answer if decision else {}
    seen = {"stated": queries.stated(case), "files": files_of(current_actor(), case), "sized": of_case(case)}
    seen["beside"] = beside(current_actor(), case)
    seen |= {"up": must_go_up(case), "onward": handing.targets(case) and handing.step_onward(case)}
    return render_template("acceptance/examine.html", case=case, answer=answer, **seen, **page), status


@blueprint.get("/cases/<number>/examine")
@requires(Permission.EXAMINE)
def examine(number: str) -> ResponseReturnValue:
    """The checklist and the proposed route side by side with the complaint."""
    return _examination(read_case(current_actor(), number))


@blueprint.post("/cases/<number>/accept")
@requires(Permission.EXAMINE)
def accept(number: str) -> ResponseReturnValue:
    """Accept."""
    case = read_case(current_actor(), number)
    form = AcceptForm()
    form.suit(case)
    if not form.validate_on_submit():
        return _examination(case, 422, accept=form)
    try:
        actions.accept_case(current_actor(), number, form.acceptance(), form.submission())
    except BadInput as refused:
        form.note.errors = (str(refused),)
        return _examination(case, 422, accept=form)
    flash(f"已受理，受理通知书{_served(case)}请确认承办单位并转办。", "success")
    return redirect(url_for("dispatch.confirm", number=number))


@blueprint.post("/cases/<number>/decline")
@requires(Permission.EXAMINE)
def decline(number: str) -> ResponseReturnValue:
    """Decline."""
    case = read_case(current_actor(), number)
    form = DeclineForm()
    form.offer()
    if not form.validate_on_submit():
        return _examination(case, 422, decline=form)
    actions.decline_case(current_actor(), number, form.refusal(), form.submission())
    flash(f"已作出不予受理决定，通知书{_served(case)}", "success")
    return redirect(url_for("casefile.show", number=number))


@blueprint.post("/cases/<number>/supplement-request")
@requires(Permission.EXAMINE)
def supplement(number: str) -> ResponseReturnValue:
    """Ask for a supplement."""
    case = read_case(current_actor(), number)
    form = SupplementForm()
    if not form.validate_on_submit():
        return _examination(case, 422, supplement=form)
    actions.request_supplement(current_actor(), number, form.version.data, form.lines(), form.submission())
    flash(f"补正通知书{_served(case)}", "success")
    return redirect(url_for("casefile.show", number=number))


@blueprint.route("/cases/<number>/pass-on", methods=["GET", "POST"])
@requires(Permission.EXAMINE)
def pass_on(number: str) -> ResponseReturnValue:
    """Hand the case up, or relay it to another receiving office."""
    case = open_page(number, Permission.EXAMINE, Step.RELAY)
    units = handing.targets(case)
    form = OnwardForm(version=case.version)
    form.offer(units)
    return step_page(
        "acceptance/pass_on.html", case, form, "已转出。接收单位和投诉企业会收到通知，您还可以看到后面的进展。",
        lambda key: handing.pass_on(current_actor(), number, form.onward(), key), units=units,
        step=handing.step_onward(case),
    )  # fmt: skip


def _served(case: Case) -> str:
    """What became of the letter: in the system at once, or still to be brought to a firm without an account."""
    return "已送达投诉企业。" if firm_signs_in(case) else "已制发。投诉企业没有账号，请另行送达，并在文书页登记送达。"
