"""Reading the policy book is open to everybody."""

from flask import render_template, request

from caseflow.core.access import Permission
from caseflow.core.text import clean
from caseflow.policybook.forms.finding import FindForm
from caseflow.policybook.queries import library, routes
from caseflow.policybook.views.book import blueprint
from caseflow.store import editions
from caseflow.web.access import current_actor, public, requires, signed_in
from caseflow.web.places import look_for_place

MOST_LETTERS = 100


@blueprint.get("/policies")
@public
def browse() -> str:
    """All documents, and a search over their clauses."""
    words = clean(request.args.get("q", ""))[:MOST_LETTERS]
    found = library.search(words) if words else None
    return render_template("policybook/browse.html", documents=library.documents(), words=words, found=found)


@blueprint.get("/policies/<key>")
@public
def document(key: str) -> str:
    """One document with all its clauses."""
    return render_template("policybook/document.html", document=library.document(key), text=library.texts().get(key))


@blueprint.get("/policies/<key>/<clause_id>")
@public
def clause(key: str, clause_id: str) -> str:
    """One clause: who is responsible, what it says, and for officers the cases it justified."""
    return render_template("policybook/clause.html", page=library.clause_page(signed_in(), key, clause_id))


@blueprint.get("/cases/<number>/explain")
@requires(Permission.SEE_INTERNAL)
def explain(number: str) -> str:
    """The whole routing decision of a case, computed again from its own edition."""
    return render_template("policybook/explain.html", page=routes.explanation(current_actor(), number))


@blueprint.get("/find")
@public
def find() -> str | tuple[str, int]:
    """Who would handle it?"""
    place = look_for_place(editions.current(), request.args)
    form = FindForm(place.into(request.args, "place"))
    if not request.args or place.asked:
        return render_template("policybook/find.html", form=form, place=place, answer=None)
    if not form.validate():  # type: ignore[no-untyped-call]
        return render_template("policybook/find.html", form=form, place=place, answer=None), 422
    answer = routes.who_handles(form.question()).as_json()
    return render_template("policybook/find.html", form=form, place=place, answer=answer)
