"""The page on which a head hands the cases of one colleague to another."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.core.access import Permission
from caseflow.core.chinese import chinese_date
from caseflow.handling import actions
from caseflow.handling.forms import HandOverForm, offer
from caseflow.handling.leaving import Line, burdens, cases_of
from caseflow.web.access import current_actor, requires

blueprint = Blueprint("leaving", __name__)
DONE = "选中的案件已经交接，新的承办人会收到通知。这期间已改由别人承办的，没有动。"


@blueprint.route("/handling/hand-over", methods=["GET", "POST"])
@requires(Permission.HAND_OVER)
def hand_over() -> ResponseReturnValue:
    """交接案件: whose cases, which of them, to whom."""
    actor = current_actor()
    found = burdens(actor)
    giver = request.args.get("from", found[0].person_id, int)
    lines = cases_of(actor, giver)
    form = HandOverForm(numbers=[line.number for line in lines])
    offer(form.numbers, [(line.number, _about(line)) for line in lines])
    offer(form.to_id, [(each.person_id, f"{each.name}（{each.count} 件）") for each in found if each.person_id not in (0, giver)])
    if form.validate_on_submit():
        over = actions.HandOver(giver, form.to_id.data, form.numbers.data)
        actions.hand_over(actor, over, form.submission())
        flash(DONE, "success")
        return redirect(url_for("handling.inbox"))
    status = 422 if request.method == "POST" else 200
    return render_template("handling/hand_over.html", form=form, burdens=found, giver=giver, lines=lines), status


def _about(line: Line) -> str:
    limit = f"，最近的期限 {chinese_date(line.due)}" if line.due else ""
    return f"{line.number}　{line.respondent}（{line.status.label}{limit}）"
