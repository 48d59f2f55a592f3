"""The pages of supervision: the board, and one page per step of the ladder."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.core.access import Permission
from caseflow.core.deadlines import due_date
from caseflow.core.errors import Denied, IllegalMove
from caseflow.store import clock, editions
from caseflow.store.models import Case
from caseflow.supervision import forms, ladder, measures, panel, queries, replies
from caseflow.web.access import current_actor, requires
from caseflow.web.steps import open_page, step_page
from caseflow.web.uploads import take_large

blueprint = Blueprint("supervision", __name__)
GET_POST = ["GET", "POST"]
UPLOADS = {"supervision.answer", "supervision.report", "supervision.record_return"}
VIEWS = {"listed": "挂牌案件", "todo": "建议采取的措施", "waiting": "待送达、待审核"}


@blueprint.url_value_preprocessor
def allow_large(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Only where files come in may a request be large; this runs before anything reads the body."""
    if endpoint in UPLOADS:
        take_large()


@blueprint.get("/supervision")
@requires(Permission.SUPERVISE)
def board() -> ResponseReturnValue:
    """The board of an office: listed cases, proposed measures, answers that wait; the address holds the filter."""
    actor, form = current_actor(), forms.BoardForm(request.args)
    form.offer(actor.territories)
    valid = form.validate()
    view = request.args.get("view", "listed")
    page = max(request.args.get("page", 1, int), 1)
    lines, total = queries.listed(actor, form.narrowed() if valid else queries.Narrowed(), page)
    found = {
        "lines": lines,
        "total": total,
        "todo": queries.todo(actor, request.args.get("after", 0, int)) if view == "todo" else None,
        "waiting": queries.waiting(actor),
    }
    shown = {"view": view if view in VIEWS else "listed", "views": VIEWS, "page": page, "size": queries.PAGE}
    return render_template("supervision/board.html", form=form, link=_link, page_url=_page_url, **found, **shown), 200 if valid else 422


@blueprint.route("/cases/<number>/supervision/<kind>", methods=GET_POST)
@requires(Permission.SUPERVISE)
def take(number: str, kind: str) -> ResponseReturnValue:
    """Take one measure of the ladder."""
    actor, case = current_actor(), open_page(number, Permission.SUPERVISE)
    rung = next((rung for rung in editions.current().supervision.rungs if rung.key == kind), None)
    if rung is None:
        abort(404)
    denied = ladder.obstacle(actor, case)
    if denied:
        raise Denied(denied)
    reasons = panel.reasons_for(case, rung)
    if not reasons and request.method == "GET":
        raise IllegalMove(f"现在不能采取“{rung.name}”：没有相应的事实，或者前一级措施还没有用过。")
    form = forms.TakeForm(version=case.version, due=_default_due(rung.days))
    form.fit(rung, reasons or [(key, "") for key in rung.criteria])
    return step_page("supervision/take.html", case, form, f"{rung.name}已送签，由本办公室另一位人员签发。",
                     lambda key: measures.take(actor, number, form.order(kind), key), rung=rung)  # fmt: skip


@blueprint.route("/cases/<number>/measures/<int:measure_id>/serve", methods=GET_POST)
@requires(Permission.SUPERVISE)
def serve(number: str, measure_id: int) -> ResponseReturnValue:
    """登记送达."""
    actor, case = current_actor(), open_page(number, Permission.SUPERVISE)
    form = forms.ServeForm(version=case.version, served_on=clock.today())
    return step_page("supervision/serve.html", case, form, "送达已登记，期限从送达次日起算。",
                     lambda key: measures.serve(actor, number, measure_id, form.note(), key),
                     **_about(case, measure_id))  # fmt: skip


@blueprint.route("/cases/<number>/measures/<int:measure_id>/judge", methods=GET_POST)
@requires(Permission.SUPERVISE)
def judge(number: str, measure_id: int) -> ResponseReturnValue:
    """审核答复."""
    actor, case = current_actor(), open_page(number, Permission.SUPERVISE)
    form = forms.JudgeForm(version=case.version)
    return step_page("supervision/judge.html", case, form, "审核决定已记录。",
                     lambda key: measures.judge(actor, number, measure_id, form.verdict(), key),
                     **_about(case, measure_id))  # fmt: skip


@blueprint.route("/cases/<number>/measures/<int:measure_id>/delist", methods=GET_POST)
@requires(Permission.SUPERVISE)
def delist(number: str, measure_id: int) -> ResponseReturnValue:
    """摘牌."""
    actor, case = current_actor(), open_page(number, Permission.SUPERVISE)
    form = forms.DelistForm(version=case.version)
    return step_page("supervision/delist.html", case, form, "摘牌通知书已送签，签发后摘牌。",
                     lambda key: measures.delist(actor, number, measure_id, form.version.data, form.reason.data, key),
                     **_about(case, measure_id))  # fmt: skip


@blueprint.route("/cases/<number>/measures/<int:measure_id>/return", methods=GET_POST)
@requires(Permission.SUPERVISE)
def record_return(number: str, measure_id: int) -> ResponseReturnValue:
    """登记回复 of the body to which accountability was referred."""
    actor, case = current_actor(), open_page(number, Permission.SUPERVISE)
    form = forms.ReportForm(version=case.version)
    return step_page("supervision/reply.html", case, form, "回复已登记，请审核。",
                     lambda key: replies.record_return(actor, number, measure_id, form.reply(), key),
                     title="登记回复", **_about(case, measure_id))  # fmt: skip


@blueprint.route("/cases/<number>/measures/<int:measure_id>/answer", methods=GET_POST)
@requires(Permission.HANDLE)
def answer(number: str, measure_id: int) -> ResponseReturnValue:
    """答复督办 by the unit."""
    actor, case = current_actor(), open_page(number, Permission.HANDLE)
    form = forms.AnswerForm(version=case.version)
    return step_page("supervision/reply.html", case, form, "答复已提交，等待督办单位审核。",
                     lambda key: replies.answer(actor, number, measure_id, form.reply(), key),
                     title="答复督办", **_about(case, measure_id))  # fmt: skip


@blueprint.route("/cases/<number>/measures/<int:measure_id>/report", methods=GET_POST)
@requires(Permission.HANDLE)
def report(number: str, measure_id: int) -> ResponseReturnValue:
    """报告进展 of a listed case by the unit."""
    actor, case = current_actor(), open_page(number, Permission.HANDLE)
    form = forms.ReportForm(version=case.version)
    return step_page("supervision/reply.html", case, form, "进展已报告。",
                     lambda key: replies.report(actor, number, measure_id, form.reply(), key),
                     title="报告进展", **_about(case, measure_id))  # fmt: skip


def _about(case: Case, measure_id: int) -> dict[str, Any]:
    """The measure that a page is about; 404 where it is not one of this case or its panel is not this actor's."""
    shown = panel.panel(current_actor(), case)
    found = next((line for line in shown.measures if line.id == measure_id), None) if shown else None
    if found is None:
        abort(404)
    return {"measure": found}


def _default_due(days: int) -> date:
    """The day that so many working days from today lead to."""
    edition = editions.current()
    return due_date(edition.deadlines.get("supervision", None).ordered(days), edition.calendar, clock.today()).due


def _page_url(number: int) -> str:
    return _link(page=str(number))


def _link(**changes: str) -> str:
    """This board with something else in the address; a page belongs to its filter and is left behind."""
    kept = {name: value for name, value in request.args.items() if name not in ("page", "after")}
    query = urlencode({name: value for name, value in {**kept, **changes}.items() if value})
    return f"{url_for('supervision.board')}?{query}"
