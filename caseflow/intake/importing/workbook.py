"""The template to fill in, and the report of what came of each row: both as a workbook without any formula."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from caseflow.core.edition import Edition
from caseflow.intake.importing.columns import COLUMNS, MOST_ROWS, Column
from caseflow.intake.importing.listing import Outcome
from caseflow.web.regions import region_label

WIDTH = 20
HOW = (
    "一行是一件投诉。第一张表“投诉”从第 2 行填起，第 1 行的列名不要改；示例行请删去。",
    f"一次最多 {MOST_ROWS} 行。每件投诉写一份合同；有几份合同的，请单独代录。",
    "“从列表里选”的列只能写“可选内容”表里的词。日期写成 2026-11-18 这样。金额的单位是元。",
    "账款类投诉填“有没有合同等材料”到“其中有异议的金额”；不公平对待类填“发生日期”“涉及金额”。",
    "同一渠道的同一对方编号只登记一次；没有编号的，内容完全相同的行只登记一次。所以同一个文件可以放心再传一次。",
    "请勿写涉密内容、身份证号、银行卡号。",
)


def template(edition: Edition) -> bytes:
    """The workbook to fill in: heads with what to write and an example, the closed choices, and how to."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    text, wrap = book.add_format({"num_format": "@"}), book.add_format({"text_wrap": True, "valign": "top"})
    page, choices, how = (book.add_worksheet(name) for name in ("投诉", "可选内容", "填写说明"))
    page.set_column(0, len(COLUMNS) - 1, WIDTH, text)
    choices.set_column(0, len(COLUMNS) - 1, WIDTH)
    page.freeze_panes(1, 0)
    for at, column in enumerate(COLUMNS):
        page.write_string(0, at, column.title, bold)
        page.write_string(1, at, column.sample, text)
        listed = _listed(column, edition)
        choices.write_string(0, at, column.title, bold)
        choices.write_column(1, at, listed or [column.hint], wrap)
        if listed:
            last = len(listed) + 1
            source = f"=可选内容!${_letters(at)}$2:${_letters(at)}${last}"
            page.data_validation(1, at, MOST_ROWS, at, {"validate": "list", "source": source, "error_type": "warning"})
    how.set_column(0, 0, 100, wrap)
    how.write_column(0, 0, HOW)
    book.close()
    return file.getvalue()


def report(lines: Iterable[Outcome]) -> bytes:
    """What came of each row: its number, the outcome, the case, and for every fault the column and the sentence."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    page = book.add_worksheet("导入结果")
    page.set_column(0, 4, WIDTH)
    _row(page, 0, ("行", "结果", "编号", "列", "要改什么"))
    at = 1
    for line in lines:
        for column, sentence in line.faults or [("", "")]:
            _row(page, at, (str(line.number), line.words, line.case_number, column, sentence))
            at += 1
    book.close()
    return file.getvalue()


def _row(page: "xlsxwriter.worksheet.Worksheet", at: int, cells: Sequence[str]) -> None:
    for column, cell in enumerate(cells):
        page.write_string(at, column, cell)  # whatever a cell holds, it is text


def _listed(column: Column, edition: Edition) -> list[str]:
    """The words of a closed column, as the edition in force has them."""
    if column.field == "channel":
        return [channel.name for channel in edition.reception.channels.values()]
    if column.field == "region":
        return [region_label(edition, place.code) for place in edition.territories.all()]
    return [label for _value, label in column.choices]


def _letters(at: int) -> str:
    """The name of a column by its place from 0: A, B, … Z, AA, …"""
    high, low = divmod(at, 26)
    return (chr(ord("A") + high - 1) if high else "") + chr(ord("A") + low)
