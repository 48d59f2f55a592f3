"""The words behind a number that serve as title, in documents with and without line breaks inside sentences."""

import re
from dataclasses import dataclass

from caseflow.core.policy.normalise import SPAN, squeeze
from caseflow.core.policy.outline import ARTICLE, Line, Mark

_SENTENCE = re.compile(r"[。！？]|(?<![0-9A-Za-z])\.|\.(?![0-9A-Za-z])")
_NARROW = 45
_LONGEST = 80
_WHOLE = 30


def usual_width(lines: tuple[Line, ...]) -> int:
    """The usual length of a full line; long where sentences are not broken."""
    lengths = sorted(line.end - line.start for line in lines if line.end - line.start > 5)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


@dataclass(frozen=True)
class Titles:
    """Reads titles. `raw` is the text as given, `text` the normalised one, `width` the usual length of a full line."""

    raw: str
    text: str
    pages: tuple[SPAN, ...]
    width: int

    def heading(self, mark: Mark, stop: int) -> str:
        """Number and words of a part."""
        end = self._sentence_end(mark.end, self._block_end(mark.end, stop))
        return self._words(mark.start, end)[: 2 * _LONGEST]

    def title(self, mark: Mark, end: int, note: int) -> str:
        """The title of a clause that ends at `end` and whose note begins at `note`; "" when it has none of its own."""
        if mark.kind == ARTICLE:
            return ""
        block = self._block_end(mark.end, min(end, note))
        stop = self._sentence_end(mark.end, block)
        words = self._words(mark.end, stop).rstrip("：:")
        alone = not self.text[stop : min(end, note)].strip("。.； \n")
        if len(words) > _LONGEST or not words:
            return ""
        if alone and stop < block and (len(words) > _WHOLE or re.search("[，,；;]", words)):
            return ""
        return words

    def _words(self, start: int, end: int) -> str:
        return squeeze(self.raw, start, end, tuple(p for p in self.pages if p[0] < end and p[1] > start)).text

    def _sentence_end(self, start: int, end: int) -> int:
        match = _SENTENCE.search(self.text, start, end)
        return match.start() if match else end

    def _block_end(self, start: int, stop: int) -> int:
        """The end of the line, or of the next ones while lines are full and no sentence has ended."""
        low = start
        for _ in range(4):
            end = self.text.find("\n", low, stop)
            if end < 0:
                return stop
            line_start = self.text.rfind("\n", 0, end) + 1
            full = self.width <= _NARROW and len(self.text[line_start:end].strip()) >= self.width - 3
            if _SENTENCE.search(self.text, start, end) or not full:
                return end
            rest = self.text[end:stop]
            low = end + len(rest) - len(rest.lstrip())
        return low
