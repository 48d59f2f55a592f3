"""The interest sheet of one claim, for whoever sees the case; nothing is kept."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from caseflow.core.access import Permission
from caseflow.handling.late import Terms, sheet
from caseflow.handling.late_forms import TermsForm
from caseflow.store import clock
from caseflow.store.cases import read_case
from caseflow.web.access import current_actor, requires

blueprint = Blueprint("late", __name__)


@blueprint.get("/cases/<number>/claims/<int:position>/interest")
@requires(Permission.SEE_CASE)
def interest(number: str, position: int) -> ResponseReturnValue:
    """逾期利息试算单."""
    today = clock.today()
    case = read_case(current_actor(), number)
    form = TermsForm(request.args, {"as_of": today.isoformat(), "day_count": "365"})
    good = form.validate()  # type: ignore[no-untyped-call]
    found = sheet(case, position, form.terms() if good else Terms(None, today, 365))
    return render_template("handling/interest.html", sheet=found, form=form, today=today), 200 if good else 422
