"""`caseflow route` and `caseflow policies check`: they read policies/ alone, neither database nor Redis."""

import csv
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import click

from caseflow.core.errors import BadInput, RuleError
from caseflow.core.routing import Decision, RuleBook
from caseflow.core.routing.checking import check
from caseflow.settings import policies_dir
from caseflow.store.editions import read_directory

EXPECTED = Path("expected") / "routing.csv"


@click.command()
@click.argument("source", metavar="FILE", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 值。")
def route(source: BinaryIO, as_json: bool) -> None:
    """一件投诉由谁办、依据是什么。FILE 是一件投诉或 {"cases": […]}，可为 -（标准输入）。"""
    cases = _cases(source)
    book = read_directory(policies_dir()).book
    decisions = [_decide(book, case, number) for number, case in enumerate(cases, 1)]
    if as_json:
        click.echo(json.dumps([d.as_json() for d in decisions], ensure_ascii=False))
        return
    for decision in decisions:
        click.echo(_words(decision))


@click.command(name="check")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 值。")
def check_command(as_json: bool) -> None:
    """核对规则：条款都存在、预期表都对、每一种组合都有着落。"""
    directory = policies_dir()
    report = check(read_directory(directory).book, _expected(directory / EXPECTED))
    click.echo(json.dumps(report, ensure_ascii=False) if as_json else _report_words(report))
    if not report["ok"]:
        click.echo(f"核对没有通过：{len(report['faults'])} 处错误，{report['hole_count']} 个空洞。", err=True)
        sys.exit(1)


commands = (route,)
policies_commands = (check_command,)


def _cases(source: BinaryIO) -> list[Mapping[str, Any]]:
    name = getattr(source, "name", "标准输入")
    try:
        value = json.loads(source.read().decode("utf-8-sig"), parse_float=str)
    except json.JSONDecodeError as problem:
        raise BadInput(f"{name} 第 {problem.lineno} 行第 {problem.colno} 列不是有效的 JSON。") from problem
    except (OSError, RecursionError, ValueError) as problem:
        raise BadInput(f"{name} 不是可读的 UTF-8 编码 JSON。") from problem
    cases = value.get("cases", [value]) if isinstance(value, dict) else None
    if not isinstance(cases, list) or not all(isinstance(case, dict) for case in cases):
        raise BadInput(f'{name} 应是一件投诉，或 {{"cases": [一件件投诉]}}。')
    return cases


def _decide(book: RuleBook, case: Mapping[str, Any], number: int) -> Decision:
    try:
        return book.decide(book.read(case))
    except BadInput as problem:
        raise BadInput(f"第 {number} 件（{case.get('id') or '无编号'}）：{problem}") from problem


def _words(decision: Decision) -> str:
    lead = decision.lead.name if decision.lead else "（未定主办）"
    head = f"{decision.id or '投诉'}：{decision.ground_text}（{decision.ground}），主办 {lead}"
    return "\n".join((head, f"  下一步：{decision.next_step}", *(f"  {sentence}" for sentence in decision.trace)))


def _report_words(report: Mapping[str, Any]) -> str:
    outcomes = report["outcomes"]
    principle = [b for b in report["bases"] if b["basis"] == "principle"]
    lines = [
        f"规则 {report['rules']} 条，受理理由 {report['grounds']} 条，地区 {report['territories']} 个",
        f"版本 {report['rules_version']}",
        f"组合 {report['combinations']} 个，其中事项×被投诉人类型×层级×地区的全积 {report['full_product']} 个",
        f"定出主办 {outcomes['lead']}，受理理由 {_sum(outcomes['ground'])}，转人 {_sum(outcomes['queue'])}",
        f"没有着落的空洞 {report['hole_count']} 个",
        *(f"  {code}：{count}" for code, count in outcomes["ground"].items()),
        *(f"  转人：{reason}：{count}" for reason, count in outcomes["queue"].items()),
        f"主办条线与条款：列名 {len(report['bases']) - len(principle)}，依原则 {len(principle)}",
        *(f"  依原则：{b['rule']}（{b['area']}）{b['competence']}：{b['law']}" for b in principle),
        f"写有受理、处理投诉职责的条款 {report['duties']['clauses']} 条，有规则引用的 {report['duties']['cited']} 条",
        *(f"  职责：{duty}：{count} 条" for duty, count in report["duties"]["by_duty"].items()),
        f"预期表 {report['expected']['lines']} 行，不符 {len(report['expected']['wrong'])} 行",
        *(f"错误：{fault}" for fault in report["faults"]),
        *(f"空洞：{hole}" for hole in report["holes"]),
    ]
    return "\n".join(lines)


def _sum(counts: Mapping[str, int]) -> int:
    return sum(counts.values())


def _expected(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(_text(path).splitlines()))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise RuleError(f"规则文件 {path.name} 无法读取。") from problem
