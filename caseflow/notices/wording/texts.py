"""The words of a notice: the administrator's newest edition, else templates/notices/<event>.<audience>.txt.

Mail is read by others too: a text says what happened, by when, and where to read more; it holds no personal data
beyond what its reader gave. SMS have texts of their own in templates/notices/sms.toml: one sentence or two, without an
address of the web, which readers have learnt to distrust.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from flask import current_app
from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from sqlalchemy import func, select

from caseflow.core.audiences import Audience, Channel
from caseflow.core.chinese import chinese_date
from caseflow.core.lifecycle import Status
from caseflow.core.notices import WITH_LINK
from caseflow.notices.holders import holding_unit
from caseflow.settings import ROOT, Settings
from caseflow.store import clock, editions
from caseflow.store.clocks import running_clock
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Event, Letter, Measure, Notice, NoticeText, RespondentLink, Result, Unit
from caseflow.store.reply_link import reply_until, reply_url
from caseflow.store.respondent_code import reply_address

TEXTS = ROOT / "templates" / "notices"
FAULTS = (TemplateError, TypeError, ValueError, AttributeError)
"""What a text raises that asks for what is not there, or formats as a day what is none."""
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
    "order": "督办书要求的答复",
    "measure": "措施要求的答复",
    "review_level": "销号审核",
    "publication": "销号公示",
    "follow_up": "回访",
    "instalment": "分期付款",
    "supervision": "督办要求的答复",
    "listing": "挂牌办结",
    "listing_report": "挂牌案件进展报告",
    "recheck": "回头看",
}
REMINDED: Mapping[str, str] = {"ClockDueSoon": "将于", "ClockOverdue": "已经超过期限，期限是", "ClockMoved": "期限调整为"}
OUTCOMES = {"satisfied": "满意", "unsatisfied": "不满意", "unreached": "没有联系上"}


@dataclass(frozen=True)
class Wording:
    """A rendered notice and the edition of the text it was made from."""

    subject: str
    body: str
    version: int = 0


@dataclass(frozen=True)
class Source:
    """A text before anything is filled in; version 0 is the shipped file."""

    subject: str
    body: str
    version: int = 0


def _day(value: date | None) -> str:
    """A day in Chinese; raises TypeError for none, so that no sentence goes out with a hole in it."""
    if value is None:
        raise TypeError("no day")
    return chinese_date(value)


def _environment() -> ImmutableSandboxedEnvironment:
    loaded = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    # what a text may use is listed by wording/variables.py; nothing else is within its reach
    loaded.globals.clear()
    loaded.filters.clear()
    loaded.filters["day"] = _day
    return loaded


environment = _environment()


@lru_cache(maxsize=1024)
def _compiled(source: str) -> Template:
    return environment.from_string(source)


@lru_cache(maxsize=512)
def shipped(name: str, channel: str) -> Source:
    """The first edition of a text: the file's first line is the subject, the rest the body; that of an SMS is its own."""
    subject, _, body = (TEXTS / f"{name}.txt").read_text(encoding="utf-8").strip().partition("\n")
    return Source(subject.strip(), short_texts()[name] if channel == Channel.SMS else body.strip())


