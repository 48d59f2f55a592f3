"""Two pages on which a part of the debt is given up: the firm's own signed step, and the handler's with the firm's paper."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from caseflow.core.access import Permission
from caseflow.handling import actions, desk
from caseflow.handling.forms import upload_of
from caseflow.handling.step_page import open_page, step_page
from caseflow.handling.waiver_forms import OwnWaiverForm, PaperWaiverForm, WaiverForm
from caseflow.web.access import current_actor, requires
from caseflow.web.uploads import take_large

blueprint = Blueprint("waivers", __name__)


@blueprint.url_value_preprocessor
def allow_large(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Only the handler's page takes a file; this runs before anything reads the body."""
    if endpoint == "waivers.paper":
        take_large()


@blueprint.route("/cases/<number>/waiver", methods=["GET", "POST"])
@requires(Permission.CONFIRM_OUTCOME)
def own(number: str) -> ResponseReturnValue:
    """放弃部分欠款, by the firm."""
    actor, case = current_actor(), open_page(number, Permission.CONFIRM_OUTCOME)
    form = OwnWaiverForm(version=case.version)
    owed = _offer(form, case.id)
    return step_page(
        "waiver", case, form, "已登记放弃。",
        lambda key: actions.waive(actor, number, form.given(), form.signed_by.data, key), owed=owed, by_paper=False,
    )  # fmt: skip


@blueprint.route("/cases/<number>/waiver-paper", methods=["GET", "POST"])
@requires(Permission.HANDLE)
def paper(number: str) -> ResponseReturnValue:
    """登记企业书面放弃, by the handler."""
    actor, case = current_actor(), open_page(number, Permission.HANDLE)
    form = PaperWaiverForm(version=case.version)
    owed = _offer(form, case.id)
    return step_page(
        "waiver", case, form, "已登记企业的书面放弃。",
        lambda key: actions.record_waiver(actor, number, form.given(), upload_of(form.paper), key), owed=owed, by_paper=True,
    )  # fmt: skip


def _offer(form: WaiverForm, case_id: int) -> list[desk.ClaimLine]:
    owed = [line for line in desk.claims_of(case_id) if line.outstanding > 0]
    form.offer(owed)
    return owed
