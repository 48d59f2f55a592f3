"""The pages of importing: the template, the upload, how far it is, and what came of each row."""

import io
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response
from wtforms import FileField, RadioField

from caseflow.core.access import Permission
from caseflow.core.errors import BadInput
from caseflow.intake.importing import batches, listing, workbook
from caseflow.store import editions
from caseflow.web.access import current_actor, requires
from caseflow.web.forms import WritingForm, choices, required
from caseflow.web.uploads import take_large

blueprint = Blueprint("imports", __name__, url_prefix="/entry/imports")
Page = str | tuple[str, int] | Response
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MODES = (("good", "登记没有错误的行，有错误的改好再传"), ("whole", "全部没有错误才登记，有一行错就都不登记"))
TOO_BIG = "文件太大，没有上传。请分成几个文件。"


class UploadForm(WritingForm):
    """A spreadsheet, and what to do where some rows are wrong."""

    file = FileField("填好的表格", render_kw={"accept": ".xlsx"})
    mode = RadioField("有的行有错误时", choices=choices(MODES), default="good", validators=required("请选择怎么处理。"))


@blueprint.url_value_preprocessor
def allow_large(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A spreadsheet comes in; this runs before anything reads the body."""
    if endpoint == "imports.listing_page":
        take_large()


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.ENTER)
def listing_page() -> Page:
    """Upload a spreadsheet; what was uploaded before."""
    form = UploadForm()
    if request.method == "POST" and form.validate():
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            form.file.errors = ("请先选择文件。",)
        else:
            try:
                sheet = batches.Sheet(sent.filename, sent.stream, form.mode.data == "whole")
                batch_id = batches.upload(current_actor(), sheet, form.submission())
                return redirect(url_for("imports.show", batch_id=batch_id))
            except BadInput as refused:
                form.file.errors = (str(refused),)
    page = render_template("imports/listing.html", form=form, batches=listing.latest(current_actor()))
    return page, 422 if form.errors else 200


@blueprint.get("/template.xlsx")
@requires(Permission.ENTER)
def template() -> Response:
    """The workbook to fill in."""
    content = io.BytesIO(workbook.template(editions.current()))
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name="投诉导入模板.xlsx")


@blueprint.get("/<int:batch_id>")
@requires(Permission.ENTER)
def show(batch_id: int) -> Page:
    """How far a batch is, and what came of its rows."""
    actor, page = current_actor(), max(1, request.args.get("page", 1, int))
    which = request.args.get("which", "")
    found = listing.progress(actor, batch_id)
    lines, total = listing.outcomes(actor, batch_id, which, page)
    return render_template("imports/show.html", found=found, lines=lines, total=total, page=page, which=which,
                           size=listing.PAGE, outcomes=listing.OUTCOMES)  # fmt: skip


@blueprint.get("/<int:batch_id>/report.xlsx")
@requires(Permission.ENTER)
def report(batch_id: int) -> Response:
    """What came of each row, as a workbook."""
    content = io.BytesIO(workbook.report(listing.every_outcome(current_actor(), batch_id)))
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name=f"导入结果-{batch_id}.xlsx")


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Response:
    """Back to the page with the sentence."""
    flash(TOO_BIG, "error")
    return redirect(url_for("imports.listing_page"), 303)
