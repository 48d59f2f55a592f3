"""From bytes to text, and from text as found to text that can be matched, with offsets that stay true."""

import re
import unicodedata
from dataclasses import dataclass

from caseflow.core.errors import BadInput

SPAN = tuple[int, int]

_PUNCTUATION = {
    "(": "（",
    ")": "）",
    ",": "，",
    ";": "；",
    ":": "：",
    "∶": "：",
    "﹕": "：",
    "︰": "：",
    "«": "《",
    "»": "》",
    "【": "（",
    "】": "）",
}
_BREAKS = "\x0b\x0c\x85\u2028\u2029\r"
_BLANKS = "\t\u00a0\u1680\u180e\u200b\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
_BINARY_SHARE = 0.02
MOST_SIGNS = 3_000_000
MOST_LINES = 50_000


def _table() -> dict[int, str]:
    """One character for one character: half and full widths, Kangxi radicals from PDF fonts, blanks, line breaks."""
    table: dict[int, str] = {}
    for block in (range(0x2E80, 0x2FD6), range(0xFF01, 0xFF5F), range(0xF900, 0xFB00)):
        for point in block:
            plain = unicodedata.normalize("NFKC", chr(point))
            if len(plain) == 1:
                table[point] = _PUNCTUATION.get(plain, plain)
    table.update({ord(half): full for half, full in _PUNCTUATION.items()})
    table.update({ord(blank): " " for blank in _BLANKS})
    table.update({ord(mark): "\n" for mark in _BREAKS})
    return table


_TABLE = _table()


def decode(data: bytes) -> str:
    """The text of a document file: UTF-8 (with or without mark), UTF-16 with mark, or GB18030.

    Raises BadInput when the bytes are no text in any of them (a scan, an archive, a word-processor file).
    """
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return checked(text)
    raise BadInput("文件不是纯文本：既不是 UTF-8，也不是 GB18030 编码，请先另存为纯文本再导入")


def checked(text: str) -> str:
    """`text` itself; BadInput when it is empty, mostly control characters, or far longer than any document."""
    if not text.strip():
        raise BadInput("文件是空的，没有可以解析的文字")
    odd = len(re.findall(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]", text))
    if "\x00" in text or odd > len(text) * _BINARY_SHARE:
        raise BadInput("文件含有大量不可显示的字符，像是二进制文件，请先另存为纯文本再导入")
    if len(text) > MOST_SIGNS or text.count("\n") > MOST_LINES:
        raise BadInput(f"文件超过 {MOST_SIGNS} 字或 {MOST_LINES} 行，不像一份政策文件，没有解析")
    return text


def normal(text: str) -> str:
    """`text` with one spelling for each sign; same length, so that offsets hold in both."""
    return text.translate(_TABLE)


@dataclass(frozen=True)
class Squeezed:
    """A stretch of text without white space, page numbers and line breaks; `at[i]` is the offset of `text[i]`."""

    text: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> SPAN:
        """The stretch [start, end) of `text` as offsets of the document."""
        return (self.at[start], self.at[end - 1] + 1)


def squeeze(text: str, start: int, end: int, skip: tuple[SPAN, ...] = ()) -> Squeezed:
    """`text[start:end]` without white space and without the stretches of `skip` (ordered, not overlapping)."""
    pieces: list[str] = []
    at: list[int] = []
    for low, high in _kept(start, end, skip):
        for found in re.finditer(r"\S+", text[low:high]):
            pieces.append(found.group())
            at.extend(range(low + found.start(), low + found.end()))
    return Squeezed("".join(pieces), tuple(at))


def _kept(start: int, end: int, skip: tuple[SPAN, ...]) -> list[SPAN]:
    kept: list[SPAN] = []
    low = start
    for gap_start, gap_end in skip:
        if gap_end <= low or gap_start >= end:
            continue
        kept.append((low, gap_start))
        low = gap_end
    kept.append((low, end))
    return [(a, b) for a, b in kept if b > a]
