"""The newcomer's door: makes `.venv` from the hash-pinned lock, then hands over. Standard library only.

    python3 manage.py up        everything a newcomer needs, at http://127.0.0.1:8000
    python3 manage.py test      checks and tests; `--long` and further words go to pytest
    python3 manage.py check     linters, types and import contracts
    python3 manage.py setup     the environment and nothing else
    python3 manage.py lock      resolve the dependencies anew (needs uv)

Every other word is handed to the `caseflow` command inside the environment.
"""

from __future__ import annotations  # an older Python must get as far as the sentence at the end

import fcntl
import hashlib
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "caseflow.stamp"
LOCK = ROOT / "requirements.lock"
# Inside a virtual environment this is the interpreter the environment was made from: `.venv` can then rebuild itself.
OUTER = str(getattr(sys, "_base_executable", "") or sys.executable)
PIP_INSTALL = ("install", "--require-hashes", "--no-deps", "--quiet", "--no-input", "--requirement", str(LOCK))
# Settings of the user's own pip that make no sense inside an environment; everything else of it is respected.
PIP_OVERRIDES = {"PIP_USER": "0", "PIP_ROOT_USER_ACTION": "ignore", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
NO_PIP = "这个 Python 没有 pip,本机也找不到可用的 pip:请安装 python3-venv(例如 apt install python3-venv)后重试。"
WHEEL_FOLDERS = (Path("/usr/share/python-wheels"), Path("/usr/share/python3-wheels"))
# What measures time or takes servers away has the machine to itself; the rest shares it, a file of tests to a process.
SIDE_BY_SIDE = ("-m", "not alone", "-n", "auto", "--maxprocesses", "4", "--dist", "loadfile")
ALONE = ("-m", "alone")
CHECKS = (
    ("ruff", ("-m", "ruff", "check", "--quiet", ".")),
    ("mypy", ("-m", "mypy", "--no-error-summary")),
    ("lint-imports", (str(VENV / "bin" / "lint-imports"),)),
    ("vulture", ("-m", "vulture")),
    ("deptry", ("-m", "deptry", ".")),
    ("bandit", ("-m", "bandit", "-q", "-r", "--severity-level=medium", "-c=pyproject.toml", "caseflow", "manage.py")),
)


def main(words: list[str]) -> int:
    """Do what the first word says; returns the exit code, or never returns when it hands over."""
    word = words[0] if words else "--help"
    if word == "lock":
        return resolve_lock()
    make_environment()
    if word == "setup":
        say("运行环境已就绪。")
        return 0
    if word == "check":
        return check()
    if word == "test":
        return test(words[1:])
    hand_over("-m", "caseflow", *(words or ["--help"]))
    return 0


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def child_environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def hand_over(*arguments: str) -> None:
    """Become the environment's Python: one process, so that signals and kill reach it directly."""
    os.execve(PYTHON, [str(PYTHON), *arguments], child_environment())  # noqa: S606  no shell is wanted


def make_environment() -> None:
    """Make or renew `.venv` unless its stamp says that it was made from this lock, by this Python, in this place."""
    with one_at_a_time():
        wanted = fingerprint()
        if PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
            return
        say("正在准备运行环境(.venv,首次约需一分钟)……")
        began = time.monotonic()
        install(create())
        STAMP.write_text(wanted, encoding="utf-8")
        say(f"运行环境已备好,用时 {time.monotonic() - began:.0f} 秒。")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two commands started at once must not build the same folder; the second waits for the first."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def fingerprint() -> str:
    return "\n".join((hashlib.sha256(LOCK.read_bytes()).hexdigest(), sys.version, str(VENV))) + "\n"


def create() -> list[str]:
    """A fresh `.venv`; returns the command that is pip for it, whatever this machine offers."""
    if has("ensurepip") and quietly(OUTER, "-m", "venv", "--clear", str(VENV)):
        return [str(PYTHON), "-m", "pip"]
    if not has("venv") or not quietly(OUTER, "-m", "venv", "--clear", "--without-pip", str(VENV)):
        return create_with_apt()
    if quietly(OUTER, "-m", "pip", "--python", str(PYTHON), "--version"):
        return [OUTER, "-m", "pip", "--python", str(PYTHON)]
    wheel = pip_wheel()
    if wheel is not None:
        return [str(PYTHON), str(wheel / "pip")]
    return create_with_apt()


def has(module: str) -> bool:
    importlib.invalidate_caches()
    return importlib.util.find_spec(module) is not None


def quietly(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def pip_wheel() -> Path | None:
    """A pip wheel that already lies on this machine: distributions ship one, and find-links may hold one."""
    named = (Path(word) for word in os.environ.get("PIP_FIND_LINKS", "").split())
    found = [wheel for folder in (*WHEEL_FOLDERS, *named) if folder.is_dir() for wheel in folder.glob("pip-*.whl")]
    return max(found, key=lambda wheel: wheel.stat().st_mtime) if found else None


def create_with_apt() -> list[str]:
    """The last resort: the distribution's own package, where we may install it."""
    if os.geteuid() == 0 and shutil.which("apt-get") and not has("ensurepip"):
        say("这个 Python 没有 pip,正在用 apt-get 安装 python3-venv……")
        quietly("apt-get", "update", "-q")
        quietly("apt-get", "install", "-q", "-y", "python3-venv")
        if has("ensurepip") and quietly(OUTER, "-m", "venv", "--clear", str(VENV)):
            return [str(PYTHON), "-m", "pip"]
    raise SystemExit(NO_PIP)


def install(pip: list[str]) -> None:
    environment = {**os.environ, **PIP_OVERRIDES}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        [*pip, *PIP_INSTALL], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode != 0:
        say(done.stdout.decode("utf-8", "replace").strip())
        raise SystemExit("依赖没有装上:请看上面 pip 的说明,检查网络和 pip 的软件源设置后重试。")


def check() -> int:
    """Every linter in turn, each with its own line; what a failed one printed is shown."""
    failed = [name for name, arguments in CHECKS if not passes(name, arguments)]
    if failed:
        say("检查未通过:" + "、".join(failed) + "。")
    return 1 if failed else 0


def passes(name: str, arguments: tuple[str, ...]) -> bool:
    began = time.monotonic()
    done = subprocess.run(
        [str(PYTHON), *arguments],
        cwd=ROOT,
        env=child_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    verdict = "通过" if done.returncode == 0 else "未通过"
    say(f"检查 {name}:{verdict}({time.monotonic() - began:.1f} 秒)")
    if done.returncode != 0:
        say(done.stdout.decode("utf-8", "replace").rstrip())
    return done.returncode == 0


def test(arguments: list[str]) -> int:
    """Chromium, the checks, then pytest: with words of one's own as they are, else everything, side by side."""
    browser = find_browser()
    if check() != 0:
        return 1
    os.chdir(ROOT)
    os.environ["CASEFLOW_CHROMIUM"] = browser
    if set(arguments) - {"--long"}:
        hand_over("-m", "pytest", *arguments)
    parts = (SIDE_BY_SIDE, ALONE)
    codes = [subprocess.run([str(PYTHON), "-m", "pytest", *part, *arguments], check=False).returncode for part in parts]
    return max(codes, key=abs)


def find_browser() -> str:
    done = subprocess.run(
        [str(PYTHON), "-m", "caseflow.local.chromium"],
        cwd=ROOT,
        env=child_environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(1)
    return done.stdout.strip()


def resolve_lock() -> int:
    """Resolve pyproject.toml into requirements.lock: hashes on every pin, no address of any index."""
    uv = shutil.which("uv")
    if uv is None:
        say("重新解析依赖需要 uv:请先运行 pip install uv。")
        return 1
    command = [uv, "pip", "compile", "--universal", "--generate-hashes", "--no-annotate", "--no-header", "--upgrade"]
    done = subprocess.run(
        [*command, "--quiet", "--extra", "dev", "--output-file", str(LOCK), "pyproject.toml"], cwd=ROOT, check=False
    )
    return done.returncode


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036  started by whatever python3 the machine has
        sys.exit(f"需要 Python 3.11 或更高版本,当前是 {sys.version.split()[0]}:请换用新的 python3 再运行。")
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("已中断;再次运行会从头准备。")
