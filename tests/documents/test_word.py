"""The editable file: the text of the letter on the page of the standard, without the proof that it was issued."""

import io
from datetime import date

from docx import Document
from docx.shared import Pt

from caseflow.documents.word import docx_of
from caseflow.store.models import Letter

VALUES = {
    "id": 7, "kind": "result_notice", "issuer_name": "甘肃省工业和信息化厅", "number": "甘肃工信诉结〔2026〕12号", "title": "处理结果告知书",
    "addressee_name": "某某公司", "body": "第一段\x07。\n<w:p/> & 第二段。", "copies": "某某局",
    "dated": date(2026, 11, 23), "content_hash": "ab" * 32,
}  # fmt: skip


def test_the_text_stands_in_order_on_the_page_of_the_standard() -> None:
    file = Document(io.BytesIO(docx_of(Letter(**VALUES))))
    assert [line.text for line in file.paragraphs if line.text] == [
        "甘肃工信诉结〔2026〕12号", "处理结果告知书", "某某公司：", "第一段。", "<w:p/> & 第二段。",
        "甘肃省工业和信息化厅", "2026年11月23日", "抄送：某某局。",
    ]  # fmt: skip
    section = file.sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height) if side is not None] == [210, 297]
    margins = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(margin.mm) for margin in margins if margin is not None] == [37, 28, 26, 35]
    sizes = {run.font.size for line in file.paragraphs for run in line.runs if run.text}
    assert sizes == {Pt(16), Pt(22), Pt(14)}
    head = section.first_page_header.paragraphs[0]
    assert (head.text, str(head.runs[0].font.color.rgb)) == ("甘肃省工业和信息化厅", "E60012")


def test_pages_are_numbered_from_the_second_on_and_bear_the_rules_on_the_first() -> None:
    file = Document(io.BytesIO(docx_of(Letter(**VALUES))))
    section = file.sections[0]
    assert section.different_first_page_header_footer
    assert "thickThinSmallGap" in section.first_page_header.paragraphs[0]._p.xml
    assert "thinThickSmallGap" in section.first_page_footer.paragraphs[0]._p.xml
    for footer in (section.footer, section.even_page_footer):
        assert 'w:instr="PAGE"' in footer.paragraphs[0]._p.xml
    assert "PAGE" not in section.first_page_footer.paragraphs[0]._p.xml
    assert file.core_properties.created.date() == date(2026, 11, 23)


def test_what_can_be_edited_bears_no_verification_code() -> None:
    file = Document(io.BytesIO(docx_of(Letter(**VALUES))))
    assert "核验" not in "".join(line.text for line in file.paragraphs)
    assert not file.inline_shapes
