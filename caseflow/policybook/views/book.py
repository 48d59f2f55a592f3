"""The blueprint, and what templates of other stages need of the policy book."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from caseflow.policybook import spotting
from caseflow.policybook.queries.library import cited_clause, clauses_named, local_id
from caseflow.policybook.rule_files import title_of
from caseflow.store.unit_of_work import Repeated

CODE = re.compile(r"(?P<opening>[：（])(?:[NS]\d+成立，|R\d[^；，）]*[；，])")
blueprint = Blueprint("policybook", __name__)
blueprint.add_app_template_filter(title_of, "rule_file")
blueprint.add_app_template_filter(local_id, "clause_id")


@blueprint.app_template_filter()
def without_codes(sentence: str) -> str:
    """A sentence of a decision's reasons without the codes of rules and grounds, which say nothing to the public."""
    return CODE.sub(lambda found: found["opening"], sentence)


@blueprint.app_template_global()
def citation_url(citation: Mapping[str, Any]) -> str | None:
    """The page of the clause a decision cites; None where the edition in force no longer has it."""
    found = cited_clause(citation)
    return url_for("policybook.clause", key=found[0], clause_id=found[1]) if found else None


@blueprint.app_template_global()
def clause_links(basis: str) -> list[tuple[str, str]]:
    """(words, address) for each clause, or else document, of the policy book that a basis in words names."""
    return [
        (words, url_for("policybook.clause", key=key, clause_id=clause) if clause else url_for("policybook.document", key=key))
        for words, key, clause in clauses_named(basis)
    ]


@blueprint.app_template_filter()
def highlight(text: str, words: str) -> Markup:
    """`text` with the searched words marked."""
    return spotting.highlight(text, words)


@blueprint.errorhandler(Repeated)
def repeated(_again: Repeated) -> Response:
    """A second press of a button of these pages: what it did stands on the draft's page."""
    flash("这份表单已经提交过，没有重复办理。", "info")
    return redirect(url_for("policybook.draft"))
