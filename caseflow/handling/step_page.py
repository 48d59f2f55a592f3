"""The pages of the desk's steps: the common way of a step, with this stage's templates."""

from collections.abc import Callable
from typing import Any

from flask.typing import ResponseReturnValue

from caseflow.store.models import Case
from caseflow.store.unit_of_work import Submission
from caseflow.web import steps
from caseflow.web.forms import CaseForm
from caseflow.web.steps import open_page

__all__ = ["open_page", "step_page"]


def step_page(
    name: str, case: Case, form: CaseForm, done: str, deed: Callable[[Submission], None], **more: Any
) -> ResponseReturnValue:
    """`web.steps.step_page` with the template of this stage called `name`."""
    return steps.step_page(f"handling/{name}.html", case, form, done, deed, **more)
