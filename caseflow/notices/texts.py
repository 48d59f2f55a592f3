"""The words of a notice: templates/notices/<event>.<audience>.txt, first line the subject, the rest the body.

Mail is read by others too: a text says what happened, by when, and where to read more; it holds no personal data
beyond what its reader gave.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlalchemy import func, select

from caseflow.core.chinese import chinese_date
from caseflow.core.lifecycle import Status
from caseflow.settings import ROOT, Settings
from caseflow.store import clock, editions
from caseflow.store.clocks import running_clock
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Event, Letter, Measure, Unit

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

CLOCK_WORDS: Mapping[str, str] = {
    "review": "受理审查",
    "supplement": "补正材料",
    "determination": "规模认定",
    "appeal": "异议答复",
    "dispatch": "转办",
    "sign": "签收",
    "objection": "提出退单",
    "objection_decision": "退单审核",
    "result": "反馈处理结果",
    "result_max": "反馈处理结果（最长期限）",
    "result_simple": "反馈处理结果",
    "result_ordinary": "反馈处理结果",
    "result_complex": "反馈处理结果",
    "rework": "重新报送处理结果",
    "round": "反馈本轮处理结果",
    "reply": "被投诉单位答复",
    "order": "督办答复",
    "review_level": "销号审核",
    "publication": "销号公示",
    "follow_up": "回访",
    "instalment": "分期付款",
    "supervision": "督办要求的答复",
    "listing": "挂牌办结",
    "listing_report": "挂牌案件进展报告",
    "recheck": "回头看",
}
OUTCOMES = {"satisfied": "满意", "unsatisfied": "不满意", "unreached": "没有联系上"}


@dataclass(frozen=True)
class Wording:
    """A rendered notice."""

    subject: str
    body: str


def _environment() -> Environment:
    loaded = Environment(
        loader=FileSystemLoader(ROOT / "templates" / "notices"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    loaded.filters["day"] = chinese_date
    return loaded


environment = _environment()


def render(name: str, values: Mapping[str, Any]) -> Wording:
    """Template `name` with `values`: its first line is the subject (one line, whatever the values hold).

    Raises jinja2.TemplateError where the template asks for what is not there.
    """
    subject, _, body = environment.get_template(name).render(values).strip().partition("\n")
    return Wording(" ".join(subject.split()), body.strip() + "\n")


def context(event: Event, case: Case | None) -> dict[str, Any]:
    """What every reader's text may use: the event's own facts, the case, its units, and where to read more.

    Templates get `login` (the reader's) and `channel` besides.
    """
    settings: Settings = current_app.config["SETTINGS"]
    base = {
        "data": {name: _value(value) for name, value in event.data.items()},
        "today": clock.day_of(event.at),
        "site": settings.server_name,
    }
    return base if case is None else base | _of_case(event, case, settings.server_name)


def _of_case(event: Event, case: Case, site: str) -> dict[str, Any]:
    letter_id = event.data.get("letter_id")
    earlier = select(func.count()).where(
        Event.case_id == case.id, Event.kind == event.kind, Event.sequence < event.sequence
    )
    return {
        "number": case.number,
        "category": case.category,
        "status": Status(event.status).label if event.status else "",
        "respondent": case.respondent_name,
        "receiving": _unit_name(case.receiving_unit_id),
        "lead": _unit_name(event.data.get("lead_unit_id") or case.lead_unit_id),
        "letter": db.session.get_one(Letter, letter_id).number if letter_id else "",
        "again": bool(db.session.scalar(earlier)),
        "measure": _measure(event),
        "clock": CLOCK_WORDS.get(event.data.get("clock", ""), "办理"),
        "answer": OUTCOMES.get(event.data.get("answer", ""), ""),
        "until": _until(case, event.data.get("clock_id")),
        "link": f"{site}/cases/{case.number}",
    }


def _until(case: Case, clock_id: int | None) -> date | None:
    """The postponed end of the clock the event names, else of a running rework, else the day the result is due."""
    named = db.session.get_one(Clock, clock_id) if clock_id else running_clock(case.id, "rework")
    return named.due_rolled if named else case.result_until


def _measure(event: Event) -> dict[str, Any]:
    """The measure of supervision that the event is about: its name, office, number and day; empty for others."""
    row = db.session.get(Measure, event.data.get("measure_id") or 0)
    if row is None:
        return {}
    name = editions.current().supervision.name(row.kind)
    return {"name": name, "office": _unit_name(row.unit_id), "number": row.number, "due": row.due, "kind": row.kind}


def _unit_name(unit_id: int | None) -> str:
    return db.session.get_one(Unit, unit_id).name if unit_id else ""


def _value(value: Any) -> Any:
    """Days of the trail are days again; everything else stays a code, number or amount."""
    return date.fromisoformat(value) if isinstance(value, str) and ISO_DAY.fullmatch(value) else value
