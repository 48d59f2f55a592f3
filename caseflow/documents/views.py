"""The printed letter."""

from flask import Blueprint, render_template

from caseflow.core.access import Permission
from caseflow.documents import queries
from caseflow.web.access import current_actor, requires

blueprint = Blueprint("documents", __name__, url_prefix="/letters")


@blueprint.get("/<int:letter_id>")
@requires(Permission.SEE_CASE)
def show(letter_id: int) -> str:
    """One letter as a sheet of paper."""
    return render_template("documents/show.html", sheet=queries.sheet(current_actor(), letter_id))
