"""The case page."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from caseflow.casefile.queries import case_page
from caseflow.core.access import Permission
from caseflow.store.cases import read_case
from caseflow.web.access import current_actor, requires

blueprint = Blueprint("casefile", __name__, url_prefix="/cases")


@blueprint.get("/<number>")
@requires(Permission.SEE_CASE)
def show(number: str) -> ResponseReturnValue:
    """One case, as this actor may see it."""
    actor = current_actor()
    return render_template("casefile/show.html", page=case_page(actor, read_case(actor, number)))
