"""The clauses of a document: number, part, title, span, responsible units, and the tasks inside."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from caseflow.core.policy.annotation import IMPLEMENTING, LEAD, RESPONSIBLE, Mention, default_units, read
from caseflow.core.policy.findings import Clause, Task, Unit
from caseflow.core.policy.header import Doubt, Sheet, body_tail
from caseflow.core.policy.lexicon import Lexicon
from caseflow.core.policy.normalise import SPAN, Squeezed, squeeze
from caseflow.core.policy.notes import Finder, Note, first_leads_everywhere, sentences
from caseflow.core.policy.outline import ARTICLE, CLAUSE, ORDINAL, PART, TASK, Mark, marks
from caseflow.core.policy.titles import Titles, usual_width
from caseflow.core.policy.units import Place, Resolved, Standing, resolve

_LEAST_ARTICLES = 3
_FEW_LINES = 2


@dataclass(frozen=True)
class ClauseReading:
    """All clauses of a body, the units that implement everything, and the doubts."""

    clauses: tuple[Clause, ...]
    default: tuple[str, ...]
    problems: tuple[Doubt, ...]


@dataclass(frozen=True)
class _Item:
    """A clause before it is read: its mark (None for a part that is one clause), where it ends, the marks inside."""

    mark: Mark
    end: int
    part: str
    inner: tuple[Mark, ...]
    above: tuple[Note, ...] = ()


@dataclass
class Reader:
    """Reads the clauses of one body. `text` is normalised, `raw` is as given; both have the same offsets."""

    text: str
    raw: str
    body: Sheet
    pages: tuple[SPAN, ...]
    place: Place
    lexicon: Lexicon
    problems: list[Doubt] = field(default_factory=list)
    default: list[str] = field(default_factory=list)
    first_leads: bool = False
    _seen: dict[tuple[str, Standing | None], Resolved] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.titles = Titles(self.raw, self.text, self.pages, usual_width(self.body.lines))
        self.finder = Finder(self.text, self.pages, self.known)

    def read(self) -> ClauseReading:
        """All clauses in the order of the text."""
        self.first_leads = first_leads_everywhere(self.text)
        found = marks(self.text, self.body.lines)
        self.problems += [Doubt("numbering", (m.start, m.end), m.doubt) for m in found if m.doubt]
        end = self._end(found)
        items = self._told_apart(tuple(self._items(found, end)))
        clauses = [clause for item in items for clause in self._clauses(item)]
        if not self.default:
            self._default_elsewhere()
        if len(self.body.lines) <= _FEW_LINES and self.body.lines and clauses:
            line = self.body.lines[0]
            self.problems.append(Doubt("no_breaks", (line.start, line.end), "文件没有分行，条款标题与正文的界限须核对"))
        if not clauses:
            where = (self.body.lines[0].start, self.body.lines[-1].end) if self.body.lines else (0, 1)
            self.problems.append(Doubt("no_clauses", where, "没有读到带序号的条款"))
        return ClauseReading(tuple(clauses), tuple(self.default), tuple(self.problems))

    def known(self, word: str) -> bool:
        """Whether a word is a unit of the lexicon, without doubt."""
        found = self._resolve(word, None)
        return found.competence is not None and (not found.doubt or found.collective)

    def _resolve(self, word: str, near: Standing | None) -> Resolved:
        key = (word, near)
        if key not in self._seen:
            self._seen[key] = resolve(word, self.place, self.lexicon, near)
        return self._seen[key]

    def _end(self, found: tuple[Mark, ...]) -> int:
        """Where the body ends: before the signature, or with its last line."""
        lines = self.body.lines
        if not lines or not found:
            return 0
        last = next((i for i, line in enumerate(lines) if line.end > found[-1].start), len(lines) - 1)
        tail = body_tail(self.body, last + 1)
        return lines[min(tail, len(lines)) - 1].end

    def _items(self, found: tuple[Mark, ...], end: int) -> Iterator[_Item]:
        articles = sum(mark.kind == ARTICLE for mark in found) >= _LEAST_ARTICLES
        heads = [i for i, mark in enumerate(found) if mark.kind == PART]
        starts = [None, *heads] if not heads or heads[0] > 0 else heads
        for index, head in enumerate(starts):
            low = 0 if head is None else head + 1
            high = starts[index + 1] if index + 1 < len(starts) else len(found)
            stop = found[high].start if high is not None and high < len(found) else end
            yield from self._section(found[head] if head is not None else None, found[low:high], stop, articles)

    def _told_apart(self, items: tuple[_Item, ...]) -> Iterator[_Item]:
        """A part without numbers and notes (总体要求) is no clause where other parts have clauses; it is reported."""
        numbered = any(item.mark.kind != PART for item in items)
        for item in items:
            if item.mark.kind != PART or not numbered or self.finder.find(item.mark.end, item.end):
                yield item
                continue
            words = self.text[item.mark.start : item.mark.end + 12].split("\n")[0]
            where = (item.mark.start, item.end)
            self.problems.append(Doubt("plain_part", where, f"“{words}…”这一部分没有分条，也没有责任单位，未列为条款"))

    def _section(self, head: Mark | None, section: tuple[Mark, ...], stop: int, articles: bool) -> Iterator[_Item]:
        order = (ARTICLE,) if articles else (CLAUSE, TASK, ORDINAL)
        kind = next((k for k in order if any(mark.kind == k for mark in section)), None)
        if head is not None and kind is None:
            yield _Item(head, stop, "", ())
        chosen = [mark for mark in section if mark.kind == kind]
        if not chosen:
            return
        above = self.finder.find(head.end, chosen[0].start) if head else ()
        part = self.titles.heading(head, above[0].span[0] if above else chosen[0].start) if head else ""
        tasks = [m for m in section if m.kind == TASK and kind != TASK]
        for index, mark in enumerate(chosen):
            end = chosen[index + 1].start if index + 1 < len(chosen) else stop
            low, high = (bisect_left(tasks, edge, key=lambda m: m.start) for edge in (mark.start, end))
            yield _Item(mark, end, part, tuple(tasks[low:high]), above)

    def _clauses(self, item: _Item) -> Iterator[Clause]:
        notes = self.finder.find(item.mark.end, item.end) or self.finder.unbracketed(item.mark.end, item.end)
        own, later = (notes, ()) if item.inner else self._numberless(item, notes)
        stop = own[-1].span[1] if own and not item.inner else self._rstrip(item.end)
        title = self.titles.title(item.mark, item.end, own[0].span[0] if own else stop)
        tasks = tuple(self._tasks(item, own))
        units = self._units([n for n in own if not tasks or n.span[0] < item.inner[0].start or len(own) == 1])
        if not units and tasks:
            units = _united(tasks)
        if not notes:
            units = self._title_units(title, item.mark) or units or self._units(list(item.above))
        number = "".join(self.raw[item.mark.start : item.mark.end].split())
        opened = any(note.reading.open_list for note in own)
        self._doubts(item, title, units, tasks)
        yield Clause(number, item.part, title, (item.mark.start, stop), units, opened, tasks)
        for low, note in later:
            self.problems.append(
                Doubt("no_number", (low, note.span[1]), "这一段有责任单位却没有序号和标题，单列为一条")
            )
            yield Clause("", item.part, "", (low, note.span[1]), self._units([note]), note.reading.open_list)

    def _rstrip(self, end: int) -> int:
        while end > 0 and (self.text[end - 1].isspace() or any(a < end <= b for a, b in self.pages)):
            end -= 1
        return end

    def _numberless(
        self, item: _Item, notes: tuple[Note, ...]
    ) -> tuple[tuple[Note, ...], tuple[tuple[int, Note], ...]]:
        """Paragraphs behind a finished clause that have a note but no number are clauses of their own."""
        for index in range(1, len(notes)):
            low = notes[index - 1].span[1]
            between = self.text[low : notes[index].span[0]]
            start = low + len(between) - len(between.lstrip())
            words = between.strip()
            if (
                "\n" in between[: start - low]
                and len(words) > 20
                and not re.match(r"[一二三四五六七八九十]是|其中|首先|其次", words)
            ):
                later = []
                for note in notes[index:]:
                    later.append((start, note))
                    rest = self.text[note.span[1] : item.end]
                    start = note.span[1] + len(rest) - len(rest.lstrip())
                return notes[:index], tuple(later)
        return notes, ()

    def _tasks(self, item: _Item, notes: tuple[Note, ...]) -> Iterator[Task]:
        for index, mark in enumerate(item.inner):
            end = item.inner[index + 1].start if index + 1 < len(item.inner) else item.end
            inside = [note for note in notes if mark.start < note.span[0] < end]
            shared = index > 0 and index + 1 == len(item.inner) and len(notes) == 1
            stop = inside[0].span[0] if inside else end
            title = self.titles.title(mark, end, stop)
            units = () if shared else self._units(inside)
            number = "".join(self.raw[mark.start : mark.end].split())
            yield Task(number, title, (mark.start, self._rstrip(end)), units)

    def _title_units(self, title: str, mark: Mark) -> tuple[Unit, ...]:
        """A clause headed by the name of an office is the task of that office."""
        word = re.sub(r"[，,:：。]$", "", title)
        if not word or len(word) > 60:
            return ()
        reading = read(word, self.known)
        if not reading.mentions or not all(self.known(m.cited) for m in reading.mentions):
            return ()
        where = squeeze(self.text, mark.end, min(len(self.text), mark.end + 2 * len(title) + 20), self.pages)
        own = [replace(mention, role=RESPONSIBLE) for mention in reading.mentions]
        return _ordered(list(self._resolved(own, where, first=False)))

    def _units(self, notes: list[Note]) -> tuple[Unit, ...]:
        units: list[Unit] = []
        for note in notes:
            reading = note.reading
            leads = any(m.role == LEAD for m in reading.mentions)
            first = (self.first_leads or reading.first_leads) and not leads
            units += self._resolved(list(reading.mentions), note.words, first=first)
            if reading.default:
                self._default([self._as_written(note.words, m) for m in reading.default])
            self.problems += [
                Doubt("unread", note.words.span(a, b), f"责任括注中有没读懂的字样：「{note.words.text[a:b][:30]}」")
                for a, b in reading.unread
            ]
            if note.doubt:
                self.problems.append(Doubt("bracket", note.span, note.doubt))
        return _ordered(units)

    def _resolved(self, mentions: list[Mention], words: Squeezed, first: bool) -> tuple[Unit, ...]:
        near: Standing | None = None
        units: list[Unit] = []
        for mention in mentions:
            found = self._resolve(mention.cited, near)
            if (
                found.standing is not None
                and found.competence not in {None, "政府"}
                and found.level == self.place.level
            ):
                near = found.standing
            role = _role(mention.role, found)
            if first and role == RESPONSIBLE:
                role, first = LEAD, False
            span = words.span(mention.start, mention.end)
            if found.doubt:
                self.problems.append(Doubt("unit", span, f"「{found.cited}」：{found.doubt}"))
            cited = self._as_written(words, mention)
            units.append(Unit(cited, found.name, found.competence, found.level, found.territory, role, 0, span))
        return tuple(units)

    def _as_written(self, words: Squeezed, mention: Mention) -> str:
        return "".join(self.raw[at] for at in words.at[mention.start : mention.end])

    def _default(self, cited: list[str]) -> None:
        self.default += [word for word in cited if word not in self.default]

    def _default_elsewhere(self) -> None:
        """The default implementer may stand outside the brackets, before or behind the clauses."""
        for words in sentences(self.text, "不再"):
            self._default([m.cited for m in default_units(words, self.known)])

    def _doubts(self, item: _Item, title: str, units: tuple[Unit, ...], tasks: tuple[Task, ...]) -> None:
        where = (item.mark.start, item.mark.end)
        if not title and item.mark.kind != ARTICLE:
            self.problems.append(Doubt("no_title", where, "这一条没有可以辨认的标题"))
        if not units:
            self.problems.append(Doubt("no_units", where, "这一条没有写明责任单位"))
        elif any(task.units for task in tasks):
            self.problems.append(Doubt("task_units", where, "责任单位分别写在各项任务之后，本条所列是它们的合计"))


def _role(role: str, found: Resolved) -> str:
    """Governments and committees implement where the text says so; an office told to implement is responsible."""
    if role != IMPLEMENTING or found.competence == "政府" or found.collective:
        return role
    return RESPONSIBLE


def _ordered(units: list[Unit]) -> tuple[Unit, ...]:
    """Without repetitions; numbered within the responsible and within the implementing."""
    seen: set[tuple[str, str]] = set()
    counts = {True: 0, False: 0}
    ordered = []
    for unit in units:
        if (unit.cited, unit.role) in seen:
            continue
        seen.add((unit.cited, unit.role))
        counts[unit.role == IMPLEMENTING] += 1
        ordered.append(replace(unit, order=counts[unit.role == IMPLEMENTING]))
    return tuple(ordered)


def _united(tasks: tuple[Task, ...]) -> tuple[Unit, ...]:
    return _ordered([unit for task in tasks for unit in task.units])
