"""Nobody puts work into the queue but the doorbell of reactions.py: a job without a row could be lost or doubled."""

import ast
from pathlib import Path

import pytest

from caseflow.settings import ROOT

FILES = sorted((ROOT / "caseflow").rglob("*.py"))
QUEUE_MODULES = {"reactions.py", "worker.py"}
REDIS_MODULES = {*QUEUE_MODULES, "local/valkey.py"}
PUTS = ("enqueue", "rpush", "lpush", "xadd", "publish_message", "schedule_job")


def puts(source: str) -> list[tuple[str, str]]:
    """(function, call) wherever `source` puts something into a queue, or names a job so that it could jam one."""
    tree = ast.parse(source)
    found = []
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
            continue
        for call in _calls(function):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name.startswith(PUTS):
                keywords = {keyword.arg for keyword in call.keywords} & {"job_id", "unique"}
                found.append((getattr(function, "name", "module"), " ".join([name, *sorted(filter(None, keywords))])))
    return found


def _calls(function: ast.AST) -> list[ast.Call]:
    """Calls of a function or module that belong to no function inside it."""
    found, waiting = [], list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.Call):
            found.append(node)
        waiting.extend(ast.iter_child_nodes(node))
    return found


def imported(path: Path, *names: str) -> bool:
    """Whether a file imports one of these packages."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    modules += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return any(module.partition(".")[0] in names for module in modules)


def test_only_the_doorbell_puts_something_into_the_queue() -> None:
    found = {str(path.relative_to(ROOT / "caseflow")): puts(path.read_text(encoding="utf-8")) for path in FILES}
    assert {name: calls for name, calls in found.items() if calls} == {"reactions.py": [("_ring", "enqueue")]}


def test_only_the_background_knows_the_queue() -> None:
    places = {path: str(path.relative_to(ROOT / "caseflow")) for path in FILES}
    assert {name for path, name in places.items() if imported(path, "rq")} == QUEUE_MODULES
    assert {name for path, name in places.items() if imported(path, "redis")} <= REDIS_MODULES


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("def accept(queue):\n    queue.enqueue('send', 1)", [("accept", "enqueue")]),
        ("def later(queue):\n    def inner():\n        queue.enqueue_in(5, 'send')", [("inner", "enqueue_in")]),
        ("class A:\n    async def go(self):\n        self.q.enqueue_at(1, job_id='x')", [("go", "enqueue_at job_id")]),
        ("def push(redis):\n    redis.lpush('rq:queue:caseflow', 'job')", [("push", "lpush")]),
        ("enqueue('send')", [("module", "enqueue")]),
        ("def ring(bell):\n    bell()", []),
    ],
)
def test_a_planted_one_is_found(planted: str, found: list[tuple[str, str]]) -> None:
    assert puts(planted) == found
