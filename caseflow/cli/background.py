"""`caseflow worker | sweep | notices sweep | notices stuck`: what runs behind the pages."""

import json
import sys
from dataclasses import asdict

import click

from caseflow import worker as background
from caseflow.app import create_app
from caseflow.core.errors import BadInput
from caseflow.notices.operating.figures import figures
from caseflow.notices.operating.troubles import failed
from caseflow.notices.operating.troubles import stuck as stuck_now
from caseflow.settings import Settings

LONGEST_LIST = 100


@click.command()
def worker() -> None:
    """应答队列的后台任务(需要 Redis);SIGTERM 停止,手头的先做完。"""
    settings = Settings.from_env()
    if not settings.redis_url:
        raise BadInput("未设置 REDIS_URL：没有队列时由 caseflow sweep 完成全部后台工作。")
    background.run_worker(settings)


@click.command()
def sweep() -> None:
    """定时检查:处理事件、发送通知、检查时限(不需要 Redis);SIGTERM 停止。"""
    background.run_sweep(Settings.from_env())


@click.group()
def notices() -> None:
    """通知。"""


@notices.command("sweep")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 值")
def sweep_notices(as_json: bool) -> None:
    """把到期的事件和通知处理一遍;同时运行几个也不会重复。"""
    with create_app().app_context():
        done = background.drain()
    if as_json:
        click.echo(json.dumps({"done": done}))
    else:
        click.echo(f"处理了 {done} 项。", err=True)


@notices.command()
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 值")
def stuck(as_json: bool) -> None:
    """列出停顿、卡住的事件和没有送达的通知;有则退出码为 1。"""
    settings = Settings.from_env()
    with create_app(settings).app_context():
        found = figures(with_queue=bool(settings.redis_url))
        events, failures = stuck_now(size=LONGEST_LIST).rows, failed(size=LONGEST_LIST).rows
    if as_json:
        lists = {"stuck": [asdict(event) for event in events], "failures": [asdict(notice) for notice in failures]}
        click.echo(json.dumps(asdict(found) | lists, ensure_ascii=False, default=str))
    else:
        for sentence in found.standstill:
            click.echo(sentence)
        for event in events:
            click.echo(f"事件 {event.event_id} {event.kind}：已尝试 {event.attempts} 次，{event.failure}")
        for notice in failures:
            click.echo(f"通知 {notice.reference} {notice.kind} {notice.channel} {notice.status}：{notice.failure}")
        click.echo(f"待处理事件 {found.events_waiting} 件，待发通知 {found.waiting} 条。", err=True)
    sys.exit(1 if found.standstill or found.events_stuck or found.failed else 0)


commands: list[click.Command] = [worker, sweep, notices]
