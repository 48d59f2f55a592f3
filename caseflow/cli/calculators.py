"""`caseflow due | interest | payment-due | size`: the calculators. They read policies/ alone, no database, no Redis."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, TypeVar

import click

from caseflow.core.deadlines import Calendar, ClockRules, due_date
from caseflow.core.enterprise import SizeTable, size_of
from caseflow.core.errors import BadInput, RuleError
from caseflow.core.interest import InterestQuestion, LprTable, interest
from caseflow.core.money import PaymentLaws, day
from caseflow.core.payment_term import PaymentQuestion, payment_due
from caseflow.settings import policies_dir

T = TypeVar("T")

as_json = click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 值。")
input_file = click.argument("source", metavar="FILE", type=click.File("rb"))


@click.command()
@click.option("--clock", "key", required=True, help="时限名，如 review、dispatch、result。")
@click.option("--track", type=click.Choice(["A", "B"]), default="A", show_default=True, help="A 款项支付，B 营商环境。")
@click.option("--start", required=True, help="事件发生之日(不计入)，如 2026-03-02。")
@as_json
def due(key: str, track: str, start: str, as_json: bool) -> None:
    """时限在哪一天届满,怎么算出来的。"""
    _answer(_due(key, track, day(start, "--start")), as_json)


@click.command(name="interest")
@input_file
@as_json
def interest_command(source: BinaryIO, as_json: bool) -> None:
    """逾期利息,按付款分段。FILE 可为 -(标准输入)。"""
    _answer(interest(InterestQuestion.parse(_read(source)), _laws(), _lpr()).as_json(), as_json)


@click.command(name="payment-due")
@input_file
@as_json
def payment_due_command(source: BinaryIO, as_json: bool) -> None:
    """法定或约定的付款到期日。FILE 可为 -(标准输入)。"""
    _answer(payment_due(PaymentQuestion.parse(_read(source)), _laws(), _calendar()).as_json(), as_json)


@click.command()
@input_file
@as_json
def size(source: BinaryIO, as_json: bool) -> None:
    """企业规模(大型、中型、小型、微型)。FILE 可为 -(标准输入)。"""
    _answer(size_of(_read(source), _sizes()).as_json(), as_json)


commands = (due, interest_command, payment_due_command, size)


def _due(key: str, track: str, start: date) -> Mapping[str, object]:
    rules, calendar = _clocks(), _calendar()
    try:
        return due_date(rules.get(key, track), calendar, start).as_json()
    except RuleError as unknown:  # the rules are sound; what was typed names none of them
        raise BadInput(str(unknown)) from unknown


def _answer(answer: Mapping[str, object], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for name, value in answer.items():
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        click.echo(f"{name}: {shown}")


def _read(source: BinaryIO) -> Mapping[str, object]:
    """The JSON object in `source`, numbers with a point as Decimal. BadInput says where it cannot be read."""
    name = getattr(source, "name", "标准输入")
    try:
        value = json.loads(source.read().decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_constant)
    except json.JSONDecodeError as problem:
        raise BadInput(f"{name} 第 {problem.lineno} 行第 {problem.colno} 列不是有效的 JSON。") from problem
    except (OSError, RecursionError, ValueError) as problem:
        raise BadInput(f"{name} 不是可读的 UTF-8 编码 JSON。") from problem
    if not isinstance(value, dict):
        raise BadInput(f"{name} 应是一个 JSON 对象。")
    return value


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _clocks() -> ClockRules:
    return _load("deadlines.toml", ClockRules.parse)


def _laws() -> PaymentLaws:
    return _load("payment_terms.toml", PaymentLaws.parse)


def _lpr() -> LprTable:
    return _load("rates/lpr.csv", LprTable.parse)


def _sizes() -> SizeTable:
    return _load("enterprise_size.csv", SizeTable.parse)


def _calendar() -> Calendar:
    years = [path for path in (policies_dir() / "calendar").glob("*.toml") if path.stem.isdecimal()]
    return Calendar.parse({int(path.stem): _text(path) for path in years})


def _load(name: str, parse: Callable[[str], T]) -> T:
    return parse(_text(policies_dir() / name))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise RuleError(f"规则文件 {path} 无法读取。") from problem
