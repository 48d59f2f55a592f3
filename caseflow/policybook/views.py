"""Pages of the policy book; reading it is open to everybody."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from caseflow.core.access import Permission
from caseflow.core.text import clean
from caseflow.policybook import queries
from caseflow.policybook.forms import FindForm
from caseflow.web.access import current_actor, public, requires, signed_in

blueprint = Blueprint("policybook", __name__)


@blueprint.get("/policies")
@public
def browse() -> str:
    """All documents, and a search over their clauses."""
    words = clean(request.args.get("q", ""))[:100]
    hits = queries.search(words) if words else []
    return render_template("policybook/browse.html", documents=queries.documents(), words=words, hits=hits)


@blueprint.get("/policies/<key>/<clause_id>")
@public
def clause(key: str, clause_id: str) -> str:
    """One clause: who is responsible, and for officers the cases it justified."""
    return render_template("policybook/clause.html", page=queries.clause_page(signed_in(), key, clause_id))


@blueprint.get("/cases/<number>/explain")
@requires(Permission.SEE_INTERNAL)
def explain(number: str) -> str:
    """The whole routing decision of a case, computed again from its own edition."""
    return render_template("policybook/explain.html", page=queries.explanation(current_actor(), number))


@blueprint.route("/find", methods=["GET", "POST"])
@public
def find() -> ResponseReturnValue:
    """Who would handle it?"""
    form = FindForm()
    form.offer()
    decision = queries.who_handles(form.question()) if form.validate_on_submit() else None
    answer = decision.as_json() if decision else None
    return render_template("policybook/find.html", form=form, answer=answer), 422 if form.errors else 200
