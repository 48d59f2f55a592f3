"""The layers hold, nothing goes in circles, and the contracts really bite."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseflow.settings import ROOT

PACKAGE = ROOT / "caseflow"


def modules(root: Path = PACKAGE) -> dict[str, Path]:
    """Dotted name -> file of every module of the package."""
    found = {}
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """The modules of the package that a file imports, at any depth of its code."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in known else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def cycle(graph: dict[str, set[str]]) -> list[str]:
    """One cycle of the graph, or nothing."""
    done: set[str] = set()

    def walk(node: str, trail: list[str]) -> list[str]:
        if node in trail:
            return [*trail[trail.index(node) :], node]
        if node in done:
            return []
        for target in sorted(graph.get(node, ())):
            if found := walk(target, [*trail, node]):
                return found
        done.add(node)
        return []

    return next((found for node in sorted(graph) if (found := walk(node, []))), [])


def test_no_import_cycle_at_any_depth() -> None:
    known = modules()
    graph = {name: {t for t in imports(path, known) if t in known and t != name} for name, path in known.items()}
    # a package's own __init__ gathers its children: that is its purpose, not a circle of the children
    apart = {name: {t for t in targets if not name.startswith(f"{t}.")} for name, targets in graph.items()}
    assert cycle(apart) == []


def test_cycles_are_found() -> None:
    assert cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "b", "c", "a"]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run([program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


def test_contracts_hold() -> None:
    answer = lint_imports(ROOT)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("caseflow/intake/queries.py", "import caseflow.handling.queries"),
        ("caseflow/core/lifecycle.py", "import caseflow.store.db"),
        ("caseflow/core/money.py", "import flask"),
        ("caseflow/store/cases.py", "import redis"),
        ("caseflow/handling/queries.py", "import caseflow.handling.views"),
    ],
)
def test_a_broken_rule_fails(tmp_path: Path, file: str, line: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(PACKAGE, copy / "caseflow", ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    target = copy / file
    target.write_text(target.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    answer = lint_imports(copy)
    assert answer.returncode == 1, answer.stdout
    assert "BROKEN" in answer.stdout


def test_a_new_room_needs_a_place(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(PACKAGE, copy / "caseflow", ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    (copy / "caseflow" / "helpers").mkdir()
    (copy / "caseflow" / "helpers" / "__init__.py").write_text('"""Nothing."""\n')
    assert lint_imports(copy).returncode == 1
