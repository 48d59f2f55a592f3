"""The pages of 回头看: the draws of an office, one draw, and the form for what was found."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.closure import actions, queries, rechecks
from caseflow.closure.forms import DrawForm, RecheckForm
from caseflow.core.access import Permission
from caseflow.core.errors import Denied, NotFound
from caseflow.store.cases import read_case
from caseflow.web.access import current_actor, requires

blueprint = Blueprint("rechecks", __name__)
LAST_PAGE = 10_000


@blueprint.get("/rechecks")
@requires(Permission.RECHECK)
def listing() -> ResponseReturnValue:
    """The draws of this office, and the press for the one that is due."""
    number = min(max(request.args.get("page", 1, int), 1), LAST_PAGE)
    found = rechecks.draws_page(current_actor(), number)
    return render_template(
        "rechecks/list.html", page=found, number=number, size=rechecks.PAGE, form=DrawForm(formdata=None)
    )


@blueprint.post("/rechecks")
@requires(Permission.RECHECK)
def draw() -> ResponseReturnValue:
    """Draw now."""
    form = DrawForm()
    if form.validate():
        actions.draw_rechecks(current_actor(), form.submission())
        flash("已抽取上个月销号的案件。", "success")
    return redirect(url_for("rechecks.listing"))


@blueprint.get("/rechecks/<int:draw_id>")
@requires(Permission.RECHECK)
def show(draw_id: int) -> ResponseReturnValue:
    """One draw with its seed, its cases and how far they are."""
    found = rechecks.draw_view(current_actor(), draw_id)
    if found is None:
        raise NotFound("没有找到这次抽取。")
    return render_template("rechecks/show.html", draw=found)


@blueprint.route("/cases/<number>/recheck", methods=["GET", "POST"])
@requires(Permission.RECHECK)
def record(number: str) -> ResponseReturnValue:
    """What was found about one drawn case."""
    actor = current_actor()
    case = read_case(actor, number)
    form = RecheckForm(version=case.version)
    form.offer(queries.payment_choices(case.id))
    if request.method == "POST" and form.validate():
        actions.record_recheck(actor, number, form.finding(), form.submission())
        flash("回头看结果已记录。", "success")
        return redirect(url_for("casefile.show", number=number))
    if not rechecks.waits_for(actor, case):
        raise Denied("这件案件没有待您的办公室办理的回头看。")
    if denied := rechecks.barred(actor, case):
        raise Denied(denied)
    view = queries.dossier_of(actor, case)
    return render_template("rechecks/record.html", case=case, form=form, dossier=view), 422 if form.errors else 200
