"""`caseflow up`: everything a newcomer needs, in one process tree."""

import contextlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import click

from caseflow.core.errors import CaseflowError
from caseflow.demo.people import sign_in_table
from caseflow.local.children import last_lines
from caseflow.local.guardian import guarded
from caseflow.local.ports import LOOPBACK, answers, free_port
from caseflow.local.postgres import EmbeddedPostgres
from caseflow.local.processes import ProcessTree, Program, Stopping
from caseflow.local.running import announce, kept_keys, sole_use
from caseflow.local.valkey import EmbeddedValkey
from caseflow.settings import ROOT

READY_SECONDS = 90.0
CASEFLOW = ("-m", "caseflow")
GUNICORN = ("-m", "gunicorn", "--config", "python:caseflow.local.gunicorn_conf")


@dataclass(frozen=True)
class Step:
    """A command that must succeed before anything serves; it has the owner's database address."""

    title: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Service:
    """A program that is kept alive; `{bind}` in its words is where the web server listens."""

    title: str
    log: str
    words: tuple[str, ...]


PREPARE = Step("准备数据表、政策规则和机构", (*CASEFLOW, "prepare"))
PREPARE_DEMO = Step("准备数据表、政策规则、机构和演示案件", (*CASEFLOW, "prepare", "--demo"))
SIMULATE = (*CASEFLOW, "simulate", "--once", "--cases")
SERVICES = (
    Service("网页服务", "web", (*GUNICORN, "--bind", "{bind}", "wsgi:app")),
    Service("后台任务", "worker", (*CASEFLOW, "worker")),
    Service("定时检查", "sweep", (*CASEFLOW, "sweep")),
)


@dataclass(frozen=True)
class Run:
    """One run of `up`: where its data lies, the wanted port, whether to show the demo, the environment, and how many
    cases of a simulated year the demo gets on top (0: none)."""

    data: Path
    port: int
    demo: bool
    base: Mapping[str, str]
    owner_url: str = ""
    year: int = 0

    def app_environment(self) -> dict[str, str]:
        """What web, worker and sweep get: never the owner's address."""
        return {name: value for name, value in self.base.items() if name != "DATABASE_OWNER_URL"}

    def owner_environment(self) -> dict[str, str]:
        """What the steps that change the database's structure get."""
        return {**self.base, "DATABASE_OWNER_URL": self.owner_url}

    def program(self, name: str, log: str, words: tuple[str, ...], env: Mapping[str, str]) -> Program:
        """A program of this run, with its log under the data directory."""
        return Program(name, (sys.executable, *words), cwd=ROOT, env=env, log=self.data / "log" / f"{log}.log")


@click.command("up")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="网页端口")
@click.option("--no-demo", is_flag=True, help="不载入演示单位、人员和案件")
@click.option("--year", type=click.IntRange(1, 20000), help="演示库里另模拟一年的多少件案件(已有的不重复)")
def up(port: int, no_demo: bool, year: int | None) -> None:
    """启动新手所需的一切:数据库、队列、网页、后台任务;按 Ctrl-C 停止。"""
    data = Path(os.environ.get("CASEFLOW_DATA") or ROOT / "var").absolute()
    sys.exit(guarded(lambda: _run(Run(data, port, not no_demo, dict(os.environ), year=year or 0))))


def _run(run: Run) -> int:
    """Start everything, keep it alive until somebody stops it, stop it in order."""
    tree = ProcessTree(_say)
    try:
        with sole_use(run.data):
            try:
                _serve(run, tree)
            except Stopping:
                _say("正在停止……")
                return 0
            finally:
                tree.stop()
                _say("已全部停止。")
    except CaseflowError as error:
        _say(str(error))
    return 1


def _serve(run: Run, tree: ProcessTree) -> None:
    port = free_port(run.port)
    if port != run.port:
        _say(f"端口 {run.port} 已被占用，改用 {port}。")
    run = _with_servers(_with_basics(run, port), tree)
    _complete(run, tree, PREPARE_DEMO if run.demo else PREPARE)
    if run.demo and run.year:
        _complete(run, tree, Step(f"模拟一年的 {run.year} 件案件", (*SIMULATE, str(run.year))))
    _start_services(run, tree, port)
    announce(run.data, run.base["CASEFLOW_ADDRESS"], _joining(run))
    _say(f"请用浏览器打开 {run.base['CASEFLOW_ADDRESS']} (按 Ctrl-C 停止；数据和日志在 {run.data})")
    if run.demo:
        _say(sign_in_table())
    tree.watch(lambda: False)


def _with_basics(run: Run, port: int) -> Run:
    """The keys (kept ones unless the environment has its own), the data directory and the address."""
    base = {
        **kept_keys(run.data),
        "CASEFLOW_ADDRESS": f"http://{LOOPBACK}:{port}",
        **run.base,
        "CASEFLOW_DATA": str(run.data),
        "PYTHONPATH": str(ROOT),
    }
    return replace(run, port=port, base=base)


def _with_servers(run: Run, tree: ProcessTree) -> Run:
    """The configured servers, or embedded ones where none is configured."""
    base = dict(run.base)
    owner_url = base.get("DATABASE_OWNER_URL", "")
    if not base.get("DATABASE_URL"):
        _say("正在启动内置数据库……")
        postgres = EmbeddedPostgres(run.data / "postgres")
        tree.start(postgres)
        base["DATABASE_URL"], owner_url = postgres.urls().app, postgres.urls().owner
    if not base.get("REDIS_URL"):
        _say("正在启动内置队列……")
        valkey = EmbeddedValkey(run.data / "valkey")
        tree.start(valkey)
        base["REDIS_URL"] = valkey.url
    return replace(run, base=base, owner_url=owner_url)


def _complete(run: Run, tree: ProcessTree, step: Step) -> None:
    _say(f"{step.title}……")
    program = run.program(step.title, "steps", step.words, run.owner_environment())
    if tree.complete(program) != 0:
        raise CaseflowError(f"“{step.title}”没有成功，日志在 {program.log}:\n{last_lines(program.log)}")


def _start_services(run: Run, tree: ProcessTree, port: int) -> None:
    """Start web, worker and sweep, and wait until the web answers."""
    for service in SERVICES:
        words = tuple(word.format(bind=f"{LOOPBACK}:{port}") for word in service.words)
        tree.start(run.program(service.title, service.log, words, run.app_environment()))
    if not tree.watch(lambda: answers(port, "/healthz"), READY_SECONDS):
        log = run.data / "log" / "web.log"
        raise CaseflowError(f"网页服务没有应答，日志在 {log}:\n{last_lines(log)}")


def _joining(run: Run) -> dict[str, str]:
    """What another command needs to work on this run's data."""
    names = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "CASEFLOW_TEXT_KEY", "CASEFLOW_DATA", "CASEFLOW_ADDRESS")
    return {name: run.base[name] for name in names} | {"DATABASE_OWNER_URL": run.owner_url}


def _say(sentence: str) -> None:
    """To the person at the terminal, who may have closed it: that must not disturb an orderly stop."""
    with contextlib.suppress(OSError):
        click.echo(sentence)
