"""`caseflow simulate`: a province-year lived through the real actions, on a moved clock."""

import json
import sys
from dataclasses import asdict
from datetime import date, datetime, timedelta

import click

from caseflow.app import create_app
from caseflow.cli.database import owner_url
from caseflow.core.errors import BadInput
from caseflow.demo.people import add_demo_people
from caseflow.demo.year.run import Order, live, moved, refuse_others, was_simulated
from caseflow.settings import in_production
from caseflow.store import clock


@click.command()
@click.option("--cases", type=click.IntRange(1, 20000), default=600, show_default=True, help="多少件投诉")
@click.option("--months", type=click.IntRange(1, 24), default=12, show_default=True, help="多少个月(每月按30天)")
@click.option("--seed", type=int, default=1, show_default=True, help="同一个种子得到同样的一年")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="最后一天(默认为昨天)")
@click.option("--once", is_flag=True, help="已经模拟过的,不再模拟,也不算错")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 值")
def simulate(cases: int, months: int, seed: int, until: datetime | None, once: bool, as_json: bool) -> None:
    """用真实的办理步骤模拟一段时间的投诉办理,填满演示库;生产环境和有其他案件的库拒绝。"""
    if in_production():
        raise BadInput("生产环境不得模拟：模拟会移动系统时间，并生成虚构的案件。")
    owner = owner_url()
    with create_app().app_context():
        if once and was_simulated():
            return
        refuse_others()
        add_demo_people()
        order = Order(cases, months, seed, until.date() if until else _yesterday())
        days = order.days
        shown = click.progressbar(length=days, label="模拟", file=sys.stderr)
        with moved(owner) as moved_clock, shown as bar:
            year = live(order, moved_clock, bar.update)
    if as_json:
        click.echo(json.dumps(asdict(year), ensure_ascii=False, default=str))
    else:
        click.echo(f"模拟了 {year.first} 至 {year.last}：{year.cases} 件案件、{year.events} 条记录。", err=True)
        click.echo(f"业务事实摘要 {year.digest}", err=True)


def _yesterday() -> date:
    return clock.today() - timedelta(days=1)


commands: list[click.Command] = [simulate]
