"""Tables as files."""

import csv
import io
import zipfile
from decimal import Decimal

from caseflow.ledger.sheets import Sheet, as_csv, as_xlsx


def test_no_cell_of_a_file_becomes_a_formula() -> None:
    nasty = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "山丹县财政局"]
    sheet = Sheet("考核", ["名称"], [[name] for name in nasty] + [[Decimal("-5.25")]])
    rows = [row[0] for row in csv.reader(io.StringIO(as_csv(sheet).decode("utf-8-sig"), newline="")) if row]
    assert rows[1:7] == [f"'{name}" for name in nasty[:6]]
    assert rows[7:] == ["山丹县财政局", "-5.25"]
    book = zipfile.ZipFile(io.BytesIO(as_xlsx([sheet])))
    page = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert "<v>-5.25</v>" in page
    assert "=1+1" in book.read("xl/sharedStrings.xml").decode()
