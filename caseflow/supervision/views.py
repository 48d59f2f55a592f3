"""The pages of measures: the board of an office, and one page per step of a measure."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.core.access import Permission
from caseflow.core.deadlines import DayKind, due_date
from caseflow.core.errors import Denied, IllegalMove
from caseflow.core.supervision import Rung
from caseflow.documents.forms import ServiceForm
from caseflow.documents.kinds import kind_of
from caseflow.store import clock, editions
from caseflow.store.clocks import rule_for
from caseflow.store.models import Case
from caseflow.supervision import asked, drafts, forms, measures, panel, queries, replies, roads
from caseflow.supervision.claims import claims_of
from caseflow.supervision.words import QUESTIONS
from caseflow.web.access import current_actor, requires
from caseflow.web.steps import open_page, step_page
from caseflow.web.uploads import take_large

blueprint = Blueprint("supervision", __name__)
GET_POST = ["GET", "POST"]
DONE = {True: "{}已送签，由另一位有权签发的人签发后生效。", False: "{}已发出，请登记送达。"}
"""By whether somebody has to sign the letter first."""
UPLOADS = {"supervision.answer", "supervision.report", "supervision.record_return", "supervision.serve"}
VIEWS = {
    "listed": "挂牌案件", "todo": "建议采取的措施", "waiting": "待送达、待审核", "respondents": "对被投诉单位的措施",
    "asked": "提请本办协调",
}  # fmt: skip


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
    narrowed = form.narrowed() if valid else queries.Narrowed()
    waiting = queries.waiting(actor)
    found: dict[str, Any] = {"waiting": waiting, "counts": {"waiting": len(waiting), "asked": asked.count_open(actor)}}
    if view == "todo":
        found["todo"] = queries.todo(actor, request.args.get("after", 0, int))
    elif view == "asked":
        found["lines"], found["total"] = asked.asked(actor, page)
    elif view == "respondents":
        found["lines"], found["total"] = queries.on_respondents(actor, narrowed.respondent, page)
    else:
        found["lines"], found["total"] = queries.listed(actor, narrowed, page)
    shown = {"view": view if view in VIEWS else "listed", "views": VIEWS, "page": page, "size": queries.PAGE}
    return render_template("supervision/board.html", form=form, link=_link, page_url=_page_url, **found, **shown), 200 if valid else 422


@blueprint.route("/cases/<number>/supervision/<kind>", methods=GET_POST)
@requires(Permission.MEASURE)
def take(number: str, kind: str) -> ResponseReturnValue:
    """Take one measure of a road."""
    actor, case = current_actor(), open_page(number, Permission.MEASURE)
    rung = next((rung for rung in editions.current().supervision.rungs if rung.key == kind), None)
    if rung is None:
        abort(404)
    denied = roads.obstacle(actor, case, roads.road_of(kind))
    if denied:
        raise Denied(denied)
    reasons = panel.reasons_for(actor, case, rung)
    if not reasons and request.method == "GET":
        raise IllegalMove(f"现在不能采取“{rung.name}”：没有相应的事实，或者前一级措施还没有用过。")
    sent = _sent_back(case)
    form = forms.TakeForm(version=case.version, **_first_values(case, rung, sent))
    office = roads.issuer(actor, roads.road_of(kind))
    form.fit(rung, reasons or [(key, "") for key in rung.criteria], roads.bodies(case, rung, office))
    return step_page("supervision/take.html", case, form, DONE[bool(kind_of(rung.letter).approval)].format(rung.name),
                     lambda key: measures.take(actor, number, form.order(kind), key), rung=rung, issuer=office.name,
                     returned=sent, basis=roads.basis(case, kind, office), limit=_limit(case, rung),
                     signed=kind_of(rung.letter).approval)  # fmt: skip


@blueprint.route("/cases/<number>/measures/<int:measure_id>/serve", methods=GET_POST)
@requires(Permission.MEASURE)
def serve(number: str, measure_id: int) -> ResponseReturnValue:
    """登记送达."""
    actor, case = current_actor(), open_page(number, Permission.MEASURE)
    form = ServiceForm(version=case.version)
    return step_page("supervision/serve.html", case, form, "送达已登记。",
                     lambda key: measures.serve(actor, number, measure_id, form.service(), key),
                     **_about(case, measure_id))  # fmt: skip


@blueprint.route("/cases/<number>/measures/<int:measure_id>/judge", methods=GET_POST)
@requires(Permission.MEASURE)
def judge(number: str, measure_id: int) -> ResponseReturnValue:
    """审核答复."""
    actor, case = current_actor(), open_page(number, Permission.MEASURE)
    form = forms.JudgeForm(version=case.version)
    return step_page("supervision/judge.html", case, form, "审核决定已记录。",
                     lambda key: measures.judge(actor, number, measure_id, form.verdict(), key),
                     **_about(case, measure_id))  # fmt: skip


@blueprint.route("/cases/<number>/measures/<int:measure_id>/delist", methods=GET_POST)
@requires(Permission.SUPERVISE)
def delist(number: str, measure_id: int) -> ResponseReturnValue:
    """摘牌."""
    actor, case = current_actor(), open_page(number, Permission.SUPERVISE)
    sent = _sent_back(case)
    form = forms.DelistForm(version=case.version, **(sent.values if sent else {}))
    return step_page("supervision/delist.html", case, form, "摘牌通知书已送签，签发后摘牌。",
                     lambda key: measures.delist(actor, number, measure_id, form.version.data, form.reason.data, key),
                     returned=sent, **_about(case, measure_id))  # fmt: skip


@blueprint.route("/cases/<number>/measures/<int:measure_id>/return", methods=GET_POST)
@requires(Permission.MEASURE)
def record_return(number: str, measure_id: int) -> ResponseReturnValue:
    """登记 what the respondent or another body sent back, or how a meeting went."""
    actor, case = current_actor(), open_page(number, Permission.MEASURE)
    about = _about(case, measure_id)
    form = _return_form(case, about["measure"])
    returned = about["measure"].returned
    done = f"{returned}已登记{'，请审核' if about['measure'].judged else ''}。"
    return step_page("supervision/reply.html", case, form, done,
                     lambda key: replies.record_return(actor, number, measure_id, form.reply(), key),
                     title=f"登记{returned}", **about)  # fmt: skip


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


def _return_form(case: Case, measure: panel.MeasureLine) -> forms.ReportForm:
    """The form for what came back; where the respondent may answer by link, claim by claim as there."""
    if not measure.by_link:
        return forms.ReportForm(version=case.version)
    form = forms.PaperReplyForm(version=case.version)
    form.fit(claims_of(case))
    return form


def _limit(case: Case, rung: Rung) -> str:
    """The days that the rules give for the answer, where no day is typed; '' where they give none."""
    rule = rule_for(case, rung.clock) if rung.days is None and rung.clock else None
    if rule is None or rule.length is None:
        return ""
    unit = "个工作日" if rule.kind is DayKind.WORKING else "日"
    return f"从{'发出' if rung.from_sending else '送达'}的次日起 {rule.length} {unit}"


def _sent_back(case: Case) -> drafts.Returned | None:
    """What the writer goes on from, where the address names a draft of theirs that came back."""
    return drafts.returned(current_actor(), case, request.args.get("draft", type=int))


def _first_values(case: Case, rung: Rung, sent: drafts.Returned | None) -> dict[str, Any]:
    """What the form begins with: the day that so many working days from today lead to, the usual questions, the address
    that the complaint gives; before all that what was written before."""
    edition = editions.current()
    values: dict[str, Any] = {}
    if rung.days is not None:
        rule = edition.deadlines.get(rung.clock, None).ordered(rung.days)
        values["due"] = due_date(rule, edition.calendar, clock.today()).due
    if rung.letter == "verification_letter":
        values["facts"] = QUESTIONS
    if rung.by_link:
        values["postal"] = roads.respondent_address(case)
    return values | (sent.values if sent else {})


def _page_url(number: int) -> str:
    return _link(page=str(number))


def _link(**changes: str) -> str:
    """This board with something else in the address; a page belongs to its filter and is left behind."""
    kept = {name: value for name, value in request.args.items() if name not in ("page", "after")}
    query = urlencode({name: value for name, value in {**kept, **changes}.items() if value})
    return f"{url_for('supervision.board')}?{query}"