@lru_cache(maxsize=1)
def short_texts() -> Mapping[str, str]:
    """The first edition of every SMS by the name of its text."""
    return tomllib.loads((TEXTS / "sms.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=16)
def ending(audience: str) -> str:
    """The lines every text for this audience ends with; the administrator's words stand before them."""
    own = TEXTS / f"{audience}_end.txt"
    return (own if own.exists() else TEXTS / "end.txt").read_text(encoding="utf-8")


def current(name: str, channel: str) -> Source:
    """The text in use: the administrator's newest edition, else the shipped one."""
    query = select(NoticeText).where(NoticeText.name == name, NoticeText.channel == channel)
    newest = db.session.scalar(query.order_by(NoticeText.version.desc()).limit(1))
    return shipped(name, channel) if newest is None else Source(newest.subject, newest.body, newest.version)


def render(name: str, values: Mapping[str, Any]) -> Wording:
    """The text `name` in use for `values["channel"]`, filled in.

    Raises jinja2.TemplateError where the text asks for what is not there.
    """
    return fill(current(name, values["channel"]), name, values)


def fill(source: Source, name: str, values: Mapping[str, Any]) -> Wording:
    """`source` with `values`, its subject in one line whatever the values hold, and the ending of its channel."""
    subject = " ".join(_compiled(source.subject).render(values).split())
    body = _compiled(source.body).render(values).strip()
    return Wording(
        subject, f"{body}\n{_compiled(ending(name.rpartition('.')[2])).render(values)}".strip() + "\n", source.version
    )


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
    if event.kind == "RemindersGathered":
        base["reminders"] = _reminders(event.data["digest_id"], settings.server_name)
    return base if case is None else base | _of_case(event, case, settings.server_name)


def _reminders(digest_id: int, site: str) -> str:
    """What a digest carries: numbers, limits, days and where to look, and nothing about anybody."""
    query = select(Event, Case.number, Notice.audience).join(Notice, Notice.event_id == Event.id)
    query = query.join(Case, Case.id == Event.case_id).where(Notice.digest_id == digest_id)
    carried = {event.id: (event, number, audience) for event, number, audience in db.session.execute(query)}
    return "\n".join(
        f"{number}（{CLOCK_WORDS[event.data['clock']]}）：{_reminded(event)}\n{_place(site, number, audience)}"
        for event, number, audience in sorted(carried.values(), key=lambda row: (row[0].data["due"], row[0].id))
    )


def _place(site: str, number: str, audience: str) -> str:
    """Where a reader finds the matter: a department that is asked for the size does not see the case."""
    return f"{site}/determinations" if audience == Audience.DETERMINING else f"{site}/cases/{number}"


def _reminded(event: Event) -> str:
    day = f"{REMINDED[event.kind]} {chinese_date(date.fromisoformat(event.data['due']))}"
    return f"{day} 届满" if event.kind == "ClockDueSoon" else day


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
        "receiving": _unit_name(event.data.get("to_unit_id") or case.receiving_unit_id),
        "lead": _unit_name(event.data.get("lead_unit_id") or case.lead_unit_id),
        "holder": _unit_name(holding_unit(event, case)),
        "letter": db.session.get_one(Letter, letter_id).number if letter_id else "",
        "again": bool(db.session.scalar(earlier)),
        "listing": editions.current().supervision.listed_as(case.listing),
        "measure": _measure(event),
        "clock": CLOCK_WORDS.get(event.data.get("clock", ""), "办理"),
        "answer": OUTCOMES.get(event.data.get("answer", ""), ""),
        "until": _until(case, event.data.get("clock_id")),
        "link": f"{site}/cases/{case.number}",
        **_reply(event),
    }


def _until(case: Case, clock_id: int | None) -> date | None:
    """The postponed end of the clock the event names, else of a running rework, else of the days for the result."""
    named = db.session.get_one(Clock, clock_id) if clock_id else running_clock(case.id, "rework")
    if named or case.result_until is None:
        return named.due_rolled if named else None
    return editions.current().calendar.next_working_day(case.result_until)


def _measure(event: Event) -> dict[str, Any]:
    """The measure of supervision that the event is about: its name, office, number and day; empty for others."""
    row = db.session.get(Measure, event.data.get("measure_id") or 0)
    if row is None:
        return {}
    name = editions.current().supervision.name(row.kind)
    return {"name": name, "office": _unit_name(row.unit_id), "number": row.number, "due": row.due, "kind": row.kind}


def _reply(event: Event) -> dict[str, Any]:
    """The link by which the firm answers the result that the event is about, and its last day; nothing for others."""
    if event.kind not in WITH_LINK:
        return {}
    result = db.session.get_one(Result, event.data["result_id"])
    return {"reply": reply_url(result), "reply_until": reply_until(result)}


def of_link(link: RespondentLink) -> dict[str, Any]:
    """What the mail to a respondent alone knows besides: the address behind which it answers, and the last day of that."""
    measure, letter = db.session.get_one(Measure, link.measure_id), db.session.get_one(Letter, link.letter_id)
    until = db.session.get_one(Clock, measure.clock_id).due_rolled if measure.clock_id else None
    return {"reply": reply_address(letter), "reply_until": until}


def _unit_name(unit_id: int | None) -> str:
    return db.session.get_one(Unit, unit_id).name if unit_id else ""


def _value(value: Any) -> Any:
    """Days of the trail are days again; everything else stays a code, number or amount."""
    return date.fromisoformat(value) if isinstance(value, str) and ISO_DAY.fullmatch(value) else value
