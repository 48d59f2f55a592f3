"""The pages of the handling desk: the inbox, and one page per step."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from caseflow.core.access import Permission, holds
from caseflow.core.lifecycle import Step
from caseflow.handling import actions, desk, forms, queries
from caseflow.handling import inbox as boxes
from caseflow.handling.step_page import open_page, step_page
from caseflow.store import clock, editions
from caseflow.store.models import Case
from caseflow.web.access import current_actor, requires
from caseflow.web.uploads import take_large

blueprint = Blueprint("handling", __name__)
GET_POST = ["GET", "POST"]
UPLOADS = {"handling.payment", "handling.submit_result", "handling.serve"}


@blueprint.url_value_preprocessor
def allow_large(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Only where files come in may a request be large; this runs before anything reads the body."""
    if endpoint in UPLOADS:
        take_large()


@blueprint.get("/handling")
@requires(Permission.HANDLE)
def inbox() -> ResponseReturnValue:
    """The unit's desk."""
    page = boxes.Page(request.args.get("box", ""), "mine" in request.args, request.args.get("after", ""))
    actor = current_actor()
    found, shown = boxes.inbox(actor, page), {"mine": page.mine, "after": page.after}
    hands_over = holds(actor, Permission.HAND_OVER)
    return render_template("handling/inbox.html", inbox=found, boxes=boxes.BOXES, may_hand_over=hands_over, **shown)


@blueprint.route("/cases/<number>/sign", methods=GET_POST)
@requires(Permission.SIGN_FOR)
def sign(number: str) -> ResponseReturnValue:
    """签收."""
    actor, case = current_actor(), open_page(number, Permission.SIGN_FOR, Step.SIGN)
    form = forms.SignForm(version=case.version, handler_id=actor.user_id)
    forms.offer(form.handler_id, _people(actor.unit_id))
    return step_page(
        "sign", case, form, "已签收。",
        lambda key: actions.sign(actor, number, actions.Signing(form.version.data, form.handler_id.data), key),
    )  # fmt: skip


@blueprint.route("/cases/<number>/object", methods=GET_POST, endpoint="object")
@requires(Permission.SIGN_FOR)
def object_to_case(number: str) -> ResponseReturnValue:
    """退单."""
    actor, case = current_actor(), open_page(number, Permission.SIGN_FOR, Step.OBJECT)
    form = forms.ObjectForm(version=case.version)
    return step_page(
        "object", case, form, "退单已提出，等待转办单位审核。",
        lambda key: actions.object_to_case(
            actor, number, actions.Objecting(form.version.data, form.basis.data, form.reason.data), key
        ),
        until=desk.objection_until(case.id),
    )  # fmt: skip


@blueprint.route("/cases/<number>/assign", methods=GET_POST)
@requires(Permission.SIGN_FOR)
def assign(number: str) -> ResponseReturnValue:
    """分派承办人."""
    actor, case = current_actor(), open_page(number, Permission.SIGN_FOR)
    form = forms.AssignForm(version=case.version)
    forms.offer(form.handler_id, [pair for pair in _people(actor.unit_id) if pair[0] != case.handler_id])
    return step_page(
        "assign", case, form, "已换承办人。",
        lambda key: actions.assign(actor, number, actions.Assignment(form.version.data, form.handler_id.data), key),
    )  # fmt: skip


@blueprint.route("/cases/<number>/contact", methods=GET_POST)
@requires(Permission.HANDLE)
def contact(number: str) -> ResponseReturnValue:
    """记录联系."""
    actor, case = current_actor(), open_page(number, Permission.HANDLE)
    form = forms.ContactForm(version=case.version, happened_on=clock.today())
    return step_page(
        "contact", case, form, "已记录。",
        lambda key: actions.record_contact(
            actor, number,
            actions.ContactNote(
                form.version.data, form.kind.data, form.audience.data, form.happened_on.data, form.text.data
            ),
            key,
        ),
    )  # fmt: skip


