"""The printed letter: on the screen, as PDF/A, as an editable file; and the public proof that it was issued."""

import io

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from caseflow.core.access import Permission
from caseflow.documents import actions, paper, queries, word
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
