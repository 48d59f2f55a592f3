"""A policy document read: header, clauses with responsible units, and every doubt by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from caseflow.core.errors import BadInput
from caseflow.core.policy import header as head
from caseflow.core.policy.clauses import Reader
from caseflow.core.policy.findings import Clause
from caseflow.core.policy.header import Doubt, Header, Sheet
from caseflow.core.policy.lexicon import Lexicon
from caseflow.core.policy.normalise import checked, normal
from caseflow.core.policy.outline import split_lines
from caseflow.core.policy.places import place_of
from caseflow.core.policy.units import Place


@dataclass(frozen=True)
class ParsedFile:
    """What a file says; `cover` is the notice when the file holds a notice and its attachment."""

    document: Header
    cover: Header | None
    default_implementing: tuple[str, ...]
    clauses: tuple[Clause, ...]
    problems: tuple[Doubt, ...]

    def as_json(self) -> dict[str, Any]:
        """The shape of `policies parse --json`; offsets are characters of the text as given."""
        return {
            "document": _header_json(self.document),
            "cover": _header_json(self.cover) if self.cover else None,
            "default_implementing": list(self.default_implementing) or None,
            "clauses": [clause.as_json() for clause in self.clauses],
            "problems": [{"kind": p.kind, "where": list(p.where), "text": p.text} for p in self.problems],
        }


def _header_json(header: Header) -> dict[str, Any]:
    return {
        "number": header.number or None,
        "title": header.title or None,
        "issuers": list(header.issuers),
        "date": header.date.isoformat() if header.date else None,
        "territory": header.territory or None,
        "level": header.level or None,
    }


@dataclass(frozen=True)
class _Front:
    """A header with the place it speaks for and what was doubtful in it."""

    header: Header
    place: Place
    doubts: tuple[Doubt, ...]


def parse_document(text: str, lexicon: Lexicon) -> ParsedFile:
    """Read the plain text of one policy document (a notice with its attachment counts as one).

    `text` is kept as it is: all offsets count its characters. Raises BadInput when there is nothing to read;
    everything else that is not certain is listed in `problems`.
    """
    plain = normal(checked(text))
    lines, pages = split_lines(plain)
    if not lines:
        raise BadInput("文件里只有页码或空白，没有可以解析的文字")
    sheet = Sheet(plain, lines)
    split = head.cover_end(sheet)
    body = sheet.part(split, len(lines))
    front = _front(sheet.part(0, split) if split else body, sheet, lexicon)
    document = _attached(front.header, body) if split else front.header
    reader = Reader(plain, text, body, pages, front.place, lexicon)
    read = reader.read()
    doubts = [*front.doubts, *_missing(document, lines[0].start), *read.problems]
    return ParsedFile(
        document=document,
        cover=front.header if split else None,
        default_implementing=read.default,
        clauses=read.clauses,
        problems=tuple(sorted(doubts, key=lambda d: d.where)),
    )


def _attached(cover: Header, body: Sheet) -> Header:
    """An attachment has a title of its own; number, issuers, date and territory come from its notice."""
    return Header(cover.number, head.title_of(body, -1), cover.issuers, cover.date, cover.territory, cover.level)


def _front(sheet: Sheet, whole: Sheet, lexicon: Lexicon) -> _Front:
    number, at = head.number_of(sheet)
    title = head.title_of(sheet.part(at + 1, len(sheet.lines)), -1) or head.title_of(sheet, at)
    signers, date, _ = head.signature(sheet)
    printer, printed = head.imprint(whole)
    where = (whole.lines[0].start, whole.lines[0].end)
    doubts: list[Doubt] = []
    organs = signers or [o for o in (head.letterhead(sheet, at), head.title_organ(title)) if o][:1]
    if not organs and printer:
        organs = [printer.removesuffix("办公室") if not printer.endswith("小组办公室") else printer]
        doubts.append(Doubt("issuer_inferred", where, f"版头和署名都读不出发文机关，按印发栏暂定为「{organs[0]}」"))
    if date is None and printed is not None:
        date = printed
        doubts.append(Doubt("date_inferred", where, "没有成文日期，暂以印发日期代替"))
    names = [*organs, head.letterhead(sheet, at), title, *_near_titles(whole)]
    place, inferred = place_of([n for n in names if n], whole.text, number, lexicon)
    if inferred:
        doubts.append(_place_doubt(place, where))
    issuers = tuple(head.full_names(organs, place, lexicon))
    return _Front(Header(number, title, issuers, date, place.territory, place.level), place, tuple(doubts))


def _near_titles(whole: Sheet) -> Iterator[str]:
    for line in whole.lines[:40]:
        word = whole.bare(line) if line.end - line.start <= 60 else ""
        if word.endswith(("文件", "要点", "措施", "方案", "意见")):
            yield word


def _place_doubt(place: Place, where: tuple[int, int]) -> Doubt:
    if not place.territory:
        return Doubt("territory_unknown", where, "文件没有写明适用地区")
    return Doubt("territory_inferred", where, f"发文机关和标题没有写明地区，按正文暂定为{place.territory}")


def _missing(header: Header, at: int) -> Iterator[Doubt]:
    where = (at, at + 1)
    if not header.number:
        yield Doubt("no_number", where, "没有读到发文字号")
    if not header.title:
        yield Doubt("no_title", where, "没有读到标题")
    if not header.issuers:
        yield Doubt("no_issuer", where, "没有读到发文机关")
    if header.date is None:
        yield Doubt("no_date", where, "没有读到成文日期")