@blueprint.route("/cases/<number>/payment", methods=GET_POST)
@requires(Permission.HANDLE)
def payment(number: str) -> ResponseReturnValue:
    """登记还款."""
    actor, case = current_actor(), open_page(number, Permission.HANDLE)
    claims = [claim for claim in desk.claims_of(case.id) if claim.outstanding > 0]
    form = forms.PaymentForm(version=case.version, claim_id=claims[0].id if len(claims) == 1 else None)
    forms.offer(form.claim_id, [(c.id, f"{c.contract}，尚欠 {c.outstanding:,.2f} 元") for c in claims])
    return step_page(
        "payment", case, form, "还款已登记。",
        lambda key: actions.record_payment(actor, number, _payment_note(form), key),
        outstanding=desk.outstanding(case), claims=claims,
    )  # fmt: skip


@blueprint.route("/cases/<number>/extension", methods=GET_POST)
@requires(Permission.HANDLE)
def extension(number: str) -> ResponseReturnValue:
    """Ask for an extension, or decide on the one that waits."""
    actor, case = current_actor(), open_page(number, Permission.HANDLE)
    waiting = desk.pending_extension(case.id)
    if waiting is not None:
        return _extension_decision(number)
    form = forms.ExtensionForm(version=case.version)
    return step_page(
        "extension", case, form, "延期申请已报负责人。",
        lambda key: actions.request_extension(
            actor, number,
            actions.ExtensionRequest(
                form.version.data, form.days.data, form.reason_code.data, form.reason.data
            ),
            key,
        ),
        running=desk.result_clock(case.id), ceiling=desk.ceiling(case),
    )  # fmt: skip


@blueprint.route("/cases/<number>/result", methods=GET_POST)
@requires(Permission.HANDLE)
def submit_result(number: str) -> ResponseReturnValue:
    """拟写处理结果."""
    actor, case = current_actor(), open_page(number, Permission.HANDLE, Step.SUBMIT_RESULT)
    rules = editions.current().closure
    outcomes = rules.for_track(case.track)
    form = _result_form(case)
    forms.offer(form.outcome, [(outcome.key, outcome.name) for outcome in outcomes])
    for kind, _file in form.pairs():
        forms.offer(kind, [("", "不补交"), *rules.evidence.items()])
    return step_page(
        "submit_result", case, form, "处理结果已报负责人审签。",
        lambda key: actions.submit_result(actor, number, _result_draft(form), key),
        hints={outcome.key: f"需要：{rules.names(outcome.at_result)}" for outcome in outcomes},
        on_file=rules.names(kind for kind in desk.evidence_kinds(case.id) if kind in rules.evidence),
        earlier=desk.newest_result(case), paid=case.amount_paid,
    )  # fmt: skip


@blueprint.route("/cases/<number>/send-back", methods=GET_POST)
@requires(Permission.SIGN_OFF)
def send_back(number: str) -> ResponseReturnValue:
    """退回修改."""
    actor, case = current_actor(), open_page(number, Permission.SIGN_OFF, Step.SEND_BACK)
    form = forms.ReasonForm(version=case.version)
    return step_page(
        "send_back", case, form, "已退回修改。",
        lambda key: actions.send_back(
            actor, number, actions.Reasoned(form.version.data, form.reason.data), key
        ),
        panel_view=queries.panel(actor, case),
    )  # fmt: skip


@blueprint.route("/cases/<number>/sign-off", methods=GET_POST)
@requires(Permission.SIGN_OFF)
def sign_off(number: str) -> ResponseReturnValue:
    """审签."""
    actor, case = current_actor(), open_page(number, Permission.SIGN_OFF, Step.SIGN_OFF)
    form = forms.SignOffForm(version=case.version)
    return step_page(
        "sign_off", case, form, "已审签，告知书和反馈单已编号，等待送达。",
        lambda key: actions.sign_off(actor, number, form.version.data, key),
        panel_view=queries.panel(actor, case), author_is_me=desk.current_result(case).author_id == actor.user_id,
    )  # fmt: skip


