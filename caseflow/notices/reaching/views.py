"""The pages of people whom notices do not reach."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.core.access import Permission
from caseflow.core.errors import BadInput
from caseflow.notices.forms import PressForm
from caseflow.notices.reaching import actions as reaching
from caseflow.notices.reaching import listing as reaching_list
from caseflow.notices.reaching.forms import ReachedForm
from caseflow.web.access import current_actor, requires

blueprint = Blueprint("reaching", __name__)


@blueprint.get("/unreached")
@requires(Permission.REACH)
def listing() -> ResponseReturnValue:
    """Who is not reached, or was and how."""
    done = request.args.get("state") == "done"
    page = min(max(request.args.get("page", 1, int), 1), 100_000)
    tasks, total = reaching_list.listing(current_actor(), done=done, page=page)
    form = PressForm(formdata=None)
    paging = {"page": page, "size": reaching_list.PAGE, "total": total}
    return render_template("notices/unreached.html", tasks=tasks, done=done, form=form, **paging)


@blueprint.route("/unreached/<int:task_id>/reached", methods=["GET", "POST"])
@requires(Permission.REACH)
def reached(task_id: int) -> ResponseReturnValue:
    """The person was reached by another way."""
    task = reaching_list.one(current_actor(), task_id)
    form, refused = ReachedForm(), []
    if form.validate_on_submit():
        try:
            reaching.close_reached(current_actor(), task_id, *form.reached(), form.submission())
        except BadInput as wrong:
            refused = [str(wrong)]
        else:
            flash("已登记。这项任务移到“已办结”。", "success")
            return redirect(url_for("reaching.listing"))
    status = 422 if form.errors or refused else 200
    return render_template("notices/reached.html", task=task, form=form, refused=refused), status


@blueprint.post("/unreached/<int:task_id>/repeat")
@requires(Permission.REACH)
def repeat(task_id: int) -> ResponseReturnValue:
    """Send again what failed, now that the address is corrected."""
    form = PressForm()
    if form.validate_on_submit():
        count = reaching.repeat_notices(current_actor(), task_id, form.submission())
        flash(f"已安排补发 {count} 条通知。", "success")
    return redirect(url_for("reaching.listing"))
