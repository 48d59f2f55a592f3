"""What a document says of itself: number, title, issuers, date; where a notice ends and its attachment begins."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from caseflow.core.policy.lexicon import Lexicon
from caseflow.core.policy.normalise import SPAN
from caseflow.core.policy.numerals import dates, is_date_line
from caseflow.core.policy.outline import Line, opening_mark
from caseflow.core.policy.units import Place, looks_like_unit, resolve

_NUMBER = re.compile(
    r"(?P<mark>[\u4e00-\u9fff]{2,14})[〔（\[［〈](?P<year>\d{4})[〕）\]］〉]第?(?P<serial>\d{1,5})号(?:签发人.*)?$"
)
_NOUN = (
    r"(?:意见|通知|措施|方案|办法|要点|规定|细则|决定|条例|公告|通告|计划|规划|清单|函|批复|指南|政策"
    r"|规程|制度|规则|纲要|行动|分工|建议|条|解读)"
)
_TITLE_END = re.compile(rf"{_NOUN}(?:（[^）]{{1,12}}）)?》?$")
_SENTENCE = re.compile(r"[。；]|(?<![\dA-Za-z])\.$")
_ASIDE = re.compile(r"（.*）$|.*文件$|附件\d*：?$|.*印发$|抄送|主送|签发人|索引号|发文|信息|来源|公开|主题")
_TAIL = re.compile(r"抄送|抄报|主送|分送|报送|附件\d*(?:：|$)|附：|主题词|信息公开|（此件|（联系人|（本文")
_SEAL = re.compile(r"（(?:代章|盖章|印章|章)）")
_HEADLINES = 60
_TRIES = 30


@dataclass(frozen=True)
class Header:
    """A document in short; "" or None where the text does not say. `issuers` are full names where they can be told."""

    number: str
    title: str
    issuers: tuple[str, ...]
    date: dt.date | None
    territory: str
    level: str


@dataclass(frozen=True)
class Doubt:
    """Something the text leaves open: a kind for machines, where, and a sentence for people."""

    kind: str
    where: SPAN
    text: str


@dataclass(frozen=True)
class Sheet:
    """A text with its lines, and a stretch of them."""

    text: str
    lines: tuple[Line, ...]

    def bare(self, line: Line) -> str:
        """The line without any white space."""
        return "".join(self.text[line.start : line.end].split())

    def part(self, low: int, high: int) -> "Sheet":
        """The lines from `low` to before `high` of the same text."""
        return Sheet(self.text, self.lines[low:high])


def cover_end(sheet: Sheet) -> int:
    """The index of the first line behind a notice that carries an attachment; 0 when there is no notice."""
    tried = 0
    for index, line in enumerate(sheet.lines):
        word = sheet.bare(line) if index and line.end - line.start <= _HEADLINES else ""
        if not (is_date_line(word) or re.fullmatch(r"附件\d?", word)):
            continue
        if _titled_start(sheet, index + 1):
            return index + 1
        tried += 1
        if tried == _TRIES:
            break
    return 0


def _titled_start(sheet: Sheet, low: int) -> bool:
    """Whether a title and then a first number follow, with running text between or none."""
    title = False
    for line in sheet.lines[low : low + _HEADLINES]:
        mark = opening_mark(sheet.text, line)
        if mark is not None and mark.value == 1:
            return title
        if line.end - line.start <= _HEADLINES:
            word = sheet.bare(line)
            if re.search(r"印发$|^抄送", word):
                return False
            title = title or _TITLE_END.search(word) is not None
    return False


def number_of(sheet: Sheet) -> tuple[str, int]:
    """The document number as printed on a line of its own, and the index of that line (-1 when there is none)."""
    for index, line in enumerate(sheet.lines[:_HEADLINES]):
        if line.end - line.start > _HEADLINES or opening_mark(sheet.text, line) is not None:
            continue
        match = _NUMBER.search(sheet.bare(line))
        if match is not None and not re.search(r"根据|按照|《|》", match.string[: match.start("mark")]):
            mark = re.sub(r"^.*文件", "", match["mark"])
            return f"{mark}〔{match['year']}〕{int(match['serial'])}号", index
    return "", -1


def title_of(sheet: Sheet, skip: int) -> str:
    """The title: consecutive short lines whose words together end like one (意见, 通知, 措施, …)."""
    best = ""
    run: list[str] = []
    for index, line in enumerate([*sheet.lines[:_HEADLINES], None]):
        word = sheet.bare(line) if line is not None and line.end - line.start <= 120 else ""
        ends = line is None or index == skip or _breaks_title(word) or opening_mark(sheet.text, line) is not None
        if not ends:
            run.append(word)
            continue
        best = best or _longest_title(run)
        run = []
        if line is None or (best and word) or _is_body(sheet, line):
            break
    return best


def _breaks_title(word: str) -> bool:
    return (
        not word
        or len(word) > 80
        or _SENTENCE.search(word) is not None
        or is_date_line(word)
        or bool(_ASIDE.match(word))
    )


def _is_body(sheet: Sheet, line: Line) -> bool:
    return line.end - line.start > 120 or opening_mark(sheet.text, line) is not None


def _longest_title(run: list[str]) -> str:
    """The first stretch of lines that ends like a title and is not carried on by the next line."""
    for low in range(len(run)):
        for high in range(low + 1, min(len(run), low + 7) + 1):
            joined = "".join(run[low:high])
            following = run[high] if high < len(run) else ""
            if _TITLE_END.search(joined) and not _carries_on(following):
                return _trimmed(run[low:high])
    return ""


def _carries_on(word: str) -> bool:
    return word.startswith(("的", "》")) or (bool(_TITLE_END.search(word)) and "：" not in word and len(word) <= 40)


def _trimmed(lines: list[str]) -> str:
    """Lines before the one that opens the title (关于, a year, an organ) are letterhead noise."""
    for index, word in enumerate(lines):
        if re.match(r"关于|印发|\d{4}年|《", word) and index and not _flows(lines[index - 1]):
            return "".join(lines[index:])
    return "".join(lines)


def _flows(word: str) -> bool:
    """Whether a line can be the beginning of a title: a name of an organ or a place, long enough."""
    return len(word) >= 4 and (looks_like_unit(word) or bool(re.search(r"[省市县区州]", word)))


def signature(sheet: Sheet) -> tuple[list[str], dt.date | None, int]:
    """Organs that sign, the date below them, and the index where the signature begins (-1 when there is none)."""
    for index in range(len(sheet.lines) - 1, -1, -1):
        line = sheet.lines[index]
        if line.end - line.start > _HEADLINES:
            continue
        word = sheet.bare(line)
        found = dates(word)
        if found and is_date_line(word):
            low, organs = _signers(sheet, index)
            return organs, found[0], low
    return [], None, -1


def _signers(sheet: Sheet, date_index: int) -> tuple[int, list[str]]:
    low = date_index
    rows: list[list[str]] = []
    while low > 0 and len(rows) < 40:
        line = sheet.lines[low - 1]
        word = sheet.bare(line)
        if (
            line.end - line.start > 80
            or re.search(r"[。；，：《》]", word)
            or opening_mark(sheet.text, line) is not None
        ):
            break
        if _TAIL.match(word) or (word.endswith(("）", ".")) and not _SEAL.search(word)):
            break
        rows.insert(0, _cells(sheet.text[line.start : line.end]))
        low -= 1
    return low, _complete(rows)


def _cells(line: str) -> list[str]:
    """Columns of a line are two or more blanks apart; a word with a blank after each sign is one column."""
    if re.fullmatch(r"(?:\S {1,3}){3,}\S? *\S*(?: ?\S)*", line) and len(line.split()) > len(line) // 3:
        return [_SEAL.sub("", "".join(line.split()))]
    return [_SEAL.sub("", "".join(cell.split())) for cell in re.split(r" {2,}|、", line) if cell.strip()]


def _complete(rows: list[list[str]]) -> list[str]:
    """Names broken over two lines are joined again."""
    organs: list[str] = []
    carry = ""
    for row in rows:
        for cell in row:
            joined = carry + cell
            whole = looks_like_unit(joined)
            if whole:
                organs.append(joined)
            carry = "" if whole else joined
    return organs


def imprint(sheet: Sheet) -> tuple[str, dt.date | None]:
    """The office that printed the document and when (「…办公室 2020年12月18日印发」), or "" and None."""
    for index in range(len(sheet.lines) - 1, max(-1, len(sheet.lines) - 12), -1):
        line = sheet.lines[index]
        word = sheet.bare(line) if line.end - line.start <= 100 else ""
        found = dates(word)
        if found and word.endswith("印发"):
            organ = re.split(r"\d{4}年|[一二][〇零○]", word)[0]
            if not organ and index:
                organ = sheet.bare(sheet.lines[index - 1])
            return (organ if looks_like_unit(organ) else ""), found[0]
    return "", None


def letterhead(sheet: Sheet, stop: int) -> str:
    """The organ of 「……文件」 at the top, or ""."""
    for line in sheet.lines[: max(stop, 3)]:
        word = sheet.bare(line) if line.end - line.start <= 80 else ""
        if word.endswith("文件") and looks_like_unit(word.removesuffix("文件")):
            return word.removesuffix("文件")
    return ""


def title_organ(title: str) -> str:
    """The organ a title begins with (「……办公室关于印发……的通知」), or ""."""
    organ = re.split(r"转发|关于|印发", title)[0]
    return organ if len(organ) > 3 and looks_like_unit(organ) else ""


def body_tail(sheet: Sheet, low: int) -> int:
    """The index of the first line behind the body: signature, distribution list, list of attachments."""
    for index in range(low, len(sheet.lines)):
        line = sheet.lines[index]
        if line.end - line.start > 100:
            continue
        word = sheet.bare(line)
        if _TAIL.match(word) or (dates(word) and (is_date_line(word) or word.endswith("印发"))):
            return _signers(sheet, index)[0] if is_date_line(word) else index
    return len(sheet.lines)


def full_names(organs: list[str], place: Place, lexicon: Lexicon) -> Iterator[str]:
    """The organs with the territory they leave out (省… -> 甘肃省…)."""
    for organ in organs:
        yield resolve(organ, place, lexicon).name
