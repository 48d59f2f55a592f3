"""The newcomer's door needs nothing but Python; the lock is complete, pinned by hash and names no index."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from caseflow.local.chromium import find_chromium
from caseflow.settings import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def imported(source: str) -> set[str]:
    nodes = list(ast.walk(ast.parse(source)))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def canonical(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement)[0]).lower()


def test_the_door_imports_the_standard_library_alone() -> None:
    names = imported((ROOT / "manage.py").read_text(encoding="utf-8"))
    assert {name.split(".")[0] for name in names} <= set(sys.stdlib_module_names)


def test_every_pin_of_the_lock_has_a_hash_and_no_address() -> None:
    pins = re.findall(r"(?m)^([a-z0-9][a-z0-9._-]*)(==\S+)?(.*(?:\n    .*)*)", LOCK)
    assert len(pins) > 50
    assert [name for name, version, rest in pins if not version or "--hash=sha256:" not in rest] == []
    assert "://" not in LOCK
    assert "--index" not in LOCK


def test_the_lock_holds_everything_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {canonical(line) for line in project["dependencies"] + project["optional-dependencies"]["dev"]}
    assert wanted <= set(re.findall(r"(?m)^([a-z0-9._-]+)==", LOCK))


def test_an_old_python_is_answered_with_a_sentence(tmp_path: Path) -> None:
    """Not with a traceback: the file must parse in its grammar."""
    source = (ROOT / "manage.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 7))
    broken = tmp_path / "manage.py"
    broken.write_text(source.replace("< (3, 11)", "< (99, 0)"), encoding="utf-8")
    done = subprocess.run([sys.executable, str(broken), "setup"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("需要 Python")


def test_a_chromium_that_starts_is_found() -> None:
    found = find_chromium()
    assert found is not None
    assert subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0


def test_ci_runs_the_same_command() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "exec python3 manage.py test" in script.read_text(encoding="utf-8")
