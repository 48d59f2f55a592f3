"""Lines, numbers and nesting: where the parts, clauses and tasks of a document begin."""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from caseflow.core.errors import BadInput
from caseflow.core.policy.normalise import SPAN
from caseflow.core.policy.numerals import NUMERAL, number

PART, CLAUSE, ARTICLE, TASK, ORDINAL = "part", "clause", "article", "task", "ordinal"
_N = rf"({NUMERAL}{{1,5}})"
_AT_START = re.compile(
    rf"(?P<chapter>第\s*{_N}\s*[章编]|第{_N}部分)|(?P<article>第\s*{_N}\s*条)|(?P<part>{_N}\s*[、.](?!\s*{NUMERAL}、))"
    rf"|(?P<clause>[（〔〈]\s*{_N}\s*[）〕〉])|(?P<ordinal>{_N}是)|(?P<task>(\d{{1,3}})\s*(?:\.(?!\d)|、))"
)


def _behind(ends: str) -> re.Pattern[str]:
    """A number inside a line, behind one of `ends` or behind a closing bracket that is not itself around a number."""
    return re.compile(
        rf"(?:(?<=[{ends}])|(?<=[^一二三四五六七八九十]）))[ \n]*"
        rf"(?:(?P<clause>（{_N}）)|(?P<part>{_N}、(?!{NUMERAL}、))|(?P<task>(\d{{1,2}})(?:\.(?!\d)|、)))"
    )


_INSIDE = _behind("。；！.")
_LOOSE = _behind("。；！. ")
_PAGE = re.compile(r"(?:[-—–―－─·•~～_=*\s]*\d{1,4}[-—–―－─·•~～_=*\s]*|第\s*\d+\s*页\s*(?:[/，共]*\s*\d+\s*页?)?)$")
_PAGE_ENDS = "0123456789页-—–―－─·•~～_=*"
_TERMINAL = "。.；：）！？”》"
_GAP = 4
MOST_MARKS = 5000
_CHILD = re.compile(rf"[^。；，（]{{2,40}}(?P<clause>（{_N}）)")


@dataclass(frozen=True)
class Line:
    """A line that is not blank, without the blanks at its ends."""

    start: int
    end: int


@dataclass(frozen=True)
class Mark:
    """The number of a part, clause or task; `end` is where its words begin. `doubt` is a sentence or empty."""

    kind: str
    value: int
    start: int
    end: int
    doubt: str = ""


@dataclass
class _Count:
    """How far each kind of number has come, and whether a higher level began since."""

    last: dict[str, int] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)

    def value(self, kind: str) -> int:
        return self.last.get(kind, 0)

    def step(self, kind: str, value: int) -> None:
        self.last[kind] = value
        self.fresh.discard(kind)
        order = [PART, ARTICLE, CLAUSE, TASK, ORDINAL]
        self.fresh.update(order[order.index(kind) + 1 :])


def split_lines(text: str) -> tuple[tuple[Line, ...], tuple[SPAN, ...]]:
    """All lines with words, and the spans of page numbers (which are no words)."""
    lines: list[Line] = []
    pages: list[SPAN] = []
    for found in re.finditer(r"[^\n]+", text):
        raw = found.group()
        start = found.start() + len(raw) - len(raw.lstrip())
        end = found.start() + len(raw.rstrip())
        if end <= start:
            continue
        if end - start <= 24 and text[end - 1] in _PAGE_ENDS and _PAGE.match(text, start, end):
            pages.append((start, end))
        else:
            lines.append(Line(start, end))
    return tuple(lines), tuple(pages)


def opening_mark(text: str, line: Line) -> Mark | None:
    """The number a line begins with, or None."""
    match = _AT_START.match(text, line.start, line.end)
    return _mark(match) if match else None


def _mark(match: re.Match[str]) -> Mark:
    kind = match.lastgroup or TASK
    word = next(re.finditer(rf"{NUMERAL}+|\d+", match.group())).group()
    start = match.start(kind)
    return Mark(PART if kind == "chapter" else kind, number(word), start, match.end())


def marks(text: str, lines: tuple[Line, ...]) -> tuple[Mark, ...]:
    """The numbers that carry the structure, in order; those that only look like numbers are left out.

    Raises BadInput when there are more than MOST_MARKS of them: no document of the genre has.
    """
    count = _Count()
    accepted: list[Mark] = []
    opening = [opening_mark(text, line) for line in lines]
    headless = not any(mark is not None and mark.kind in {PART, CLAUSE, ARTICLE} for mark in opening[1:])
    for index, line in enumerate(lines):
        settled = index == 0 or text[lines[index - 1].end - 1] in _TERMINAL or _follows(accepted, lines[index - 1])
        for mark in _candidates(text, line, opening[index], headless):
            kept = _judged(mark, count, mark == opening[index], settled, headless)
            if kept is not None:
                accepted.append(kept)
                count.step(kept.kind, kept.value)
        if len(accepted) > MOST_MARKS:
            raise BadInput(f"带序号的段落超过 {MOST_MARKS} 处，不像一份政策文件，没有解析")
    return tuple(accepted)


def _follows(accepted: list[Mark], previous: Line) -> bool:
    return bool(accepted) and accepted[-1].start >= previous.start


def _candidates(text: str, line: Line, first: Mark | None, headless: bool) -> Iterator[Mark]:
    """The number a line begins with, and what looks like numbers behind ends of sentences, headings and, in a text
    without line breaks, blanks."""
    low = line.start
    if first is not None:
        yield first
        low = yield from _child(text, first, line.end)
    pattern = _LOOSE if headless else _INSIDE
    while match := pattern.search(text, low, line.end):
        mark = _mark(match)
        yield mark
        low = yield from _child(text, mark, line.end)


def _child(text: str, mark: Mark, end: int) -> Generator[Mark, None, int]:
    """The first clause of a part may follow its heading without a break; returns where to look on."""
    match = _CHILD.match(text, mark.end, end) if mark.kind == PART else None
    if match is None:
        return mark.end
    yield Mark(CLAUSE, number(match[2]), match.start("clause"), match.end())
    return match.end()


def _judged(mark: Mark, count: _Count, at_start: bool, settled: bool, headless: bool) -> Mark | None:
    """The mark if it continues its sequence (with a doubt where a number is missing), else None."""
    last = count.value(mark.kind)
    if mark.value == 0:
        return None
    if mark.kind == ORDINAL and not (at_start and (mark.value == last + 1 or mark.value == 1)):
        return None
    if mark.value == last + 1 and (at_start or last > 0 or headless or mark.kind in count.fresh):
        return mark
    if mark.value == 1 and mark.kind in count.fresh and (at_start or mark.kind != PART):
        return mark
    if at_start and settled:
        return _irregular(mark, last)
    if headless and mark.kind in {PART, CLAUSE} and last < mark.value <= last + _GAP:
        return _irregular(mark, last)
    return None


def _irregular(mark: Mark, last: int) -> Mark | None:
    if last < mark.value <= last + _GAP:
        missing = "、".join(str(n) for n in range(last + 1, mark.value))
        return Mark(mark.kind, mark.value, mark.start, mark.end, f"序号不连续：缺第{missing}项")
    if mark.kind in {TASK, ORDINAL} and mark.value != 1:
        return None
    return Mark(mark.kind, mark.value, mark.start, mark.end, f"序号不连续：上一项是{last}，这一项是{mark.value}")
