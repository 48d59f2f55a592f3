"""A frozen letter as an editable Word file: the same text on the same page, for officers to work from.

It bears no verification code: what has been edited must not pass for the letter that was issued. python-docx has no
names for borders, fields, East Asian faces and the line grid; those are written as the elements they are.
"""

import io
from datetime import UTC, datetime, time

from docx import Document
from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from caseflow.core.chinese import chinese_date
from caseflow.documents.kinds import kind_of
from caseflow.documents.paper import printable, rows_of
from caseflow.store.models import Letter

BODY, HEAD, NUMBER = "仿宋_GB2312", "方正小标宋简体", "宋体"
PITCH = Pt(28.95)  # 22 lines in 225 mm
SIZE, TITLE, MASTHEAD, SMALL = Pt(16), Pt(22), Pt(34), Pt(14)
RED = RGBColor(0xE6, 0x00, 0x12)
RIGHT, CENTER = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
LONGEST_SIGNATURE = 18  # characters; a longer name takes a second line


def docx_of(letter: Letter) -> bytes:
    """The letter as DOCX with the margins, sizes and order of GB/T 9704-2012 10.1."""
    file = Document()
    _describe(file, letter)
    _page(file)
    (_form if kind_of(letter.kind).form else _letter)(file, letter)
    kept = io.BytesIO()
    file.save(kept)
    return kept.getvalue()


def _letter(file: WordFile, letter: Letter) -> None:
    _rule(file.sections[0].first_page_footer.paragraphs[0], "thinThickSmallGap")
    _masthead(file.sections[0], letter.issuer_name)
    _line(file, letter.number).alignment = RIGHT
    _gap(file, 2)
    title = file.add_paragraph()
    title.alignment = CENTER
    _write(title, letter.title, TITLE, HEAD)
    _gap(file, 1)
    _line(file, f"{letter.addressee_name}：")
    for text in letter.body.splitlines():
        _line(file, text).paragraph_format.first_line_indent = SIZE * 2
    _signature(file, letter)


def _form(file: WordFile, letter: Letter) -> None:
    """Title, issuer and number, a table of labels and values, the day; every page numbered."""
    first = file.sections[0].first_page_footer.paragraphs[0]
    first.alignment, first.paragraph_format.right_indent = RIGHT, SMALL
    _page_number(first)
    title = file.add_paragraph()
    title.alignment = CENTER
    _write(title, letter.title, TITLE, HEAD)
    _line(file, letter.number).alignment = RIGHT
    _line(file, f"填表单位：{letter.issuer_name}")
    rows = rows_of(letter.body)
    table = file.add_table(len(rows), 2, "Table Grid")
    table.autofit = False
    for row, cells in zip(rows, table.rows, strict=True):
        for width, cell, text in zip((Mm(36), Mm(120)), cells.cells, (row.label, "\n".join(row.lines)), strict=True):
            cell.width = width
            _write(cell.paragraphs[0], text, SMALL, BODY)
    _line(file, f"填表日期：{chinese_date(letter.dated)}").alignment = RIGHT


def _describe(file: WordFile, letter: Letter) -> None:
    about = file.core_properties
    about.title, about.author = printable(f"{letter.title} {letter.number}"), printable(letter.issuer_name)[:255]
    about.created = about.modified = datetime.combine(letter.dated, time(), UTC)
    about.comments, about.language = "", "zh-CN"


def _page(file: WordFile) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(30), Mm(20)
    section.different_first_page_header_footer = file.settings.odd_and_even_pages_header_footer = True
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001
    if grid is not None:
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), "579")
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    odd.alignment, odd.paragraph_format.right_indent = RIGHT, SMALL
    even.paragraph_format.left_indent = SMALL
    for line in (odd, even):
        _page_number(line)


def _masthead(section: Section, issuer: str) -> None:
    line = section.first_page_header.paragraphs[0]
    _rule(line, "thickThinSmallGap")
    line.alignment = CENTER
    line.paragraph_format.space_after = SMALL  # 7/8 of a 16 pt character
    _write(line, issuer, MASTHEAD, HEAD).font.color.rgb = RED


def _rule(line: Paragraph, kind: str) -> None:
    """A red double rule under the line, 170 mm wide: 8 mm further left and 6 mm further right than the text."""
    edge = f'<w:bottom w:val="{kind}" w:sz="24" w:space="11" w:color="E60012"/>'
    properties: BaseOxmlElement = line._p.get_or_add_pPr()  # noqa: SLF001
    properties.append(parse_xml(f"<w:pBdr {nsdecls('w')}>{edge}</w:pBdr>"))
    line.paragraph_format.left_indent, line.paragraph_format.right_indent = Mm(-8), Mm(-6)


def _page_number(line: Paragraph) -> None:
    line.paragraph_format.space_after = Mm(4)
    _write(line, "— ", SMALL, NUMBER)
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"/>')
    field.append(_write(line, "2", SMALL, NUMBER)._r)  # noqa: SLF001
    line._p.append(field)  # noqa: SLF001
    _write(line, " —", SMALL, NUMBER)


def _signature(file: WordFile, letter: Letter) -> None:
    """7.3.5: the day four characters from the right, the issuer in the middle above it, room for the seal."""
    _gap(file, 2)
    widest = min(max(len(letter.issuer_name), 8), LONGEST_SIGNATURE)
    for text in (letter.issuer_name, chinese_date(letter.dated)):
        line = _line(file, text)
        line.alignment = CENTER
        line.paragraph_format.right_indent = SIZE * (4 if widest < LONGEST_SIGNATURE else 0)
        line.paragraph_format.left_indent = Length(Mm(156) - line.paragraph_format.right_indent - SIZE * widest)
    if letter.copies:
        _gap(file, 1)
        copies = file.add_paragraph()
        copies.paragraph_format.left_indent = copies.paragraph_format.right_indent = SMALL
        _write(copies, f"抄送：{letter.copies}。", SMALL, BODY)


def _gap(file: WordFile, lines: int) -> None:
    for _ in range(lines):
        _line(file, "")


def _line(file: WordFile, text: str) -> Paragraph:
    line = file.add_paragraph()
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    line.paragraph_format.line_spacing = PITCH
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(0)
    _write(line, text, SIZE, BODY)
    return line


def _write(line: Paragraph, text: str, size: Length, face: str) -> Run:
    run = line.add_run(printable(text))
    run.font.size, run.font.name = size, face
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)  # noqa: SLF001
    return run
