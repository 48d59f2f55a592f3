"""The letter on paper: every position that GB/T 9704-2012 names, measured in the PDF itself."""

import re
import struct
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import pytest
from flask import Flask
from pypdf import PageObject

from caseflow.core.errors import RuleError
from caseflow.documents.kinds import KINDS
from caseflow.documents.paper import ReplyBlock, pdf_of, rows_of
from caseflow.documents.verification import verification_code
from caseflow.settings import Settings
from caseflow.store.models import Letter
from caseflow.store.unit_of_work import transaction
from tests.documents.letters import issue, of_track
from tests.documents.printed import Bar, Line, bars, lines, read
from tests.handling.scene import dispatched

RED = (0.9, 0.0, 0.07)
NEAR = 0.3  # mm


@pytest.fixture(scope="module")
def desk() -> Flask:
    """An application that knows its keys and its address and has no database: paper needs none."""
    settings = Settings.from_env({"DATABASE_URL": "-", "SECRET_KEY": "-", "CASEFLOW_TEXT_KEY": "a key of the office"})
    app = Flask("desk")
    app.config.update(TEXT_KEY=settings.text_key, SETTINGS=settings)
    return app


def letter(body: str, **more: object) -> Letter:
    """A letter with this text that no case knows."""
    values = {
        "id": 7, "kind": "result_notice", "issuer_name": "甘肃省工业和信息化厅", "number": "甘肃工信诉结〔2026〕12号", "title": "处理结果告知书",
        "addressee_name": "某某公司", "body": body, "copies": "", "dated": date(2026, 11, 23), "content_hash": "ab" * 32,
    }  # fmt: skip
    return Letter(**{**values, **more})


def pages_of(app: Flask, *letters: Letter) -> list[PageObject]:
    """The pages of these letters, one letter after the other."""
    with app.app_context():
        return [page for one in letters for page in read(pdf_of(one)).pages]


def rules(page: PageObject) -> list[Bar]:
    """The red rules."""
    return [bar for bar in bars(page) if bar.colour == RED]


def body(page: PageObject) -> list[Line]:
    """The lines in 三号."""
    return [line for line in lines(page) if line.size == 16]


def test_every_kind_is_set_as_the_standard_says(app: Flask) -> None:
    with app.app_context():
        for track in "AB":
            scene = dispatched(track=track)
            with transaction(scene.clerk) as work:
                for kind in of_track(track):
                    made = issue(work, scene, kind)
                    found = read(pdf_of(made))
                    if KINDS[kind].form:
                        assert_form(found.pages, made)
                        continue
                    assert_first_page(found.pages[0], made)
                    printed = "".join(line.text for page in found.pages for line in body(page))
                    assert re.sub(r"\s", "", made.body) in re.sub(r"\s", "", printed), kind
                    assert verification_code(made) in found.pages[-1].extract_text()
                    assert "（印章）" in found.pages[-1].extract_text()


def assert_form(pages: Sequence[PageObject], made: Letter) -> None:
    """Title in the middle on top, number at the right edge, every row in order, every page numbered outside."""
    found = lines(pages[0])
    title = next(line for line in found if line.text == made.title)
    assert (title.size, title.baseline - title.size * 0.88 * 0.3528) == (22, pytest.approx(37, abs=NEAR))
    assert (title.x + title.right) / 2 == pytest.approx(28 + 78, abs=1)
    assert next(line for line in found if line.text == made.number).right == pytest.approx(184, abs=1.5)
    printed = re.sub(r"\s", "", "".join(line.text for page in pages for line in lines(page)))
    for row in rows_of(made.body):
        for said in (row.label, *row.lines):
            assert re.sub(r"\s", "", said) in printed
    assert verification_code(made) in pages[-1].extract_text()
    for at, page in enumerate(pages, 1):
        assert rules(page) == []
        number = next(line for line in lines(page) if line.text == f"— {at} —")
        edge = number.right - 184 + 14 * 0.3528 if at % 2 else number.x - 28 - 14 * 0.3528
        assert (edge, number.baseline - 14 * 0.37 * 0.3528) == pytest.approx((0, 297 - 35 + 7), abs=1)
        for line in lines(page):
            assert line.x > 28 - NEAR
            assert line.right < 184 + NEAR or line == number
            assert line.baseline < 297 - 35 or line == number