@blueprint.route("/cases/<number>/serve", methods=GET_POST)
@requires(Permission.HANDLE)
def serve(number: str) -> ResponseReturnValue:
    """登记送达."""
    actor, case = current_actor(), open_page(number, Permission.HANDLE, Step.SERVE)
    today = clock.today()
    form = forms.ServeForm(version=case.version, served_on=today, feedback_on=today)
    return step_page(
        "serve", case, form, "送达已登记，处理结果已反馈。",
        lambda key: actions.serve(actor, number, _service_record(form), key),
        result=desk.current_result(case),
    )  # fmt: skip


@blueprint.route("/cases/<number>/return-result", methods=GET_POST)
@requires(Permission.RETURN_RESULT)
def return_result(number: str) -> ResponseReturnValue:
    """退回重办."""
    actor, case = current_actor(), open_page(number, Permission.RETURN_RESULT, Step.RETURN_RESULT)
    form = forms.ReasonForm(version=case.version)
    return step_page(
        "return_result", case, form, "已退回承办单位重办。",
        lambda key: actions.return_result(
            actor, number, actions.Reasoned(form.version.data, form.reason.data), key
        ),
        panel_view=queries.panel(actor, case),
    )  # fmt: skip


def _extension_decision(number: str) -> ResponseReturnValue:
    actor, case = current_actor(), open_page(number, Permission.SIGN_OFF)
    form = forms.ExtensionDecisionForm(version=case.version)
    return step_page(
        "extension_decision", case, form, "决定已记录。",
        lambda key: actions.decide_extension(
            actor, number,
            actions.Decision(form.version.data, form.decision.data == "approve", form.reason.data or ""),
            key,
        ),
        panel_view=queries.panel(actor, case), running=desk.result_clock(case.id),
    )  # fmt: skip


def _people(unit_id: int | None) -> list[tuple[int, str]]:
    return [(person.id, person.name) for person in desk.colleagues(unit_id)]


def _payment_note(form: forms.PaymentForm) -> actions.PaymentNote:
    return actions.PaymentNote(
        version=form.version.data,
        claim_id=form.claim_id.data,
        amount=form.amount.amount,
        paid_on=form.paid_on.data,
        method=form.method.data,
        proof=forms.upload_of(form.proof),
        consent=forms.upload_of(form.consent),
    )


def _result_form(case: Case) -> forms.ResultForm:
    """An empty form, or one with the text of the result that was sent back, to be corrected."""
    earlier = desk.newest_result(case)
    if earlier is None:
        return forms.ResultForm(version=case.version, amount_recognised="0" if case.amount == 0 else None)
    return forms.ResultForm(
        version=case.version,
        outcome=earlier.outcome,
        amount_recognised=str(earlier.amount_recognised),
        findings=earlier.findings,
        basis=earlier.basis,
    )


def _result_draft(form: forms.ResultForm) -> actions.ResultDraft:
    chosen = ((kind.data, forms.upload_of(file), file.name) for kind, file in form.pairs())
    return actions.ResultDraft(
        version=form.version.data,
        outcome=form.outcome.data,
        amount_recognised=form.amount_recognised.amount,
        findings=form.findings.data,
        basis=form.basis.data,
        proofs=tuple(actions.Proof(kind, upload, name) for kind, upload, name in chosen if upload),
    )


def _service_record(form: forms.ServeForm) -> actions.ServiceRecord:
    return actions.ServiceRecord(
        version=form.version.data,
        method=form.method.data,
        served_on=form.served_on.data,
        feedback_method=form.feedback_method.data,
        feedback_on=form.feedback_on.data,
        receipt=forms.upload_of(form.receipt),
    )
