"""Pages of the clerk's dispatch."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caseflow.core.access import Permission
from caseflow.dispatch import actions, queries
from caseflow.dispatch.forms import AdjudicationForm, DispatchForm
from caseflow.store.cases import read_case
from caseflow.web.access import current_actor, requires

blueprint = Blueprint("dispatch", __name__, url_prefix="/cases/<number>")


@blueprint.route("/dispatch", methods=["GET", "POST"])
@requires(Permission.DISPATCH)
def confirm(number: str) -> ResponseReturnValue:
    """Confirm or override the proposed unit and hand the case over."""
    actor = current_actor()
    case = read_case(actor, number)
    form = DispatchForm()
    form.offer(case)
    if form.validate_on_submit():
        actions.dispatch_case(actor, number, form.confirmation(), form.submission())
        flash("已转办，转办函已生成，承办单位会收到通知。", "success")
        return redirect(url_for("casefile.show", number=number))
    status = 422 if form.errors else 200
    return render_template("dispatch/confirm.html", case=case, form=form, panel=queries.panel(actor, case)), status


@blueprint.route("/objection", methods=["GET", "POST"])
@requires(Permission.ADJUDICATE)
def adjudicate(number: str) -> ResponseReturnValue:
    """Decide on a unit's objection."""
    actor = current_actor()
    case = read_case(actor, number)
    form = AdjudicationForm(version=case.version)
    if form.validate_on_submit():
        upheld = form.decision.data == "uphold"
        actions.decide_objection(actor, number, form.version.data, upheld, form.reason.data, form.submission())
        flash("已同意退单，请重新转办。" if upheld else "已决定由该单位继续办理。", "success")
        return redirect(url_for("casefile.show", number=number))
    status = 422 if form.errors else 200
    return render_template("dispatch/adjudicate.html", case=case, form=form, panel=queries.panel(actor, case)), status