def assert_first_page(page: PageObject, made: Letter) -> None:
    """Issuer, rules, number, title and text of a first page."""
    found = lines(page)
    issuer = next(line for line in found if line.text == made.issuer_name and line.size > 22)
    upper, lower = issuer.ink
    assert upper == pytest.approx(30, abs=NEAR)
    thick, thin, foot_thin, foot_thick = rules(page)
    assert thick.top - lower == pytest.approx(4, abs=NEAR)
    assert thick.top < thin.top
    assert thick.height > thin.height
    assert foot_thin.height < foot_thick.height
    assert 297 - (foot_thick.top + foot_thick.height) == pytest.approx(20, abs=NEAR)
    for rule in (thick, thin, foot_thin, foot_thick):
        assert rule.x == pytest.approx(20, abs=NEAR)
        assert rule.width == pytest.approx(170, abs=NEAR)
    number = next(line for line in found if line.text == made.number)
    assert number.right == pytest.approx(184, abs=1.5)
    assert number.baseline - 16 * 0.88 * 0.3528 - (thin.top + thin.height) == pytest.approx(14 * 0.3528, abs=NEAR)
    title = [line for line in found if line.size == 22]
    assert "".join(line.text for line in title) == made.title
    for line in title:
        assert (line.x + line.right) / 2 == pytest.approx(28 + 78, abs=1)
    assert not [line for line in found if line.size == 14 and line.text.startswith("—")]
    assert_inside(found, made)


def assert_inside(found: list[Line], made: Letter) -> None:
    """Nothing of the text leaves the text area of 156 mm x 225 mm."""
    text = [line for line in found if line.size == 16 and line.text != made.number]
    assert text[0].text == f"{made.addressee_name}："
    assert text[1].x == pytest.approx(28 + 2 * 156 / 28, abs=NEAR)
    for line in text:
        assert line.x > 28 - NEAR
        assert line.cells <= 29, line.text  # at the most a full line whose last mark hangs on half a character
        assert line.baseline < 297 - 35


def test_a_full_page_has_22_lines_of_28_characters(desk: Flask) -> None:
    first, second, third, *_rest = pages_of(desk, letter("汉字正文" * 700 + "。"))
    full = body(second)
    assert len(full) == len(body(third)) == 22
    assert {len(line.text) for line in full} == {28}
    assert {round(line.x, 1) for line in full} == {28.0}
    assert full[0].baseline - 16 * 0.88 * 0.3528 == pytest.approx(37, abs=NEAR)
    steps = {round(after.baseline - before.baseline, 1) for before, after in pairwise(full)}
    assert steps == {10.2}
    assert len(body(first)[-1].text) == 28


def test_page_numbers_stand_outside_from_the_second_page_on(desk: Flask) -> None:
    first, second, third, *_rest = pages_of(desk, letter("汉字正文" * 700))
    numbers = [[line for line in lines(page) if line.size == 14] for page in (first, second, third)]
    assert numbers[0] == []
    assert [numbers[1][0].text, numbers[2][0].text] == ["— 2 —", "— 3 —"]
    assert numbers[1][0].x == pytest.approx(28 + 14 * 0.3528, abs=NEAR)
    assert numbers[2][0].right == pytest.approx(184 - 14 * 0.3528, abs=1)
    for page in numbers[1:]:
        assert page[0].baseline - 14 * 0.37 * 0.3528 == pytest.approx(297 - 35 + 7, abs=NEAR)
    assert rules(second) == []


