"""The public pages of 公示: what is about to end, and a form for whoever knows better."""

from contextlib import suppress

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.closure import actions, publications
from caseflow.closure.forms import ObjectionForm
from caseflow.core.errors import NotFound, TooMany
from caseflow.store import editions
from caseflow.store.unit_of_work import Repeated
from caseflow.web.access import public

blueprint = Blueprint("publications", __name__, url_prefix="/publications")
LAST_PAGE = 10_000


@blueprint.get("")
@public
def listing() -> ResponseReturnValue:
    """What is published now, what that is, and how to object."""
    page = min(max(request.args.get("page", 1, int), 1), LAST_PAGE)
    rows, total = publications.page_of(page)
    days = editions.current().deadlines.get("publication", "A").length
    return render_template(
        "publications/list.html", rows=rows, total=total, page=page, size=publications.PAGE, days=days
    )


@blueprint.route("/<int:publication_id>", methods=["GET", "POST"])
@public
def show(publication_id: int) -> ResponseReturnValue:
    """One publication and the form for an objection."""
    found = publications.shown(publication_id)
    if found is None:
        raise NotFound("没有找到这条公示。")
    form = ObjectionForm()
    refused, status = "", 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            with suppress(Repeated):  # pressed twice: it was taken the first time
                actions.object_to(publication_id, form.objection(), request.remote_addr or "", form.submission())
            return redirect(url_for("publications.thanks"))
        except TooMany as error:
            refused, status = str(error), 429
    page = render_template("publications/show.html", shown=found[0], runs=found[1], form=form, refused=refused)
    return page, status


@blueprint.get("/thanks")
@public
def thanks() -> ResponseReturnValue:
    """It was taken."""
    return render_template("publications/thanks.html")
