"""Where in a text the notes on responsibility stand: closing brackets, lines with a label, brackets left open."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from caseflow.core.errors import BadInput
from caseflow.core.policy.annotation import LABEL, LONGEST, Reading, is_note, names_first_as_lead, read
from caseflow.core.policy.normalise import SPAN, Squeezed, squeeze

_STOP = "。；！.）"
_REMARK = 500
MOST_BRACKETS = 3000
_WORTH = re.compile(r"负责|牵头|配合|落实|实施|[厅局委办部院行会府位]")
_LABEL_LINE = re.compile(
    r"(?:^|(?<=[\n。；.）]))[ （]*(?:牵头|主办|责任|配合|协办|落实|承办|实施|参与)(?:负责)?(?:单位|部门|主体|处室) *："
)


@dataclass(frozen=True)
class Note:
    """A note: where it stands (brackets included), its words, what it says; `doubt` is a sentence or empty."""

    span: SPAN
    words: Squeezed
    reading: Reading
    doubt: str = ""


@dataclass(frozen=True)
class Brackets:
    """Outermost pairs of brackets, brackets never closed, and closing ones never opened."""

    pairs: tuple[SPAN, ...]
    unclosed: tuple[int, ...]
    stray: tuple[int, ...]


def brackets(text: str, start: int, end: int) -> Brackets:
    """All brackets of a stretch, whatever their width or shape, in one pass."""
    stack: list[int] = []
    pairs: list[SPAN] = []
    stray: list[int] = []
    for found in re.finditer(r"[（〔）〕]", text[start:end]):
        position = start + found.start()
        if found.group() in "（〔":
            stack.append(position)
        elif stack:
            pairs.append((stack.pop(), position + 1))
        else:
            stray.append(position)
    return Brackets(tuple(_outermost(pairs)), tuple(stack), tuple(stray))


def _outermost(pairs: list[SPAN]) -> Iterator[SPAN]:
    reach = -1
    for low, high in sorted(pairs):
        if high > reach:
            yield low, high
            reach = high


@dataclass(frozen=True)
class Finder:
    """Finds notes in `text`; `pages` are the page numbers to skip, `known` knows the units of the lexicon."""

    text: str
    pages: tuple[SPAN, ...]
    known: Callable[[str], bool]

    def find(self, start: int, end: int) -> tuple[Note, ...]:
        """All notes in a stretch, in order; BadInput when it has more than MOST_BRACKETS pairs of brackets."""
        found = brackets(self.text, start, end)
        if len(found.pairs) > MOST_BRACKETS:
            raise BadInput(f"一条之内有超过 {MOST_BRACKETS} 对括号，不像一份政策文件，没有解析")
        notes = [note for pair in found.pairs if (note := self._bracketed(pair, end))]
        taken = [note.span for note in notes]
        notes += [n for n in self._labelled(start, end) if not _overlaps(n.span, taken)]
        taken = [note.span for note in notes]
        notes += [n for n in self._broken(found, start, end) if not _overlaps(n.span, taken)]
        return tuple(sorted(notes, key=lambda note: note.span))

    def unbracketed(self, start: int, end: int) -> tuple[Note, ...]:
        """The last sentence of a stretch, when it says nothing but who is responsible (由省财政厅牵头负责。)."""
        stop = start + len(self.text[start:end].rstrip(" \n。.；"))
        low = max(self.text.rfind(sign, max(start, stop - LONGEST), stop) for sign in "。；！\n") + 1
        done = self._read(max(low, start), stop) if low > start else None
        if done is None or not done[1].explicit or done[1].unread or not done[1].mentions:
            return ()
        if not all(self.known(mention.cited) for mention in done[1].mentions):
            return ()
        return (Note((max(low, start), stop), *done, "责任单位没有写在括号里，按最后一句处理"),)

    def _read(self, low: int, high: int) -> tuple[Squeezed, Reading] | None:
        if high - low > 2 * LONGEST or high <= low:
            return None
        words = squeeze(self.text, low, high, self._skip(low, high))
        if not words.text or len(words.text) > LONGEST or not _WORTH.search(words.text):
            return None
        return words, read(words.text, self.known)

    def _skip(self, low: int, high: int) -> tuple[SPAN, ...]:
        return tuple(page for page in self.pages if page[1] > low and page[0] < high)

    def _bracketed(self, pair: SPAN, end: int) -> Note | None:
        done = self._read(pair[0] + 1, pair[1] - 1)
        if done is None:
            return None
        words, reading = done
        before = self.text[max(0, pair[0] - 40) : pair[0]].rstrip()
        closes = pair[1] >= end or self.text[pair[1] : pair[1] + 40].lstrip(" ")[:1] in ("", "\n", "。", ".")
        at_end = closes and before[-1:] in tuple(_STOP)
        return Note(pair, words, reading) if is_note(reading, self.known, at_end) else None

    def _labelled(self, start: int, end: int) -> Iterator[Note]:
        low = start
        for match in _LABEL_LINE.finditer(self.text, start, end):
            if match.start() < low:
                continue
            first = match.start() + len(match.group()) - len(match.group().lstrip(" （"))
            low = self._label_end(first, end)
            done = self._read(first, low)
            if done is not None and LABEL.match(done[0].text) and done[1].mentions:
                yield Note((first, done[0].at[-1] + 1), *done)

    def _label_end(self, start: int, end: int) -> int:
        """A labelled line goes on while lines end in 、 or begin with another label."""
        low = start
        while True:
            stop = self.text.find("\n", low, end)
            if stop < 0:
                return end
            following = self.text[stop : min(end, stop + 80)].lstrip()
            unfinished = self.text[max(start, stop - 20) : stop].rstrip()[-1:] in tuple("、，；：")
            if not (unfinished or re.match(r"(?:牵头|责任|配合|协办|参与)(?:负责)?(?:单位|部门) *：", following)):
                return stop
            low = stop + len(self.text[stop : min(end, stop + 80)]) - len(following)

    def _broken(self, found: Brackets, start: int, end: int) -> Iterator[Note]:
        """A bracket lost by the scanner: opened and never closed, or closed and never opened."""
        for position in found.unclosed[-1:]:
            stop = self._paragraph_end(position, end)
            yield from self._doubtful(position + 1, stop, (position, stop), "括号没有闭合，按段末结束处理")
        for position in found.stray[-1:]:
            low = max(self.text.rfind(sign, max(start, position - LONGEST), position) for sign in "。；！）.") + 1
            yield from self._doubtful(
                max(low, start), position, (max(low, start), position + 1), "括号没有开头，按上一句之后开始处理"
            )

    def _paragraph_end(self, position: int, end: int) -> int:
        stop = self.text.find("\n\n", position, end)
        return stop if stop > 0 else end

    def _doubtful(self, low: int, high: int, span: SPAN, doubt: str) -> Iterator[Note]:
        done = self._read(low, high)
        if done is not None and done[1].explicit and is_note(done[1], self.known, at_end=False):
            yield Note((span[0], min(span[1], done[0].at[-1] + 2)), *done, doubt)


def _overlaps(span: SPAN, taken: list[SPAN]) -> bool:
    return any(span[0] < high and low < span[1] for low, high in taken)


def first_leads_everywhere(text: str) -> bool:
    """Whether the document says once, for all clauses, that the unit listed first leads."""
    for words in sentences(text, "第一", "首"):
        inside = words.rfind("（") > words.rfind("）") and not re.search(r"下同|以下", words)
        if not inside and names_first_as_lead(words):
            return True
    return False


def sentences(text: str, *needles: str) -> Iterator[str]:
    """The sentences (without white space) that hold one of `needles`; those too long to be a remark are left out."""
    for found in re.finditer(r"[^\n。]+", text):
        if found.end() - found.start() <= _REMARK and any(needle in found.group() for needle in needles):
            yield "".join(found.group().split())
