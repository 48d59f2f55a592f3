"""The printed letter: on the screen, as PDF/A, as an editable file; and the public proof that it was issued."""

import io

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from caseflow.core.access import Permission
from caseflow.core.errors import BadInput
from caseflow.documents import actions, paper, queries, signing, word
from caseflow.documents.forms import VerdictForm
from caseflow.web.access import current_actor, public, requires

blueprint = Blueprint("documents", __name__)
Page = str | tuple[str, int] | AnyResponse
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/letters/<int:letter_id>")
@requires(Permission.SEE_CASE)
def show(letter_id: int) -> Page:
    """One letter as a sheet of paper."""
    return render_template("documents/show.html", sheet=queries.sheet(current_actor(), letter_id))


@blueprint.get("/letters/<int:letter_id>.pdf")
@requires(Permission.SEE_CASE)
def pdf(letter_id: int) -> Page:
    """The same letter as PDF/A with its verification code."""
    letter = queries.sheet(current_actor(), letter_id).letter
    return _download(paper.pdf_of(letter), f"{letter.number}.pdf", PDF)


@blueprint.get("/letters/<int:letter_id>.docx")
@requires(Permission.SEE_INTERNAL)
def docx(letter_id: int) -> Page:
    """The text of the letter to work on, for officers alone."""
    letter = queries.sheet(current_actor(), letter_id).letter
    return _download(word.docx_of(letter), f"{letter.number}.docx", DOCX)


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
