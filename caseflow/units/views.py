"""Pages of offices."""

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from caseflow.core.access import Permission
from caseflow.core.errors import BadInput, Incomplete, Stale
from caseflow.store import editions
from caseflow.store.unit_of_work import Repeated
from caseflow.units import actions, queries
from caseflow.units.forms import UnitFilterForm, UnitForm, VersionForm
from caseflow.web.access import current_actor, requires
from caseflow.web.forms import choices
from caseflow.web.regions import own_region_choices

blueprint = Blueprint("units", __name__, url_prefix="/units")
Page = str | tuple[str, int] | Response


@blueprint.get("")
@requires(Permission.CONFIGURE)
def browse() -> Page:
    """The offices, narrowed by the address."""
    edition = editions.current()
    form = UnitFilterForm(request.args)
    form.place.choices = own_region_choices(edition, "全部")
    form.line.choices = choices([(name, name) for name in queries.lines(edition)], "全部")()
    valid = form.validate()
    page = _page_number()
    rows, total = queries.listed(edition, form.narrowed() if valid else queries.Filter(), page)
    kept = {"form": form, "rows": rows, "total": total, "page": page, "size": queries.PAGE, "link": _link}
    return render_template("units/browse.html", **kept), 200 if valid else 422


@blueprint.get("/<int:unit_id>")
@requires(Permission.CONFIGURE)
def show(unit_id: int) -> Page:
    """One office and what was changed on it."""
    office = queries.shown(unit_id)
    form = VersionForm(formdata=None, version=office.unit.version)
    return render_template("units/show.html", office=office, unit=office.unit, form=form)


@blueprint.get("/<int:unit_id>/edit")
@requires(Permission.CONFIGURE)
def edit(unit_id: int) -> Page:
    """The form of one office."""
    unit = queries.unit_of(unit_id)
    return render_template("units/edit.html", form=UnitForm.of(unit), unit=unit, refused=[], newer=())


@blueprint.post("/<int:unit_id>/edit")
@requires(Permission.CONFIGURE)
def change(unit_id: int) -> Page:
    """Change an office; what was typed stays where it is refused."""
    unit, form = queries.unit_of(unit_id), UnitForm()
    if not form.validate() or not form.ask_why(unit.name):
        return _again(unit_id, form, [])
    try:
        actions.change_unit(current_actor(), unit_id, form.version.data, form.unit_data(), form.submission())
    except BadInput as refused:
        return _again(unit_id, form, [str(refused)])
    except Stale as stale:
        return _newer(unit_id, form, str(stale))
    except Repeated as twice:
        flash(str(twice), "info")
    else:
        flash("已保存。", "success")
    return redirect(url_for("units.show", unit_id=unit_id))


@blueprint.post("/<int:unit_id>/confirm")
@requires(Permission.CONFIGURE)
def confirm(unit_id: int) -> Page:
    """Put on record that the contact was checked."""
    form = VersionForm()
    if not form.validate():
        raise BadInput("这一页不完整，请重新打开页面再试。")
    try:
        actions.confirm_contact(current_actor(), unit_id, form.version.data, form.submission())
        flash("联系方式已确认，可以向这个机构转办。", "success")
    except Repeated as twice:
        flash(str(twice), "info")
    except Incomplete as missing:
        flash(str(missing), "error")
    except Stale as stale:
        flash(f"{stale}请核对下面的最新内容再确认。", "error")
    return redirect(url_for("units.show", unit_id=unit_id))


def _again(unit_id: int, form: UnitForm, refused: list[str]) -> tuple[str, int]:
    unit = queries.unit_of(unit_id)
    return render_template("units/edit.html", form=form, unit=unit, refused=refused, newer=()), 422


def _newer(unit_id: int, form: UnitForm, sentence: str) -> tuple[str, int]:
    """The form with what was typed, beside what the office looks like now; sending it once more is a choice."""
    office = queries.shown(unit_id)
    form.renew(office.unit.version)
    kept = {"form": form, "unit": office.unit, "refused": [sentence], "newer": office.changes[:3]}
    return render_template("units/edit.html", **kept), 409


def _page_number() -> int:
    page = request.args.get("page", "1")
    return max(int(page), 1) if page.isascii() and page.isdigit() and len(page) < 7 else 1


def _link(page: int) -> str:
    kept = {name: value for name, value in request.args.items() if value and name != "page"}
    return f"{url_for('units.browse')}?{urlencode({**kept, 'page': page})}"
