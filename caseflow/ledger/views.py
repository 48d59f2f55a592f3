"""The pages of the ledger."""

import re
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.core.access import Permission
from caseflow.core.events import EVENTS
from caseflow.core.lifecycle import Status, Step
from caseflow.ledger import queries
from caseflow.ledger.audit_words import facts_of
from caseflow.ledger.forms import LedgerForm
from caseflow.ledger.trail import trail
from caseflow.store import audit as chain
from caseflow.web.access import current_actor, requires
from caseflow.web.forms import clean_text

blueprint = Blueprint("ledger", __name__)
PLACE = ("after", "before")


@blueprint.get("/ledger")
@requires(Permission.SEE_LEDGER)
def cases() -> ResponseReturnValue:
    """The case list of this actor, narrowed by the address."""
    actor = current_actor()
    form = LedgerForm(request.args)
    form.offer(queries.territory_choices(actor), queries.categories(actor))
    valid = form.validate()
    chosen = form if valid else LedgerForm()
    window = chosen.window(request.args.get("after", ""), request.args.get("before", ""))
    found = queries.cases(actor, chosen.narrowed(), window)
    page = render_template("ledger/cases.html", form=form, page=found, window=window, link=_link, sort_link=_sort_link)
    return page, 200 if valid else 422


@blueprint.get("/ledger/audit")
@requires(Permission.READ_AUDIT)
def audit() -> str:
    """The trail of one case, and on request the recomputation of every chain."""
    number = clean_text(request.args.get("number", ""))
    found = trail(current_actor(), number) if number else None
    verdict = chain.verify() if "verify" in request.args else None
    names = {kind: re.split("[。.;]", event.__doc__ or kind)[0] for kind, event in EVENTS.items()}
    return render_template(
        "ledger/audit.html", number=number, found=found, verdict=verdict, names=names, steps=Step, statuses=Status, facts=facts_of
    )


def _link(**changes: str) -> str:
    """This list with something else in the address; a page belongs to its order and filter and is left behind."""
    kept = {name: value for name, value in request.args.items() if name not in PLACE}
    query = urlencode({name: value for name, value in {**kept, **changes}.items() if value})
    return f"{url_for('ledger.cases')}?{query}"


def _sort_link(name: str, sort: str) -> dict[str, str]:
    """The heading of a column that sorts: where a click leads, and how it is sorted now."""
    sorted_now = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    return {"sort_url": _link(sort=f"-{name}" if sort == name else name), "sorted": sorted_now}
