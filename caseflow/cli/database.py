"""Commands on the database: schema, rules, demo, trail."""

import json
import os
import sys
from collections.abc import Collection
from dataclasses import asdict
from datetime import timedelta

import click
from sqlalchemy import create_engine, text

from caseflow.app import create_app
from caseflow.core.errors import BadInput
from caseflow.demo import cases, people
from caseflow.settings import in_production, policies_dir
from caseflow.store import audit, editions, replaying, schema, units
from caseflow.store.unit_of_work import transaction
from caseflow.supervision.jobs import recompute_clocks, sweep_clocks


def owner_url() -> str:
    """Where the owner role reaches the database; BadInput where the environment does not say."""
    url = os.environ.get("DATABASE_OWNER_URL", "")
    if not url:
        raise BadInput("未设置 DATABASE_OWNER_URL(数据库属主角色的地址)，不能更改数据表。")
    return url


@click.command()
def migrate() -> None:
    """把数据表升级到最新版本(属主角色)。"""
    schema.migrate(owner_url())
    click.echo("数据表已是最新版本。", err=True)


@click.command("load")
@click.option("--keep", multiple=True, metavar="FILE", help="两边都改过的文件：保留系统里的")
@click.option("--replace", multiple=True, metavar="FILE", help="两边都改过的文件：换成 policies/ 里的")
def load(keep: tuple[str, ...], replace: tuple[str, ...]) -> None:
    """发布 policies/ 中的规则(有变化时；系统里改过的不动)，并补齐机构表。"""
    with create_app().app_context():
        _load(keep, replace)


@click.command()
@click.option("--print", "show", is_flag=True, help="只列出演示账号")
def demo(show: bool) -> None:
    """准备演示的人员和案件；已有的不重复。"""
    if show:
        click.echo(people.sign_in_table())
        return
    with create_app().app_context():
        _demo()


@click.command()
@click.option("--demo", "with_demo", is_flag=True, help="也准备演示的人员和案件")
def prepare(with_demo: bool) -> None:
    """一次做完 migrate、policies load 和(可选)demo。"""
    schema.migrate(owner_url())
    with create_app().app_context():
        _load()
        if with_demo:
            _demo()


def _load(keep: Collection[str] = (), replace: Collection[str] = ()) -> None:
    with transaction(None) as work:
        changed = editions.load(work, editions.read_directory(policies_dir()), keep, replace)
    with transaction(None):
        added = units.ensure_units(editions.current())
    version = editions.current().version
    click.echo(f"规则版本 {version}{'已发布' if changed else '没有变化'}；新增机构 {added} 个。", err=True)


def _demo() -> None:
    if in_production():
        raise BadInput("生产环境不得载入演示账号：它们的口令人人都知道。")
    people.add_demo_people()
    made = cases.add_demo_cases()
    click.echo(f"演示人员已就绪，新增演示案件 {made} 件。", err=True)


@click.group("audit")
def trail() -> None:
    """办理痕迹。"""


@trail.command()
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 值")
def verify(as_json: bool) -> None:
    """重新计算全部哈希链,指出第一条对不上的记录。"""
    with create_app().app_context():
        verdict = audit.verify()
    if as_json:
        click.echo(json.dumps(verdict.__dict__, ensure_ascii=False))
    else:
        click.echo(verdict.fault or f"{verdict.chains} 条链、{verdict.events} 条记录全部一致。", err=True)
    sys.exit(1 if verdict.fault else 0)


@trail.command()
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 值")
def replay(as_json: bool) -> None:
    """只用记录重建每件案件，与案件现在的内容比对，列出全部不同之处。"""
    with create_app().app_context():
        found = replaying.replay()
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
    else:
        for each in found.differences:
            click.echo(f"{each.number} {each.where}：记录为 {each.told}，案件为 {each.kept}")
        click.echo(f"由 {found.events} 条记录重建 {found.cases} 件案件，{len(found.differences)} 处不同。", err=True)
    sys.exit(1 if found.differences else 0)


@click.group("clocks")
def clocks() -> None:
    """时限。"""


@clocks.command()
@click.argument("days", type=int)
def shift(days: int) -> None:
    """把系统时间移动若干天(只供测试和演示;属主角色;生产环境拒绝)。"""
    if in_production():
        raise BadInput("生产环境不得移动时间。")
    engine = create_engine(owner_url())
    with engine.begin() as connection:
        connection.execute(text("update clock_offset set value = value + :step"), {"step": timedelta(days=days)})
    engine.dispose()


@clocks.command("sweep")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 值")
def sweep_due(as_json: bool) -> None:
    """把将到的、已过的和日历已公布的时限处理完;同时运行几个也不会重复。"""
    done = 0
    with create_app().app_context():
        while found := recompute_clocks() + sweep_clocks():
            done += found
    if as_json:
        click.echo(json.dumps({"done": done}))
    else:
        click.echo(f"处理了 {done} 个时限。", err=True)


commands: list[click.Command] = [migrate, prepare, demo, trail, clocks]
