"""The texts of notices as their pages show them: which there are, their editions, and what a text looks like filled in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from caseflow.core.audiences import Channel
from caseflow.core.differences import DiffLine, differences
from caseflow.core.errors import NotFound
from caseflow.core.events import EVENTS
from caseflow.core.notices import Voice, voices
from caseflow.notices.wording.checking import grammar, values_seen
from caseflow.notices.wording.texts import FAULTS, Source, Wording, context, current, fill, shipped
from caseflow.notices.wording.variables import Variable, samples, variables
from caseflow.store.db import db
from caseflow.store.models import Case, Event, NoticeText, Person

PAGE = 20
UNFINISHED = "这段文字还不能填写，请先改正上面指出的地方。"
CHANGED, SHIPPED = "changed", "shipped"


@dataclass(frozen=True)
class Line:
    """A text in the list: of which event, to whom, how, and which edition is in use."""

    name: str
    channel: str
    event: str
    audience: str
    way: str
    version: int
    at: datetime | None


@dataclass(frozen=True)
class Preview:
    """A text filled in: what with, and what came out; `failure` is a sentence where nothing did."""

    title: str
    text: Wording | None
    failure: str = ""


@dataclass(frozen=True)
class Made:
    """An edition in the history: who made it when and why, and what it changed of the one before."""

    version: int
    by: str
    at: datetime
    reason: str
    lines: tuple[DiffLine, ...]


@dataclass(frozen=True)
class TextPage:
    """One text with everything its page shows."""

    line: Line
    source: Source
    variables: tuple[Variable, ...]
    history: tuple[Made, ...]
    is_shipped: bool


def voice_of(name: str, channel: str) -> Voice:
    """The text's event, audience and channels. Raises NotFound where the table asks for no such text."""
    voice = voices().get(name)
    if voice is None or channel not in voice.channels:
        raise NotFound("没有这种通知文字。")
    return voice


def event_word(kind: str) -> str:
    """What an event is called in Chinese."""
    return EVENTS[kind].word()


def listed(words: str, channel: str, state: str, page: int) -> tuple[tuple[Line, ...], int]:
    """One page of the texts whose event or audience holds `words`, of one channel or all, changed or not; and how many."""
    newest = _newest()
    lines = [_line(name, way, newest) for name, voice in voices().items() for way in voice.channels]
    kept = [line for line in lines if _wanted(line, words, channel, state)]
    return tuple(kept[(page - 1) * PAGE : page * PAGE]), len(kept)


def shown(name: str, channel: str) -> TextPage:
    """One text. Raises NotFound."""
    voice = voice_of(name, channel)
    source = current(name, channel)
    first = shipped(name, channel)
    same = (source.subject, source.body) == (first.subject, first.body)
    line = _line(name, Channel(channel), _newest())
    return TextPage(line, source, variables(voice, channel), tuple(_history(name, channel)), same)


def previews(name: str, channel: str, source: Source) -> tuple[Preview, ...]:
    """`source` with example values and, where such an event ever happened, with the newest real one.

    Of the real one only days, offices and limits are used: its number, names and money are the examples'.
    """
    voice = voice_of(name, channel)
    if any(grammar(voice, channel, source).values()):
        return (Preview("用样例填写", None, UNFINISHED),)
    found = [_preview("用样例填写", name, source, samples(variables(voice, channel), channel))]
    event = db.session.scalar(select(Event).where(Event.kind == voice.kind).order_by(Event.id.desc()).limit(1))
    if event is not None:
        case = db.session.get_one(Case, event.case_id) if event.case_id else None
        title = "用最近一次真实的事件填写（编号、账号和金额仍用样例）"
        found.append(_preview(title, name, source, values_seen(voice, channel, context(event, case))))
    return tuple(found)


def _preview(title: str, name: str, source: Source, values: Mapping[str, Any]) -> Preview:
    try:
        return Preview(title, fill(source, name, values))
    except FAULTS:
        # the text is still being written; what is wrong with it stands at its box
        return Preview(title, None, UNFINISHED)


def _newest() -> dict[tuple[str, str], tuple[int, datetime]]:
    query = select(NoticeText.name, NoticeText.channel, func.max(NoticeText.version), func.max(NoticeText.changed_at))
    rows = db.session.execute(query.group_by(NoticeText.name, NoticeText.channel))
    return {(name, channel): (version, at) for name, channel, version, at in rows}


def _line(name: str, channel: Channel, newest: Mapping[tuple[str, str], tuple[int, datetime]]) -> Line:
    voice = voices()[name]
    version, at = newest.get((name, channel), (0, None))
    return Line(name, channel, event_word(voice.kind), voice.audience.label, channel.label, version, at)


def _wanted(line: Line, words: str, channel: str, state: str) -> bool:
    return (
        words in f"{line.event} {line.audience}"
        and channel in ("", line.channel)
        and state in ("", CHANGED if line.version else SHIPPED)
    )


def _history(name: str, channel: str) -> Iterator[Made]:
    """The editions, newest first, each against the one before it; the first against the shipped text."""
    query = (
        select(NoticeText, Person.name)
        .join(Person, Person.id == NoticeText.changed_by_id)
        .where(NoticeText.name == name, NoticeText.channel == channel)
        .order_by(NoticeText.version)
    )
    before, found = shipped(name, channel), []
    for row, by in db.session.execute(query):
        after = Source(row.subject, row.body, row.version)
        found.append(Made(row.version, by, row.changed_at, row.reason, tuple(compared(before, after))))
        before = after
    yield from reversed(found)


def compared(before: Source, after: Source) -> Iterator[DiffLine]:
    """What differs, the subject being the first line."""
    return differences(f"{before.subject}\n{before.body}", f"{after.subject}\n{after.body}")