def test_the_day_stands_under_the_issuer_four_characters_from_the_right(desk: Flask) -> None:
    (page,) = pages_of(desk, letter("正文。"))
    issuer, day = body(page)[-2:]
    assert (issuer.text, day.text) == ("甘肃省工业和信息化厅", "2026年11月23日")
    assert day.right == pytest.approx(184 - 4 * 156 / 28, abs=1)
    assert (issuer.x + issuer.right) / 2 == pytest.approx((day.x + day.right) / 2, abs=1)


@pytest.mark.parametrize("count", range(250, 750, 50))
def test_the_signature_never_stands_on_a_page_without_text(desk: Flask, count: int) -> None:
    for page in pages_of(desk, letter("首段。\n" + "汉" * count)):
        assert [line for line in body(page) if "汉" in line.text]


def test_a_copy_stands_at_the_foot_of_the_last_page_where_somebody_gets_one(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        with transaction(scene.clerk) as work:
            other = issue(work, scene, "result_notice", unit_id=scene.handler.unit_id)
            same = issue(work, scene, "result_notice")
            kept = issue(work, scene, "acceptance_notice", unit_id=scene.handler.unit_id)
        assert (other.copies, same.copies, kept.copies) == ("甘肃省工业和信息化厅", "", "")
        copied = next(line for line in lines(read(pdf_of(other)).pages[-1]) if line.text.startswith("抄送"))
        assert (copied.text, copied.size) == ("抄送：甘肃省工业和信息化厅。", 14)
        assert copied.x == pytest.approx(28 + 14 * 0.3528, abs=NEAR)
        assert copied.baseline == pytest.approx(297 - 35, abs=2)
        assert "抄送" not in read(pdf_of(same)).pages[-1].extract_text()


def test_the_file_is_pdf_a_dated_like_the_letter_and_always_the_same(desk: Flask) -> None:
    with desk.app_context():
        made = letter("正文。", copies="某某局")
        content = pdf_of(made)
        assert content == pdf_of(made)
        assert content != pdf_of(letter("正文!", copies="某某局", content_hash="cd" * 32))
        found = read(content)
        about = found.xmp_metadata
        assert about is not None
        assert about.pdfaid_part == "2"
        assert about.pdfaid_conformance == "A"
        catalogue: Any = found.trailer["/Root"]
        assert catalogue["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
        assert (catalogue["/Lang"], catalogue["/MarkInfo"]["/Marked"]) == ("zh-CN", True)
        described: Any = found.metadata
        assert described["/CreationDate"] == "D:20261123000000Z"
        assert described.title == "处理结果告知书 甘肃工信诉结〔2026〕12号"
        for page in found.pages:
            resources: Any = page["/Resources"]
            for face in resources["/Font"].values():
                inner = face.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
                assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner), "every face is embedded"


MARKUP = ['#import "x": y', "$x^2$", "\\u{41} \\ \\n", "\"quoted\" 'too' “三”", "*b* _i_ `r` <l> @ref // no /* comment",
          "#eval(\"1+1\") #read(\"/etc/hostname\") #sys.inputs", "{{ 7 * 7 }} {% x %}", "</p><script>"]  # fmt: skip


@pytest.mark.parametrize("typed", MARKUP)
def test_typed_markup_is_printed_as_text(desk: Flask, typed: str) -> None:
    (page,) = pages_of(desk, letter(f"{typed}\n{typed}结束", addressee_name=typed, copies=typed))
    squeezed = re.sub(r"\s", "", page.extract_text())
    assert squeezed.count(re.sub(r"\s", "", typed)) >= 4


def test_ten_thousand_characters_without_a_gap_stay_on_the_paper(desk: Flask) -> None:
    for typed in ("A" * 10_000, "汉" * 10_000, "—" * 10_000):
        printed = [line for page in pages_of(desk, letter(typed)) for line in body(page)]
        assert sum(line.text.count(typed[0]) for line in printed) == len(typed)
        assert max(line.right for line in printed) < 187  # 28 characters of 16 pt, drawn together by 0.2 pt each


def test_a_long_issuer_stays_between_the_margins(desk: Flask) -> None:
    name = "甘肃省人民政府减轻企业负担工作领导小组联席会议办公室"
    (page,) = pages_of(desk, letter("正文。", issuer_name=name))
    assert lines(page)[0].text == name
    assert rules(page)[0].top < 50
    assert lines(page)[0].x > 28 - NEAR


def faces(content: bytes) -> set[str]:
    """The faces a file is set in, without the mark of the subset."""
    resources: list[Any] = [page["/Resources"] for page in read(content).pages]
    found = (face["/BaseFont"] for used in resources for face in used["/Font"].values())
    return {str(name).partition("+")[2] for name in found}


def renamed(font: bytes, family: str) -> bytes:
    """The same font under another family name (table `name`, records 1 and 16 in UTF-16)."""
    made = bytearray(font)
    (tables,) = struct.unpack_from(">H", made, 4)
    entries = (struct.unpack_from(">4sIII", made, 12 + 16 * place) for place in range(tables))
    start = next(offset for tag, _sum, offset, _length in entries if tag == b"name")
    _format, count, strings = struct.unpack_from(">HHH", made, start)
    for record in range(start + 6, start + 6 + 12 * count, 12):
        platform, _encoding, _language, name, length, offset = struct.unpack_from(">6H", made, record)
        written = family.encode("utf-16-be")
        if platform == 3 and name in (1, 16) and length >= len(written):
            made[start + strings + offset : start + strings + offset + len(written)] = written
            struct.pack_into(">H", made, record + 8, len(written))
    return bytes(made)


def test_the_office_may_bring_its_own_faces(desk: Flask, tmp_path: Path) -> None:
    with desk.app_context():
        shipped = pdf_of(letter("正文。"))
        (tmp_path / "own.otf").write_bytes(renamed(pylopdf_fonts_zh_cn.sans_path().read_bytes(), "FangSong"))
        desk.config["SETTINGS"] = replace(desk.config["SETTINGS"], fonts=tmp_path)
        own = pdf_of(letter("正文。"))
        desk.config["SETTINGS"] = replace(desk.config["SETTINGS"], fonts=None)
        assert {name.partition("-")[0] for name in faces(shipped)} == {"NotoSerifSC"}
        assert {name.partition("-")[0] for name in faces(own)} == {"NotoSerifSC", "NotoSansSC"}


def test_a_character_without_a_glyph_is_refused_and_control_characters_are_left_out(desk: Flask) -> None:
    with desk.app_context():
        with pytest.raises(RuleError, match="现有字体没有的字"):
            pdf_of(letter("货款已到账\U0001f600。"))
        assert "甲乙" in read(pdf_of(letter("甲\x07乙。"))).pages[0].extract_text()


def test_a_reply_code_stands_on_the_copy_of_who_sends_the_letter_alone(desk: Flask) -> None:
    asked = letter("请于2026年12月3日前书面答复。\n" + "逾期未答复的，我单位将发出督办书。" * 8, kind="verification_letter")
    block = ReplyBlock("https://banjian.example/respond", "ABCD-EFGH-IJKL-MNOP-7", "https://banjian.example/respond/ABCD-EFGH-IJKL-MNOP-7")
    with desk.app_context():
        with_code, plain = read(pdf_of(asked, block)), read(pdf_of(asked))
    text = "".join(page.extract_text() for page in with_code.pages)
    for words in ("ABCD-EFGH-IJKL-MNOP-7", "banjian.example/respond", "网上答复", "扫码核验"):
        assert words in text, words
    assert not [page for page in plain.pages if "网上答复" in page.extract_text()]
    assert len(with_code.pages) == 1
