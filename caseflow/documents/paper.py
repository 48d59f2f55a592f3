"""A frozen letter as PDF/A: in the letter form of GB/T 9704-2012 10.1 drawn by templates/documents/letter.typ, a form of
the file by form.typ beside it."""

import io
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Final

import pylopdf_fonts_zh_cn
import segno
import typst
from flask import current_app

from caseflow import settings
from caseflow.core.chinese import chinese_date
from caseflow.core.errors import RuleError
from caseflow.documents.kinds import kind_of
from caseflow.documents.seals import seal_on
from caseflow.documents.verification import verification_address, verification_code, verification_page
from caseflow.store.models import Letter

TEMPLATES = settings.ROOT / "templates" / "documents"
STANDARD: Final = "a-2a"
UNPRINTABLE = "这份文书里有现有字体没有的字，不能生成 PDF。请用网页打印，或者请管理员配置含有该字的字体。"


@dataclass(frozen=True)
class ReplyBlock:
    """How the addressee answers on the net: the page to type the `code` into, and the address with it that the QR code leads
    to."""

    page: str
    code: str
    address: str


def pdf_of(letter: Letter, reply: ReplyBlock | None = None) -> bytes:
    """The letter as PDF/A-2a: the same letter always gives the same bytes, dated the day of the letter.

    With `reply` it bears beside its text how to answer it; that copy is for its issuer, who sends it. RuleError where no
    font has one of its characters: an official letter is not printed with a hole in it.
    """
    dated = datetime.combine(letter.dated, time(), UTC)
    try:
        return typst.compile(
            TEMPLATES / ("form.typ" if kind_of(letter.kind).form else "letter.typ"),
            root=TEMPLATES,
            font_paths=_fonts(current_app.config["SETTINGS"].fonts),
            sys_inputs={"letter": json.dumps({**_printed(letter), **_answered(reply)}, ensure_ascii=False)},
            pdf_standards=STANDARD,
            timestamp=dated,
            format="pdf",
        )
    except typst.TypstError as failed:
        if "could not be displayed" in failed.message:
            raise RuleError(UNPRINTABLE) from failed
        raise


@dataclass(frozen=True)
class Row:
    """A row of a form: its label, and the lines of its value."""

    label: str
    lines: tuple[str, ...]


def rows_of(body: str) -> tuple[Row, ...]:
    """The rows of a form: a line with a tab starts one, the lines after it go on with its value."""
    rows: list[Row] = []
    for line in body.splitlines():
        label, tab, value = line.partition("\t")
        if tab:
            rows.append(Row(printable(label), (printable(value),) if value else ()))
        elif rows:
            rows[-1] = replace(rows[-1], lines=(*rows[-1].lines, printable(line)))
    return tuple(rows)


def printable(text: str) -> str:
    """`text` without control characters, which print nothing and which PDF and Word refuse."""
    return "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter) not in {"Cc", "Cs"})


def _printed(letter: Letter) -> Mapping[str, object]:
    return {
        "issuer": printable(letter.issuer_name),
        "number": printable(letter.number),
        "title": printable(letter.title),
        "recipient": printable(letter.addressee_name),
        "paragraphs": [printable(line) for line in letter.body.splitlines()],
        "rows": [asdict(row) for row in rows_of(letter.body)],
        "copies": printable(letter.copies),
        "seal": list(seal_on(letter) or b""),
        "date": chinese_date(letter.dated),
        "year": letter.dated.year,
        "month": letter.dated.month,
        "day": letter.dated.day,
        "code": verification_code(letter),
        "site": verification_page().partition("://")[2],
        "qr": _qr(verification_address(letter)),
    }


def _answered(reply: ReplyBlock | None) -> Mapping[str, object]:
    if reply is None:
        return {"reply": ""}
    return {"reply": reply.code, "reply_site": reply.page.partition("://")[2], "reply_qr": _qr(reply.address)}


def _qr(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue().decode()


@lru_cache(maxsize=2)
def _fonts(own: Path | None) -> typst.Fonts:
    """The faces letters are set in: the office's own before those of the package; never what a machine happens to have."""
    folders = [pylopdf_fonts_zh_cn.serif_path().parent]
    return typst.Fonts(False, False, [own, *folders] if own else folders)
