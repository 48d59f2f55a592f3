"""Pages and downloads of evidence."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from caseflow.core.access import Permission, holds
from caseflow.core.errors import BadInput
from caseflow.evidence import actions, queries
from caseflow.evidence.actions import Target
from caseflow.evidence.forms import EvidenceForm
from caseflow.evidence.vault import vault
from caseflow.store.cases import read_case
from caseflow.web.access import current_actor, requires
from caseflow.web.uploads import take_large

blueprint = Blueprint("evidence", __name__)
Page = str | tuple[str, int] | AnyResponse
TOO_BIG = "一次上传的文件合计超过 200 MB，没有上传。请分几次上传；之前保存的内容都在。"
UPLOADS = {"evidence.draft", "evidence.add_to_draft", "evidence.add"}


@blueprint.url_value_preprocessor
def allow_large(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Only where files come in may a request be large; this runs before anything reads the body."""
    if endpoint in UPLOADS:
        take_large()


@blueprint.get("/drafts/<int:draft_id>/evidence")
@requires(Permission.FILL_IN)
def draft(draft_id: int) -> Page:
    """The evidence step of a complaint that is being filled in."""
    return _draft_page(draft_id, EvidenceForm(formdata=None))


@blueprint.post("/drafts/<int:draft_id>/evidence")
@requires(Permission.FILL_IN)
def add_to_draft(draft_id: int) -> Page:
    """Take in files for a draft; a refused one leaves everything else as it was."""
    form = EvidenceForm()
    onward = redirect(url_for("intake.step", draft_id=draft_id, step="confirm"))
    if request.form.get("go") == "next" and not form.uploads():
        return onward
    refused = _taken(form, Target(form.kind.data or "", draft_id=draft_id))
    if refused:
        return _draft_page(draft_id, form, 422)
    if request.form.get("go") == "next":
        return onward
    flash("材料已上传。还可以继续添加，或者进入下一步。", "success")
    return redirect(url_for("evidence.draft", draft_id=draft_id))


@blueprint.post("/drafts/<int:draft_id>/evidence/<int:evidence_id>/remove")
@requires(Permission.FILL_IN)
def remove(draft_id: int, evidence_id: int) -> Page:
    """Take a file out of a draft."""
    actions.remove_from_draft(current_actor(), draft_id, evidence_id)
    flash("已去掉这份材料。", "success")
    return redirect(url_for("evidence.draft", draft_id=draft_id))


@blueprint.route("/cases/<number>/evidence", methods=["GET", "POST"])
@requires(Permission.SEE_CASE)
def add(number: str) -> Page:
    """Add files to a case: the complainant while it is open, the unit that works on it at any time, the clerk who has it
    for a firm that brought papers."""
    actor = current_actor()
    case = read_case(actor, number)
    form = EvidenceForm()
    if request.method == "GET":
        return render_template("evidence/add.html", form=EvidenceForm(formdata=None), case=case)
    clerk = Permission.EXAMINE if holds(actor, Permission.ENTER) else Permission.HANDLE
    permission = Permission.WITHDRAW if actor.company_id else clerk
    if _taken(form, Target(form.kind.data or "", number=number, permission=permission)):
        return render_template("evidence/add.html", form=form, case=case), 422
    flash("材料已上传。", "success")
    return redirect(url_for("casefile.show", number=number))


@blueprint.get("/evidence/<int:evidence_id>")
@requires(Permission.OWN_ACCOUNT)
def download(evidence_id: int) -> Page:
    """The file itself, always as a download that a browser does not run."""
    row = queries.readable(current_actor(), evidence_id)
    response: Response = send_file(
        vault().path(row.object_name),
        mimetype=row.media_type,
        as_attachment=True,
        download_name=row.file_name,
        etag=False,
        conditional=False,
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> AnyResponse:
    """The request was larger than all files together may be: back to the page it came from, with the sentence."""
    flash(TOO_BIG, "error")
    return redirect(request.path, 303)


def _taken(form: EvidenceForm, target: Target) -> bool:
    """Store what the form carries; True when something was refused, which then stands at its field."""
    valid = form.validate()
    uploads = form.uploads()
    if not uploads:
        form.files.errors = ("请先选择文件。",)
    if not valid or not uploads:
        return True
    try:
        actions.store_files(current_actor(), uploads, target, form.submission())
    except BadInput as refused:
        form.files.errors = (str(refused),)
        return True
    return False


def _draft_page(draft_id: int, form: EvidenceForm, status: int = 200) -> tuple[str, int]:
    files = queries.files_of_draft(current_actor(), draft_id)
    return render_template("evidence/draft.html", form=form, draft_id=draft_id, files=files), status
