"""The pages of the texts of notices."""

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.core.access import Permission
from caseflow.core.errors import BadInput, Stale
from caseflow.notices.wording import actions, book
from caseflow.notices.wording.checking import check
from caseflow.notices.wording.forms import EditionForm, TextFilterForm, TextForm
from caseflow.notices.wording.texts import Source
from caseflow.store.unit_of_work import Repeated
from caseflow.web.access import current_actor, requires

blueprint = Blueprint("texts", __name__, url_prefix="/notice-texts")


@blueprint.get("")
@requires(Permission.CONFIGURE)
def browse() -> ResponseReturnValue:
    """Every text, narrowed by the address."""
    form = TextFilterForm(request.args)
    valid = form.validate()
    chosen = (form.q.data or "", form.channel.data or "", form.state.data or "") if valid else ("", "", "")
    page = max(request.args.get("page", 1, int), 1)
    rows, total = book.listed(*chosen, page)
    kept = {"form": form, "rows": rows, "total": total, "page": page, "size": book.PAGE, "link": _link}
    return render_template("notices/texts/browse.html", **kept), 200 if valid else 422


@blueprint.get("/<name>/<channel>")
@requires(Permission.CONFIGURE)
def show(name: str, channel: str) -> ResponseReturnValue:
    """One text: what it says now, filled in, and its editions."""
    page = book.shown(name, channel)
    form = EditionForm(formdata=None, version=page.source.version)
    return _shown(page, form)


@blueprint.get("/<name>/<channel>/edit")
@requires(Permission.CONFIGURE)
def edit(name: str, channel: str) -> ResponseReturnValue:
    """The text in boxes, beside what it looks like filled in."""
    source = book.shown(name, channel).source
    form = TextForm(formdata=None, version=source.version, subject=source.subject, body=source.body)
    return _editing(name, channel, form, source)


@blueprint.post("/<name>/<channel>/edit")
@requires(Permission.CONFIGURE)
def change(name: str, channel: str) -> ResponseReturnValue:
    """Look at what was typed, or make it the text in use; what was typed stays where it is refused."""
    form = TextForm()
    source = form.source()
    if "preview" in request.form:
        form.blame(check(book.voice_of(name, channel), name, channel, source))
        return _editing(name, channel, form, source)
    if not form.validate():
        return _editing(name, channel, form, source), 422
    return _saved(name, channel, form, source)


@blueprint.post("/<name>/<channel>/restore")
@requires(Permission.CONFIGURE)
def restore(name: str, channel: str) -> ResponseReturnValue:
    """Back to the shipped text, as a new edition."""
    form = EditionForm()
    page = book.shown(name, channel)
    if not form.validate():
        return _shown(page, form), 422
    try:
        version = actions.restore_text(
            current_actor(), name, channel, form.version.data, form.reason.data, form.submission()
        )
        flash(f"已恢复随系统提供的文字，这是第 {version} 版。", "success")
    except (Repeated, BadInput, Stale) as refused:
        flash(str(refused), "info")
    return redirect(url_for("texts.show", name=name, channel=channel))


def _saved(name: str, channel: str, form: TextForm, source: Source) -> ResponseReturnValue:
    try:
        version = actions.change_text(current_actor(), name, channel, source, form.reason.data, form.submission())
        flash(f"已保存为第 {version} 版；以后的通知用这段文字，已经写好的通知不变。", "success")
    except actions.Unusable as refused:
        form.blame(refused.wrong)
        return _editing(name, channel, form, source), 422
    except BadInput as refused:
        form.blame({"body": [str(refused)]})
        return _editing(name, channel, form, source), 422
    except Stale as stale:
        form.renew(book.shown(name, channel).source.version)
        return _editing(name, channel, form, source, str(stale)), 409
    except Repeated as twice:
        flash(str(twice), "info")
    return redirect(url_for("texts.show", name=name, channel=channel))


def _shown(page: book.TextPage, form: EditionForm) -> str:
    previews = book.previews(page.line.name, page.line.channel, page.source)
    return render_template("notices/texts/show.html", page=page, form=form, previews=previews)


def _editing(name: str, channel: str, form: TextForm, source: Source, stale: str = "") -> str:
    """The form beside the previews; after a conflict also what the other one made of the text meanwhile."""
    page = book.shown(name, channel)
    newer = tuple(book.compared(source, page.source)) if stale else ()
    previews = book.previews(name, channel, source)
    kept = {"page": page, "form": form, "previews": previews, "stale": stale, "newer": newer}
    return render_template("notices/texts/edit.html", **kept)


def _link(page: int) -> str:
    kept = {name: value for name, value in request.args.items() if value and name != "page"}
    return f"{url_for('texts.browse')}?{urlencode({**kept, 'page': page})}"
