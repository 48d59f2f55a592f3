"""代录 and 认领: the clerk's list and receipt of what was written down for firms, and the firm's taking over."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from caseflow.core.access import Permission
from caseflow.core.errors import NotFound
from caseflow.intake import actions, claiming, drafts, entry_queries, queries
from caseflow.intake.case_forms import SupplyForm
from caseflow.intake.entry_forms import ClaimForm
from caseflow.intake.words import CALLER
from caseflow.web.access import current_actor, requires
from caseflow.web.steps import open_page, step_page
from caseflow.web.uploads import take_large

blueprint = Blueprint("entry", __name__)
Page = str | tuple[str, int] | Response
WRONG = "编号和查询码对不上，或者不是您的企业的投诉。请对照受理部门给您的回执核对。"


@blueprint.url_value_preprocessor
def allow_large(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A supplement brings files; this runs before anything reads the body."""
    if endpoint == "entry.supply":
        take_large()


@blueprint.get("/entry")
@requires(Permission.ENTER)
def listing() -> Page:
    """What waits to be finished, and what the office wrote down lately."""
    actor, page = current_actor(), max(1, request.args.get("page", 1, int))
    rows, total = entry_queries.entered(actor, page)
    return render_template("entry/listing.html", drafts=queries.own_drafts(actor), rows=rows, total=total, page=page,
                           size=entry_queries.PAGE)  # fmt: skip


@blueprint.post("/entry")
@requires(Permission.ENTER)
def start() -> Page:
    """Begin to write down a complaint."""
    return redirect(url_for("intake.step", draft_id=drafts.start_draft(current_actor()), step=CALLER))


@blueprint.get("/cases/<number>/entry-receipt")
@requires(Permission.ENTER)
def receipt(number: str) -> Page:
    """The receipt with the query code, to be printed and given to the firm."""
    found, came, email = entry_queries.receipt(current_actor(), number)
    return render_template("intake/receipt.html", receipt=found, entered=came, email=email)


@blueprint.route("/claim", methods=["GET", "POST"])
@requires(Permission.SEE_OWN_CASES)
def claim() -> Page:
    """Take over a complaint that an office wrote down for the firm."""
    form = ClaimForm(number=request.args.get("number", "")[:40])
    if not form.validate_on_submit():
        return render_template("entry/claim.html", form=form, wrong=""), 422 if form.errors else 200
    number, address = form.number.data.upper(), request.remote_addr or ""
    if not claiming.claim_case(current_actor(), number, form.code.data, address, form.submission()):
        return render_template("entry/claim.html", form=form, wrong=WRONG), 422
    flash("已认领。以后的进展会发到您的账号，您可以补交材料、答复结果。", "success")
    return redirect(url_for("casefile.show", number=number))


@blueprint.route("/cases/<number>/entry-supply", methods=["GET", "POST"])
@requires(Permission.EXAMINE)
def supply(number: str) -> ResponseReturnValue:
    """Enter what a firm without an account supplied by letter, by telephone or at the counter."""
    case = open_page(number, Permission.EXAMINE)
    asked = queries.supplement_of(case)
    if asked is None or asked.supplied_at is not None or not queries.stands_in(current_actor(), case):
        raise NotFound("这件投诉现在没有要替企业补充的材料。")
    form = SupplyForm(version=case.version)
    form.label_items(asked.items)
    return step_page("intake/supply.html", case, form, "已替企业补充，请重新审查。",
                     lambda key: actions.supply(current_actor(), number, form.supply(), key), asked=asked)  # fmt: skip
