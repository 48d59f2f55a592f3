"""The printed letter: on the screen, as PDF/A, as an editable file; its signature and seal; the public proof of it."""

import io
from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from caseflow.core.access import Permission
from caseflow.core.errors import BadInput, IllegalMove
from caseflow.documents import actions, confirming, paper, queries, seals, serving, signing, stamp, word
from caseflow.documents.forms import ReceiptForm, RevokeForm, SealForm, ServiceForm, VerdictForm
from caseflow.store.unit_of_work import Repeated
from caseflow.web.access import current_actor, public, requires
from caseflow.web.steps import step_page
from caseflow.web.uploads import take_large

blueprint = Blueprint("documents", __name__)
Page = str | tuple[str, int] | AnyResponse
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TOO_BIG = {
    "documents.seal": f"提交的内容太大，没有收下。印章图片不能超过 {stamp.MOST_BYTES // 1024} KB，请缩小后再传。",
    "documents.service": "提交的内容太大，没有收下。回执不能超过 20 MB，请缩小后再传。",
}


@blueprint.url_value_preprocessor
def allow_large(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A receipt may be large; this runs before anything reads the body."""
    if endpoint == "documents.service":
        take_large()


@blueprint.get("/letters/<int:letter_id>")
@requires(Permission.SEE_CASE)
def show(letter_id: int) -> Page:
    """One letter as a sheet of paper."""
    found = queries.sheet(current_actor(), letter_id)
    open_to = serving.may_record(current_actor(), found.case, found.letter) and found.line.served_on is None
    receipt = {"confirmed_at": confirming.confirmed_at(letter_id), "may_confirm": confirming.may_confirm(current_actor(), found)}
    return render_template("documents/show.html", sheet=found, may_serve=open_to, form=ReceiptForm(),
                           bears_reply=queries.reply_block(current_actor(), found.letter) is not None, **receipt)  # fmt: skip


@blueprint.post("/letters/<int:letter_id>/confirm")
@requires(Permission.SEE_CASE)
def confirm(letter_id: int) -> ResponseReturnValue:
    """确认收到, by the addressee of a letter served within the system."""
    form = ReceiptForm()
    if form.validate_on_submit():
        with suppress(IllegalMove, Repeated):  # the page itself says that and when it was confirmed
            confirming.confirm_receipt(current_actor(), letter_id, form.submission())
    return redirect(url_for("documents.show", letter_id=letter_id))


@blueprint.get("/letters/<int:letter_id>.pdf")
@requires(Permission.SEE_CASE)
def pdf(letter_id: int) -> Page:
    """The same letter as PDF/A with its verification code."""
    letter = queries.sheet(current_actor(), letter_id).letter
    return _download(paper.pdf_of(letter, queries.reply_block(current_actor(), letter)), f"{letter.number}.pdf", PDF)


@blueprint.get("/letters/<int:letter_id>.docx")
@requires(Permission.SEE_INTERNAL)
def docx(letter_id: int) -> Page:
    """The text of the letter to work on, for officers alone."""
    letter = queries.sheet(current_actor(), letter_id).letter
    return _download(word.docx_of(letter), f"{letter.number}.docx", DOCX)


@blueprint.route("/letters/<int:letter_id>/service", methods=["GET", "POST"])
@requires(Permission.RECORD_SERVICE)
def service(letter_id: int) -> ResponseReturnValue:
    """登记送达, for letters that no step of the case serves."""
    actor = current_actor()
    found = queries.sheet(actor, letter_id)
    form = ServiceForm(version=found.case.version)
    return step_page(
        "documents/service.html", found.case, form, "送达已登记。",
        lambda key: serving.serve_letter(actor, found.case.number, letter_id, form.service(), key),
        sheet=found, may_serve=serving.may_record(actor, found.case, found.letter) and found.line.served_on is None,
    )  # fmt: skip


@blueprint.get("/letters/drafts")
@requires(Permission.SIGN_LETTERS)
def drafts() -> Page:
    """What waits for a signature of the unit."""
    return render_template("documents/drafts.html", drafts=queries.waiting_drafts(current_actor()))


@blueprint.route("/cases/<number>/drafts/<int:draft_id>", methods=["GET", "POST"])
@requires(Permission.SIGN_LETTERS)
def draft(number: str, draft_id: int) -> Page:
    """The letter as it would be issued, with the decision on it."""
    actor = current_actor()
    found = queries.draft_sheet(actor, number, draft_id)
    form = VerdictForm(version=found.case.version)
    if form.validate_on_submit():
        verdict = signing.Verdict(form.version.data, form.decision.data == "issue", form.reason.data or "")
        try:
            signing.decide_draft(actor, number, draft_id, verdict, form.submission())
        except BadInput as refused:
            form.reason.errors = (*form.reason.errors, str(refused))
        else:
            flash("已签发。" if verdict.approved else "已退回修改。", "success")
            return redirect(url_for("documents.drafts"))
    page = render_template("documents/draft.html", found=found, form=form)
    return page, 422 if form.errors else 200


@blueprint.get("/cases/<number>/drafts/<int:draft_id>/rewrite")
@requires(Permission.SEE_INTERNAL)
def rewrite(number: str, draft_id: int) -> Page:
    """To the form in which the writer changes what was sent back."""
    endpoint, values = signing.form_of(current_actor(), number, draft_id)
    return redirect(url_for(endpoint, number=number, draft=draft_id, **values))


@blueprint.route("/seal", methods=["GET", "POST"])
@requires(Permission.MANAGE_SEAL)
def seal() -> Page:
    """The seal of the own unit, and those before it."""
    actor, form = current_actor(), SealForm()
    if form.validate_on_submit():
        try:
            seals.upload_seal(actor, form.content(), form.valid_from.data, form.valid_until.data, form.submission())
        except BadInput as refused:
            field = form.valid_until if refused.field else form.image
            field.errors = (*field.errors, str(refused))
        except (IllegalMove, Repeated) as refused:
            flash(str(refused), "info")
            return redirect(url_for("documents.seal"))
        else:
            flash("印章已上传。请核对下面的图样。", "success")
            return redirect(url_for("documents.seal"))
    page = render_template("documents/seal.html", lines=seals.seals_of(actor), unit=actor.unit_name, form=form)
    return page, 422 if form.errors else 200


@blueprint.get("/seal/<int:seal_id>.png")
@requires(Permission.MANAGE_SEAL)
def seal_image(seal_id: int) -> Page:
    """The picture of a seal, for those who keep it alone."""
    return Response(seals.own_seal(current_actor(), seal_id).image, mimetype="image/png")


@blueprint.route("/seal/<int:seal_id>/revoke", methods=["GET", "POST"])
@requires(Permission.MANAGE_SEAL)
def revoke_seal(seal_id: int) -> Page:
    """What revoking means, before it is done."""
    actor, form = current_actor(), RevokeForm()
    if form.validate_on_submit():
        try:
            seals.revoke_seal(actor, seal_id, form.submission())
            flash("印章已停用，今后发出的文书不再加盖。", "success")
        except (IllegalMove, Repeated) as refused:
            flash(str(refused), "info")
        return redirect(url_for("documents.seal"))
    row = seals.own_seal(actor, seal_id)
    return render_template("documents/revoke_seal.html", seal=row, unit=actor.unit_name, form=form)


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> AnyResponse:
    """The file was larger than a form may be at all: back to the page with the sentence."""
    flash(TOO_BIG.get(request.endpoint or "", "提交的内容太大，没有收下。"), "error")
    return redirect(request.path, 303)


@blueprint.get("/verify")
@public
def verify() -> Page:
    """The page to type a code into; a typed code leads to its own address."""
    code = request.args.get("code", "").strip()
    if code:
        return redirect(url_for("documents.verified", code=code[:80]))
    return render_template("documents/verify.html", found=None, wrong="")


@blueprint.get("/verify/<code>")
@public
def verified(code: str) -> Page:
    """What the letter with this code is, without a word on whom it is about."""
    found = actions.verify(code, request.remote_addr or "")
    if found is None:
        return render_template("documents/verify.html", found=None, wrong=queries.NO_SUCH_CODE), 404
    return render_template("documents/verify.html", found=found, wrong="")


def _download(content: bytes, name: str, kind: str) -> Response:
    response = send_file(io.BytesIO(content), mimetype=kind, as_attachment=True, download_name=name, etag=False)
    response.headers["Cache-Control"] = "no-store"
    return response
