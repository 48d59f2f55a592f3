"""What every page of a step does alike: open the case, carry the form out once, show what was refused where it was."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.core.access import Permission, require_on
from caseflow.core.errors import BadInput, Incomplete
from caseflow.core.lifecycle import Status, Step, move
from caseflow.store.cases import facts_of, read_case
from caseflow.store.models import Case
from caseflow.store.unit_of_work import Submission
from caseflow.web.access import current_actor
from caseflow.web.forms import CaseForm


def open_page(number: str, permission: Permission, step: Step | None = None) -> Case:
    """The case for a page: in scope, allowed to this actor, and standing where the step is open."""
    case = read_case(current_actor(), number)
    require_on(current_actor(), permission, facts_of(case))
    if step is not None and request.method == "GET":
        move(Status(case.status), step)
    return case


def step_page(
    template: str, case: Case, form: CaseForm, done: str, deed: Callable[[Submission], None], **more: Any
) -> ResponseReturnValue:
    """Carry `deed` out when the form holds, else the page again with what was typed and what is wrong."""
    sentences: list[str] = []
    if form.validate_on_submit():
        sentences = _refusals(form, deed)
        if not form.errors and not sentences:
            flash(done, "success")
            return redirect(url_for("casefile.show", number=case.number))
    page = render_template(template, form=form, case=case, sentences=sentences, **more)
    return page, 422 if request.method == "POST" else 200


def _refusals(form: CaseForm, deed: Callable[[Submission], None]) -> list[str]:
    """What the action refused: shown at the field to blame, else returned as sentences for the summary."""
    try:
        deed(form.submission())
    except Incomplete as refusal:
        return list(refusal.missing) or [str(refusal)]
    except BadInput as refusal:
        if refusal.field not in form:
            return [str(refusal)]
        field = form[refusal.field]
        field.errors = [*field.errors, str(refusal)]
    return []
