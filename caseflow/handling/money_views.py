"""The pages of the money beside its recording: a repayment plan, and a payment that did not hold."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from caseflow.core.access import Permission
from caseflow.core.chinese import chinese_date
from caseflow.core.notices import INSTALMENT
from caseflow.handling import actions, desk
from caseflow.handling.forms import ReversalForm, offer
from caseflow.handling.plan_forms import PlanForm
from caseflow.handling.planned import plan_view
from caseflow.handling.step_page import open_page, step_page
from caseflow.handling.words import METHODS
from caseflow.store.clocks import rule_for
from caseflow.web.access import current_actor, requires
from caseflow.web.uploads import take_large

blueprint = Blueprint("money", __name__)


@blueprint.url_value_preprocessor
def allow_large(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Papers come in here; this runs before anything reads the body."""
    take_large()


@blueprint.route("/cases/<number>/plan", methods=["GET", "POST"])
@requires(Permission.HANDLE)
def plan(number: str) -> ResponseReturnValue:
    """登记还款计划."""
    actor, case = current_actor(), open_page(number, Permission.HANDLE)
    form = PlanForm(version=case.version)
    owed = [claim for claim in desk.owed_of(case.id) if claim.outstanding > 0]
    more = "more" in request.form
    if more:
        form.add_lines()
    form.offer([(claim.claim_id, claim.name) for claim in owed])
    disputed = any(claim.undisputed != claim.outstanding for claim in owed)
    grace = rule_for(case, INSTALMENT).length
    shown = {"owed": owed, "disputed": disputed, "grace": grace, "plan": plan_view(case.id)}
    if more:
        return render_template("handling/plan.html", form=form, case=case, sentences=[], **shown)
    done = "还款计划已登记，每一期的期限开始计算。"
    return step_page("plan", case, form, done, lambda key: actions.agree_plan(actor, number, form.note(), key), **shown)


@blueprint.route("/cases/<number>/reversal", methods=["GET", "POST"])
@requires(Permission.HANDLE)
def reverse(number: str) -> ResponseReturnValue:
    """冲回还款."""
    actor, case = current_actor(), open_page(number, Permission.HANDLE)
    counting = [line for line in desk.payments_of(case.id) if not line.reversed]
    form = ReversalForm(version=case.version)
    offer(form.payment_id, [(line.id, payment_words(line)) for line in counting])
    return step_page(
        "reverse", case, form, "还款已冲回，不再计入。",
        lambda key: actions.reverse_payment(
            actor, number,
            actions.Reversal(form.version.data, form.payment_id.data, form.reason_code.data, form.reason.data), key,
        ),
        counting=counting,
    )  # fmt: skip


def payment_words(line: desk.PaymentLine) -> str:
    """One payment as a choice."""
    said = "，企业说没有到账" if line.denied else ""
    return f"{chinese_date(line.paid_on)} {METHODS[line.method]} {line.amount:,.2f} 元（{line.contract}）{said}"
