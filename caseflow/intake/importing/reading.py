"""Reads a workbook that passed the gate, in a process of its own: `python -I reading.py FILE MOST_ROWS MOST_COLUMNS`.

Prints {"rows": [[text, …], …]} of the first sheet or {"refused": sentence}. A cell that says it lies in the last row of
the format makes any reader ask for more memory than there is: that happens here, under limits, never in a worker.
Whatever a cell holds comes out as text; a formula is what the program that saved the file last made of it.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

MEMORY, SECONDS = 900 * 1024 * 1024, 20
Cell = int | float | str | bool | time | date | datetime | timedelta


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell if isinstance(cell, str) else str(cell)


def read(path: str, most_rows: int, most_columns: int) -> dict[str, object]:
    """The rows of the first sheet, the head among them, trailing empty ones left out."""
    with CalamineWorkbook.from_path(path) as book:
        sheet = book.get_sheet_by_index(0)
        if sheet.width > most_columns or sheet.height > 100 * most_rows:
            return {"refused": "第一张表太大：请用下载的模板填写，不要在表格外的地方写字。"}
        rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if len(rows) > most_rows + 1:
        return {"refused": f"一次最多导入 {most_rows} 行，这个文件有 {len(rows) - 1} 行，请分成几个文件。"}
    return {"rows": rows}


def main(path: str, most_rows: int, most_columns: int) -> None:
    """Read one file and print what it holds."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = read(path, most_rows, most_columns)
    except (CalamineError, ValueError, IndexError, OSError):
        answer = {"refused": "这个文件读不出表格，请用下载的模板填写，另存为 XLSX 后再传。"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
