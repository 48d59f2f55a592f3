"""The pages of 考核数字: the overview, the cases behind a figure, the scorecard of a unit, the draft of a circular, files."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.core.access import Permission, holds
from caseflow.ledger import counting, figures
from caseflow.ledger.figure_forms import FigureForm
from caseflow.ledger.figure_words import circular_paragraphs, sheets_of
from caseflow.ledger.queries import territory_choices
from caseflow.ledger.sheets import as_csv, as_xlsx
from caseflow.store import clock, editions
from caseflow.web.access import current_actor, requires

blueprint = Blueprint("figures", __name__)
SIZE, LAST_PAGE = 30, 10**6
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@blueprint.get("/figures")
@requires(Permission.SEE_FIGURES)
def overview() -> ResponseReturnValue:
    """The figures of a period, by unit or by territory."""
    form = _offered(request.args)
    valid = form.validate()
    chosen = form if valid else _offered(None)
    found = figures.overview(current_actor(), chosen.period(), chosen.by.data, chosen.territory.data or "")
    if valid:
        form.show(chosen.period())
    page = _page()
    return render_template(
        "figures/overview.html", form=form, found=found, period=chosen.period(), by=chosen.by.data, link=_link,
        lines=found.lines[(page - 1) * SIZE : page * SIZE], page=page, size=SIZE, drill=_drill,
        may_draft=holds(current_actor(), Permission.SUPERVISE),
        page_url=lambda number: _link("figures.overview", page=str(number)),
    ), 200 if valid else 422  # fmt: skip


@blueprint.get("/figures/cases/<key>")
@requires(Permission.SEE_FIGURES)
def cases(key: str) -> ResponseReturnValue:
    """The cases of one set: what a figure was counted from."""
    chosen = _chosen()
    case_set = editions.current().figures.sets.get(key)
    if case_set is None:
        abort(404)
    unit_id = request.args.get("unit", None, int)
    unit = figures.known_unit(current_actor(), unit_id) if unit_id else None
    place = counting.Place(chosen.territory.data or "", unit_id, alone="alone" in request.args)
    page = _page()
    lines, total = counting.cases_of(current_actor(), key, chosen.period(), place, page, SIZE)
    return render_template(
        "figures/cases.html", case_set=case_set, lines=lines, total=total, page=page, size=SIZE, link=_link,
        period=chosen.period(), unit=unit, others=figures.beside(key),
        page_url=lambda number: _link("figures.cases", key=key, page=str(number)),
    )  # fmt: skip


@blueprint.get("/figures/units/<int:unit_id>")
@requires(Permission.SEE_FIGURES)
def scorecard(unit_id: int) -> ResponseReturnValue:
    """The scorecard of one unit, for paper."""
    chosen = _chosen()
    unit, line, whole = figures.scorecard(current_actor(), chosen.period(), unit_id)
    return render_template(
        "figures/scorecard.html", unit=unit, line=line, whole=whole, period=chosen.period(), today=clock.today(),
        drill=_drill, back=_link("figures.overview"), office=current_actor().unit_name,
    )  # fmt: skip


@blueprint.get("/figures/circular")
@requires(Permission.SUPERVISE)
def circular() -> ResponseReturnValue:
    """The draft of a circular on the units of the territory; a person completes, numbers and signs it."""
    chosen = _chosen()
    found = figures.overview(current_actor(), chosen.period(), figures.UNIT, chosen.territory.data or "")
    return render_template(
        "figures/circular.html", found=found, lines=figures.compared(found), period=chosen.period(), today=clock.today(),
        paragraphs=circular_paragraphs(found, chosen.period()), office=current_actor().unit_name,
        back=_link("figures.overview"),
    )  # fmt: skip


@blueprint.get("/figures/export.<kind>")
@requires(Permission.SEE_FIGURES)
def export(kind: str) -> ResponseReturnValue:
    """The overview as a file, with the formulas."""
    if kind not in TYPES:
        abort(404)
    chosen = _chosen()
    found = figures.overview(current_actor(), chosen.period(), chosen.by.data, chosen.territory.data or "")
    sheets = sheets_of(found, chosen.period())
    answer = Response(as_csv(sheets[0]) if kind == "csv" else as_xlsx(sheets), content_type=TYPES[kind])
    name = f"figures-{chosen.period().since}-{chosen.period().until}.{kind}"
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


def _page() -> int:
    return min(max(request.args.get("page", 1, int), 1), LAST_PAGE)


def _offered(given: Any) -> FigureForm:
    form = FigureForm(given)
    form.offer(territory_choices(current_actor()))
    return form


def _chosen() -> FigureForm:
    """The period and place of the address; this year and everything where it cannot be used."""
    form = _offered(request.args)
    return form if form.validate() else _offered(None)


def _link(endpoint: str, **changes: str) -> str:
    """Another page of the same period and place."""
    kept = {
        name: request.args[name]
        for name in ("since", "until", "by", "territory", "unit", "alone")
        if request.args.get(name)
    }
    own = {name: value for name, value in changes.items() if name in ("key", "kind", "unit_id")}
    query = {name: value for name, value in {**kept, **changes}.items() if name not in own and value}
    address = url_for(endpoint, **own)  # type: ignore[arg-type]
    return f"{address}?{urlencode(query)}" if query else address


def _drill(key: str, line: Any = None, by: str = figures.UNIT) -> str:
    """The cases of set `key` behind a line, or behind the whole."""
    narrowed = {} if line is None else {"unit" if by == figures.UNIT else "territory": line.key}
    alone = "yes" if line is not None and line.alone else ""
    return _link("figures.cases", key=key, alone=alone, **narrowed)
