"""Parts of the documentation that are made from the code, so that they cannot drift from it."""

import os
import re
from pathlib import Path

import click
from flask import Flask

from caseflow.app import create_app
from caseflow.core.access import ACTS_ON, GRANTS, Permission
from caseflow.core.lifecycle import MOVES, Status
from caseflow.settings import ROOT, Settings
from caseflow.web.access import declared

DOCS = ROOT / "docs"
README = ROOT / "README.md"
FLOW = re.compile(r"(<!-- flow: [^>]*-->\n).*?(<!-- end of flow -->)", re.DOTALL)
NOWHERE = {"DATABASE_URL": "postgresql+psycopg://nobody@localhost/none", "SECRET_KEY": "-", "CASEFLOW_TEXT_KEY": "-"}


def flow() -> str:
    """The lifecycle table as a Mermaid state diagram; withdrawal and termination, open everywhere, stand beside it."""
    lines = ["stateDiagram-v2", "    direction LR", "    [*] --> under_review: 提交"]
    lines += [f"    {status}: {status.label}" for status in Status]
    for (before, step), after in MOVES.items():
        if after not in {Status.WITHDRAWN, Status.TERMINATED}:
            lines.append(f"    {before} --> {after}: {step.label}")
    lines.append("    note right of withdrawn: 任一未结状态均可撤回")
    lines.append("    note right of terminated: 任一未结状态均可依法定事由终止")
    return "\n".join(lines)


def routes(app: Flask) -> str:
    """The table endpoint x permission x roles x rule on the case, from the url_map."""
    head = ["| 地址 | 方法 | 页面 | 权限 | 角色 | 对案件的要求 |", "| --- | --- | --- | --- | --- | --- |"]
    rows = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: r.rule):
        if rule.endpoint == "static":
            continue
        need = declared(app.view_functions[rule.endpoint])
        methods = "、".join(sorted((rule.methods or set()) & {"GET", "POST"}))
        rows.append(f"| `{rule.rule}` | {methods} | {rule.endpoint} | {need} | {_roles(need)} | {_on_case(need)} |")
    return "\n".join([*head, *rows])


def _roles(need: object) -> str:
    if not isinstance(need, Permission):
        return "任何人"
    return "、".join(role.label for role, grants in GRANTS.items() if need in grants)


def _on_case(need: object) -> str:
    rule = ACTS_ON.get(need) if isinstance(need, Permission) else None
    return "" if rule is None else rule.__name__


def generated() -> dict[Path, str]:
    """The generated documents by path."""
    app = create_app(Settings.from_env({**NOWHERE, **{k: v for k, v in os.environ.items() if k in NOWHERE}}))
    note = "<!-- made by `python3 manage.py reference`; do not edit -->"
    return {
        README: _with_flow(README.read_text(encoding="utf-8")),
        DOCS / "routes.md": f"# 页面与权限\n\n{note}\n\n{routes(app)}\n",
    }


def _with_flow(readme: str) -> str:
    return FLOW.sub(lambda m: f"{m[1]}```mermaid\n{flow()}\n```\n{m[2]}", readme)


@click.command()
def reference() -> None:
    """重新生成 README 的流程图和 docs/routes.md。"""
    for path, text in generated().items():
        path.write_text(text, encoding="utf-8")
        click.echo(str(path.relative_to(ROOT)), err=True)
