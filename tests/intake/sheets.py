"""Spreadsheets as people and others make them."""

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

from caseflow.demo.people import credit_code
from caseflow.intake.importing.columns import COLUMNS

TITLES = [column.title for column in COLUMNS]
SAMPLE = {column.title: column.sample for column in COLUMNS}


def row(serial: int, received_on: str, **other: str) -> dict[str, str]:
    """A row that holds: the template's own example, with a number of its own."""
    return SAMPLE | {"对方编号": f"T-{serial:05d}", "收到日期": received_on, "投诉企业信用代码": code(serial)} | other


def code(serial: int) -> str:
    """A credit code of the right form."""
    return credit_code(f"91620700MA{serial % 1000000:06d}")


def workbook(rows: Sequence[Mapping[str, str]], heads: Sequence[str] = TITLES) -> bytes:
    """The rows as an XLSX; a cell that begins with `formula:` is one."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    page = book.add_worksheet("投诉")
    for at, head in enumerate(heads):
        page.write_string(0, at, head)
    for number, told in enumerate(rows, 1):
        for at, head in enumerate(heads):
            cell = told.get(head, "")
            if cell.startswith("formula:"):
                page.write_formula(number, at, cell.removeprefix("formula:"), None, 42)
            elif cell:
                page.write_string(number, at, cell)
    book.close()
    return file.getvalue()
