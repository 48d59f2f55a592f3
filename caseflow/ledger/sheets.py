"""A table as a file: CSV that Excel opens in Chinese, and XLSX; no cell can ever be a formula."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter

Cell = str | int | Decimal | None
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BOM = "\ufeff"
WIDTH = 18


@dataclass(frozen=True)
class Sheet:
    """One table: its name, its headings, its rows."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def as_csv(sheet: Sheet) -> bytes:
    """The table as UTF-8 with a mark for Excel; text that would start a formula gets a quotation mark in front."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    for row in (sheet.head, *sheet.rows):
        writer.writerow([_harmless(cell) for cell in row])
    return (BOM + file.getvalue()).encode()


def as_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """The tables as one workbook; text is stored as text and amounts as numbers."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.set_column(0, max(len(sheet.head) - 1, 0), WIDTH)
        page.freeze_panes(1, 1)
        for column, title in enumerate(sheet.head):
            page.write_string(0, column, title, bold)
        for number, row in enumerate(sheet.rows, 1):
            for column, cell in enumerate(row):
                _write(page, number, column, cell)
    book.close()
    return file.getvalue()


def _write(page: "xlsxwriter.worksheet.Worksheet", row: int, column: int, cell: Cell) -> None:
    if isinstance(cell, str):
        page.write_string(row, column, cell)
    elif cell is not None:
        page.write_number(row, column, float(cell))  # the file format knows no other number; 15 digits hold any amount


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
