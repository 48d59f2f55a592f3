"""Published editions, the check and dry run of a draft, its publication; full texts of documents."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from caseflow.core.access import Permission
from caseflow.core.errors import BadInput, Stale
from caseflow.policybook.actions import publishing, texts
from caseflow.policybook.forms.drafting import AskForm, DraftForm, FullTextForm, PublishForm, TrialForm, blame
from caseflow.policybook.queries import drafts, library, trials
from caseflow.policybook.views.book import blueprint
from caseflow.web.access import current_actor, requires
from caseflow.web.conflicts import typed

Page = str | tuple[str, int] | Response
ROWS = 50
LAST_PAGE = 100_000


@blueprint.get("/rules")
@requires(Permission.CONFIGURE)
def editions() -> Page:
    """All published editions."""
    number = _page_number()
    rows, total = drafts.history(number)
    person_id = current_actor().user_id
    return render_template(
        "policybook/editions.html", rows=rows, total=total, number=number, size=drafts.PAGE, form=AskForm(),
        draft=drafts.open_draft(person_id), others=drafts.other_drafts(person_id),
    )  # fmt: skip


@blueprint.get("/rules/<int:edition_id>")
@requires(Permission.CONFIGURE)
def edition(edition_id: int) -> Page:
    """One published edition: what it changed."""
    page, draft = drafts.edition_page(edition_id), drafts.open_draft(current_actor().user_id)
    form = DraftForm(version=draft.version) if draft else None
    return render_template("policybook/edition.html", page=page, form=form)


@blueprint.get("/rules/<int:edition_id>/file")
@requires(Permission.CONFIGURE)
def edition_file(edition_id: int) -> Page:
    """One file of a published edition, whole."""
    row, name = drafts.edition_row(edition_id), request.args.get("name", "")
    return render_template("policybook/edition_file.html", row=row, name=name, text=row.files.get(name, ""))


@blueprint.post("/rules/draft/check")
@requires(Permission.CONFIGURE)
def check() -> Page:
    """Check the draft whole."""
    form = DraftForm()
    if form.validate_on_submit():
        good = publishing.check_draft(current_actor(), form.version.data)
        flash(
            "核对通过，接着用以往案件试算。" if good else "核对没有通过，错误列在下面。", "success" if good else "error"
        )
    return redirect(url_for("policybook.draft", _anchor="check"))


@blueprint.route("/rules/draft/trial", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def trial() -> Page:
    """The dry run against past cases."""
    page = drafts.draft_page(current_actor().user_id)
    form = TrialForm(version=page.draft.version)
    if form.validate_on_submit():
        publishing.try_draft(current_actor(), form.version.data, int(form.most.data))
        return redirect(url_for("policybook.trial"))
    number = _page_number()
    shown = page.trial["changes"][(number - 1) * ROWS : number * ROWS] if page.trial else []
    return render_template(
        "policybook/trial.html",
        page=page,
        form=form,
        rows=shown,
        number=number,
        size=ROWS,
        kinds=trials.KINDS,
        dates_number=_page_number("dates"),
    ), 422 if request.method == "POST" else 200


@blueprint.route("/rules/draft/publish", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def publish() -> Page:
    """The last look, and publication."""
    page = drafts.draft_page(current_actor().user_id)
    form = PublishForm(version=page.draft.version)
    if form.validate_on_submit():
        try:
            version = publishing.publish_draft(current_actor(), form.publication(), form.submission())
        except Stale as late:
            return _overtaken(late)
        flash(f"规则版本 {version} 已发布，从现在起的新决定都用它；以前的决定保留原来的版本。", "success")
        return redirect(url_for("policybook.editions"))
    status = 422 if request.method == "POST" else 200
    return render_template("policybook/publish.html", page=page, form=form, kinds=trials.KINDS), status


@blueprint.route("/rules/texts", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def full_texts() -> Page:
    """The deployment's own copies of the documents."""
    form, imported = FullTextForm(), None
    if form.validate_on_submit():
        try:
            imported = texts.import_text(current_actor(), form.data_bytes(), form.submission())
        except BadInput as refused:
            blame(form, refused)
    status = 422 if request.method == "POST" and imported is None else 200
    return render_template(
        "policybook/full_texts.html", form=form, imported=imported, documents=library.documents(), texts=library.texts()
    ), status


def _page_number(of: str = "page") -> int:
    return min(max(request.args.get(of, 1, type=int), 1), LAST_PAGE)


def _overtaken(late: Stale) -> tuple[str, int]:
    return render_template(
        "errors/stale.html", title="规则已有新的变化", sentence=str(late), changes=(), typed=typed(),
        reload_url=url_for("policybook.draft"),
    ), 409  # fmt: skip
