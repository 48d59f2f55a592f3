"""A spreadsheet of complaints: each row by the rule of clerk entry, once, whoever works it off and however often."""

import io
import threading
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from caseflow.core.audiences import Audience
from caseflow.intake.importing import batches
from caseflow.intake.importing.batches import work_off
from caseflow.notices.audiences import people
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Event, ImportBatch, ImportRow, Reception
from caseflow.store.replaying import replay
from tests.harness.pages import hidden_values
from tests.intake.filing import PDF
from tests.intake.sheets import TITLES, code, row, workbook

Sign = Callable[[str], FlaskClient]
ADDRESS = "/entry/imports"


def send(browser: FlaskClient, content: bytes, name: str = "投诉.xlsx", mode: str = "good") -> tuple[str, str]:
    """Upload a file; the address of its page (empty when refused) and what the page says."""
    hidden = hidden_values(browser.get(ADDRESS).get_data(as_text=True), ADDRESS)
    sent = {**hidden, "mode": mode, "file": FileStorage(io.BytesIO(content), name)}
    answer = browser.post(ADDRESS, data=sent, content_type="multipart/form-data")
    return answer.headers.get("Location", ""), answer.get_data(as_text=True)


def today(app: Flask) -> str:
    """As a cell says it."""
    with app.app_context():
        return clock.today().isoformat()


def finish(app: Flask) -> None:
    """Let the background do what there is to do."""
    with app.app_context():
        work_off()


def outcomes() -> dict[int, str]:
    """What came of each row of the newest batch."""
    newest = db.session.scalar(select(func.max(ImportBatch.id)))
    rows = db.session.scalars(select(ImportRow).where(ImportRow.batch_id == newest).order_by(ImportRow.number))
    return {line.number: line.outcome for line in rows}


def test_good_rows_are_entered_once_and_wrong_ones_say_what_to_mend(app: Flask, client: Sign) -> None:
    clerk, day = client("gansu.sl"), today(app)
    rows = [
        row(1, day),
        row(2, day, 单位类型="衙门", 投诉企业信用代码="123"),
        row(3, day, 投诉事项="乱罚款", 发生日期="2026-10-08", 对方是否不承认是中小企业="formula:=1+1"),
        row(4, day, 来件渠道="来信", 对方编号="", 事情经过='=HYPERLINK("http://evil.example","点我")'),
        row(1, day, 投诉企业名称="同一编号的另一行"),
        row(5, day, 被投诉单位="甘肃省工业和信息化厅"),
    ]
    address, _page = send(clerk, workbook(rows))
    waiting = clerk.get(address).get_data(as_text=True)
    assert "等待处理" in waiting
    finish(app)
    with app.app_context():
        assert outcomes() == {2: "entered", 3: "wrong", 4: "wrong", 5: "entered", 6: "repeated", 7: "wrong"}
        cases = list(db.session.scalars(select(Case).order_by(Case.id)))
        assert [case.channel for case in cases] == ["hotline", "letter"]
        event = db.session.scalars(select(Event).where(Event.case_id == cases[0].id)).one()
        assert event.data["batch_id"] == db.session.scalar(select(ImportBatch.id))
        assert people(event, cases[0], Audience.RECEIVING) == [], "nobody is told of each row"
        assert len(people(event, cases[0], Audience.COMPLAINANT)) == 1
        assert len(list(db.session.scalars(select(Clock).where(Clock.key == "review")))) == 2
        assert all(line.cells is None for line in db.session.scalars(select(ImportRow))), "what rows said is gone"
        assert replay().differences == ()
    page = clerk.get(address).get_data(as_text=True)
    assert "“衙门”不在可选的内容里" in page
    assert "应为 18 位" in page
    assert "被投诉的是本单位" in page
    report = clerk.get(f"{address}/report.xlsx").get_data()
    lines = CalamineWorkbook.from_filelike(io.BytesIO(report)).get_sheet_by_index(0).to_python()
    assert ["3", "有错误，没有登记", "", "单位类型"] in [line[:4] for line in lines]
    send(clerk, workbook(rows[:1] + rows[3:4] + [row(6, day)]))
    finish(app)
    with app.app_context():
        assert outcomes() == {2: "repeated", 3: "repeated", 4: "entered"}, "the same file again doubles nothing"
        assert db.session.scalar(select(func.count()).select_from(Case)) == 3
    assert client("ningxia.sl").get(address).status_code == 404
    assert client("gansu.sl2").get(address).status_code == 200, "a colleague finds it again"


