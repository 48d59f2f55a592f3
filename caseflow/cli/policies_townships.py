"""`caseflow policies townships FILE`: the look-up table of townships from a list of administrative divisions."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

import click

from caseflow.core.errors import BadInput
from caseflow.settings import policies_dir

TABLE = "townships.csv"
COLUMNS = ("code", "name", "county", "also")
TOWNSHIP = 4


@click.command()
@click.argument("source", metavar="FILE", type=click.File("rb"))
def townships(source: BinaryIO) -> None:
    """从行政区划清单（JSON：{"regions": [{code, name, parent, level}]}，level 4 为乡镇街道）生成 townships.csv。

    已有表里人工填写的 also（另一套代码把它划给的地区）保留；已在 territory.csv 里的功能区不重复写入。
    """
    directory = policies_dir()
    try:
        regions = json.loads(source.read().decode("utf-8-sig"))["regions"]
        places = {row["code"] for row in _rows((directory / "territory.csv").read_text(encoding="utf-8"))}
        rows = [row for row in regions if row["level"] == TOWNSHIP and row["code"] not in places]
        text = table(rows, _also())
    except (ValueError, KeyError, TypeError) as problem:
        raise BadInput('清单应是 {"regions": [{"code": …, "name": …, "parent": …, "level": …}]} 的 JSON。') from problem
    (directory / TABLE).write_text(text, encoding="utf-8")
    click.echo(f"已写入 {TABLE}：{len(rows)} 个乡镇、街道和同级单位。", err=True)


commands = (townships,)


def table(rows: Iterable[Mapping[str, Any]], also: Mapping[str, str]) -> str:
    """townships.csv of these divisions, by code."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(
        (row["code"], row["name"], row["parent"], also.get(row["code"], ""))
        for row in sorted(rows, key=lambda row: str(row["code"]))
    )
    return out.getvalue()


def _also() -> dict[str, str]:
    path = policies_dir() / TABLE
    if not path.is_file():
        return {}
    return {row["code"]: row["also"] for row in _rows(path.read_text(encoding="utf-8")) if row["also"]}


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))
