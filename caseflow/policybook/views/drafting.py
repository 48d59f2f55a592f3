"""Changing a draft of the rules."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from caseflow.core.access import Permission
from caseflow.core.errors import BadInput
from caseflow.policybook.actions import drafting
from caseflow.policybook.forms.drafting import AskForm, DocumentForm, DraftForm, FileForm, blame
from caseflow.policybook.queries import drafts
from caseflow.policybook.views.book import blueprint
from caseflow.web.access import current_actor, requires

Page = str | tuple[str, int] | Response


@blueprint.post("/rules/draft")
@requires(Permission.CONFIGURE)
def begin() -> Page:
    """Open a draft, or go on with the one that is open."""
    form = AskForm()
    if form.validate_on_submit():
        drafting.begin(current_actor(), form.submission())
    return redirect(url_for("policybook.draft"))


@blueprint.get("/rules/draft")
@requires(Permission.CONFIGURE)
def draft() -> Page:
    """The draft: what changed, what is wrong, what is next."""
    person_id = current_actor().user_id
    if drafts.open_draft(person_id) is None:
        flash("您没有正在修改的规则草稿，可以在这里新建。", "info")
        return redirect(url_for("policybook.editions"))
    page = drafts.draft_page(person_id)
    return render_template("policybook/draft.html", page=page, form=DraftForm(version=page.draft.version))


@blueprint.route("/rules/draft/file", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def file() -> Page:
    """One rule file in the browser."""
    name = request.args.get("name", "")
    page, text = drafts.draft_file(current_actor().user_id, name)
    form = FileForm(text=text, version=page.draft.version)
    if form.validate_on_submit():
        try:
            typed = drafting.FileText(name, form.content())
            drafting.save_file(current_actor(), form.version.data, typed, form.submission())
        except BadInput as refused:
            blame(form, refused)
        else:
            flash("已保存到草稿。", "success")
            return redirect(url_for("policybook.file", name=name))
    status = 422 if request.method == "POST" else 200
    return render_template("policybook/file.html", page=page, name=name, form=form), status


@blueprint.post("/rules/draft/restore")
@requires(Permission.CONFIGURE)
def restore() -> Page:
    """Take back the changes of one file, or fill the draft with an earlier edition."""
    form, name, edition = DraftForm(), request.args.get("name", ""), request.args.get("edition", type=int)
    if form.validate_on_submit():
        deed = (current_actor(), form.version.data)
        if edition is not None:
            drafting.restore_edition(*deed, edition, form.submission())
        else:
            drafting.restore_file(*deed, name, form.submission())
        flash("已放回原来的内容。", "success")
    return redirect(url_for("policybook.draft"))


@blueprint.route("/rules/draft/document", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def add_document() -> Page:
    """Read a policy document into the draft."""
    page = drafts.draft_page(current_actor().user_id)
    form = DocumentForm(version=page.draft.version)
    if form.validate_on_submit():
        key, deed = form.key.data, (current_actor(), form.version.data)
        try:
            doubts = drafting.add_document(*deed, key, form.data_bytes(), form.submission())
        except BadInput as refused:
            blame(form, refused)
        else:
            flash(f"已读入草稿，有 {doubts} 处疑点要对照原文核对。" if doubts else "已读入草稿，没有疑点。", "success")
            return redirect(url_for("policybook.file", name=f"documents/{key}.toml"))
    return render_template("policybook/add_document.html", form=form), 422 if request.method == "POST" else 200


@blueprint.post("/rules/draft/renew")
@requires(Permission.CONFIGURE)
def renew() -> Page:
    """Put the draft onto the newest edition."""
    form = DraftForm()
    if form.validate_on_submit():
        both = drafting.renew(current_actor(), form.version.data, form.submission())
        flash("草稿已改到最新版本上，请重新核对和试算。", "success")
        if both:
            flash(f"{'、'.join(both)} 两边都改过，以您的草稿为准；请看下面的对照，别把对方的改动盖掉。", "info")
    return redirect(url_for("policybook.draft"))


@blueprint.post("/rules/draft/discard")
@requires(Permission.CONFIGURE)
def discard() -> Page:
    """Give the draft up."""
    form = DraftForm()
    if form.validate_on_submit():
        drafting.discard(current_actor(), form.version.data, form.submission())
        flash("草稿已放弃，现行规则没有改变。", "success")
    return redirect(url_for("policybook.editions"))
