"""The house's budgets: small files, small functions, no import hidden in a function."""

import ast
from collections.abc import Iterator
from pathlib import Path

from caseflow.settings import ROOT

FILES = sorted((ROOT / "caseflow").rglob("*.py"))
DRAWERS = {"utils", "helpers", "common", "base", "manager", "misc", "extensions"}
FILE_LINES, FUNCTION_LINES, VIEW_LINES = 300, 40, 20


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Every function and method of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def lines(node: ast.FunctionDef) -> int:
    """How long a function is, without decorators."""
    return (node.end_lineno or 0) - node.lineno + 1


def test_files_stay_readable() -> None:
    long = {str(p.relative_to(ROOT)): n for p in FILES if (n := len(p.read_text().splitlines())) > FILE_LINES}
    assert long == {}


def test_functions_stay_short() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": lines(node)
        for path in FILES
        for node in functions(path)
        if lines(node) > (VIEW_LINES if path.name == "views.py" else FUNCTION_LINES)
    }
    assert long == {}


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in FILES
        for node in functions(path)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_there_is_no_drawer() -> None:
    assert [str(p) for p in FILES if p.stem in DRAWERS or p.parent.name in DRAWERS] == []


def test_every_module_says_what_it_is() -> None:
    silent = [p.name for p in FILES if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))]
    assert silent == []


def test_only_the_settings_read_the_environment() -> None:
    allowed = {"settings.py"}
    outside = [
        str(path.relative_to(ROOT))
        for path in FILES
        if path.name not in allowed
        and path.relative_to(ROOT).parts[1] not in {"cli", "local"}
        and "os.environ" in path.read_text(encoding="utf-8")
    ]
    assert outside == []


def test_only_the_unit_of_work_commits() -> None:
    words = (".commit(", "session.rollback(", ".flush(", "datetime.now(", "date.today(", "utcnow(")
    allowed = {"store/unit_of_work.py", "web/errors.py"}
    outside = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in FILES
        for word in words
        if str(path.relative_to(ROOT / "caseflow")) not in allowed
        and path.relative_to(ROOT).parts[1] not in {"local", "cli"}
        and word in path.read_text(encoding="utf-8")
    ]
    assert outside == []