def test_all_or_nothing_enters_nothing_when_one_row_is_wrong(app: Flask, client: Sign) -> None:
    clerk, day = client("gansu.sl"), today(app)
    rows = [row(1, day), row(2, day), row(3, day) | {"拖欠金额（元）": "很多"}]
    address, _page = send(clerk, workbook(rows), mode="whole")
    finish(app)
    with app.app_context():
        assert outcomes() == {2: "left_out", 3: "left_out", 4: "wrong"}
        assert db.session.scalar(select(func.count()).select_from(Case)) == 0
    assert "一行都没有登记" in clerk.get(address).get_data(as_text=True)
    send(clerk, workbook(rows[:2]), mode="whole")
    finish(app)
    with app.app_context():
        assert outcomes() == {2: "entered", 3: "entered"}


def test_a_file_that_breaks_the_reader_keeps_no_other_office_from_its_turn(
    app: Flask, client: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = today(app)
    send(client("gansu.sl"), workbook([row(1, day, 事情经过="欠款_x0000_至今")]))
    broken, _page = send(client("gansu.sl2"), workbook([row(2, day)]))
    send(client("gansu.sl"), workbook([row(3, day)]))
    with app.app_context():
        second = sorted(db.session.scalars(select(ImportBatch.id)))[1]
    read = batches._read

    def breaks(batch_id: int) -> int:
        if batch_id == second:
            raise ZeroDivisionError
        return read(batch_id)

    monkeypatch.setattr(batches, "_read", breaks)
    finish(app)
    with app.app_context():
        states = [batch.state for batch in db.session.scalars(select(ImportBatch).order_by(ImportBatch.id))]
        assert states == ["done", "refused", "done"]
        assert db.session.scalar(select(func.count()).select_from(Case)) == 2
    assert "系统错误" in client("gansu.sl2").get(broken).get_data(as_text=True)


def test_several_workers_enter_every_row_once(app: Flask, client: Sign) -> None:
    day, together = today(app), threading.Barrier(3)
    send(client("gansu.sl"), workbook([row(n, day) for n in range(40)]))

    def work() -> None:
        with app.app_context():
            together.wait()
            work_off()
            db.session.remove()

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(work) for _ in range(3)]:
            done.result()
    finish(app)
    with app.app_context():
        assert set(outcomes().values()) == {"entered"}
        assert db.session.scalar(select(func.count()).select_from(Reception)) == 40
        assert db.session.scalars(select(ImportBatch.state)).one() == "done"


def _bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "spreadsheetml.sheet.main+xml")
        archive.writestr("xl/workbook.xml", b"0" * (300 * 1024 * 1024))
    return file.getvalue()


def _far_corner() -> bytes:
    """One small file whose only other cell lies in the last corner of the format."""
    good, file = io.BytesIO(workbook([{}])), io.BytesIO()
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
                text = text.replace(b"</sheetData>", far)
            new.writestr(part, text)
    return file.getvalue()


def test_the_gate_refuses_at_once(client: Sign) -> None:
    clerk = client("gansu.sl")
    for name, content, sentence in (
        ("投诉.xlsx", b"", "文件是空的"),
        ("投诉.xlsx", PDF, "内容却是 PDF"),
        ("投诉.pdf", PDF, "请上传 XLSX"),
        ("投诉.xlsx", b"PK\x03\x04" + b"\0" * 50, "只收"),
        ("投诉.xls", b"\xd0\xcf\x11\xe0", "只收"),
        ("投诉.xlsx", _bomb(), "异常地大"),
    ):
        address, page = send(clerk, content, name)
        assert (address, sentence in page) == ("", True), sentence


def test_what_passes_the_gate_and_holds_no_table_is_refused_with_a_sentence(app: Flask, client: Sign) -> None:
    clerk = client("gansu.sl")
    for content, sentence in (
        (_far_corner(), "读不出表格"),
        (workbook([], TITLES), "没有要导入的行"),
        (workbook([{"甲": "乙"}], ["甲"]), "缺少这些列"),
        (workbook([row(n, "2026-11-20") for n in range(10_001)], TITLES[:2]), "最多导入 10000 行"),
    ):
        address, _page = send(clerk, content)
        finish(app)
        assert sentence in clerk.get(address).get_data(as_text=True), sentence
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Case)) == 0


def test_the_template_is_its_own_example(app: Flask, client: Sign) -> None:
    clerk = client("gansu.sl")
    template = clerk.get(f"{ADDRESS}/template.xlsx").get_data()
    book = CalamineWorkbook.from_filelike(io.BytesIO(template))
    assert book.sheet_names == ["投诉", "可选内容", "填写说明"]
    assert book.get_sheet_by_index(0).to_python()[0] == TITLES
    send(clerk, template)
    finish(app)
    with app.app_context():
        assert outcomes() == {2: "entered"}, list(db.session.scalars(select(ImportRow.faults)))
    assert client("runhe@example.com").get(ADDRESS).status_code == 403
    assert code(7) != code(8)
