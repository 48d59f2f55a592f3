"""`caseflow policies explain`: a decision of the past computed again from its own edition and facts."""

import json
import sys
from collections.abc import Mapping
from typing import Any

import click

from caseflow.app import create_app
from caseflow.policybook.queries.routes import Explanation, repeat


@click.command()
@click.argument("number", metavar="CASE")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 值。")
def explain(number: str, as_json: bool) -> None:
    """按当时的规则版本和事实重新计算案件 CASE 的转办决定;与当时不是逐字一致时退出码为 1。"""
    with create_app().app_context():
        found = repeat(number.strip())
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        click.echo(_words(found))
    if not found.repeated:
        click.echo(f"{found.number}：重新计算的结果与当时不一致。", err=True)
        sys.exit(1)


def _words(found: Explanation) -> str:
    same = "逐字一致" if found.repeated else "不一致"
    lines = [f"{found.number}（规则版本 {found.edition}）：重新计算与当时{same}。", *_decision(found.stored)]
    if not found.repeated:
        lines += ["重新计算的结果：", *_decision(found.again)]
    return "\n".join(lines)


def _decision(answer: Mapping[str, Any]) -> list[str]:
    lead = answer["lead"]["name"] if answer["lead"] else "（未定主办）"
    head = f"{answer['ground_text']}({answer['ground']})，主办 {lead}，规则 {answer['rule']}"
    cited = [
        f"  引用：{c['document']}{c['clause']}{c['task']}"
        + (f"（条款写的是“{c['unit_as_cited']}”）" if c["unit_as_cited"] else "")
        for c in answer["citations"]
    ]
    rejected = [f"  未采用 {r['rule']}:{r['why']}" for r in answer["rejected"]]
    return [head, *(f"  {sentence}" for sentence in answer["trace"]), *cited, *rejected]


commands: list[click.Command] = [explain]
