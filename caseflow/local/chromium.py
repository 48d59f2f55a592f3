"""A Chromium for the browser tests: found on the machine, else installed in the ordinary way.

`python -m caseflow.local.chromium` prints the path of one that really starts, or ends with one sentence.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLAYWRIGHT_PATTERNS = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium")
WHAT_TO_DO = "浏览器测试需要 Chromium，但没有找到，也没能装上：请安装 chromium(例如 apt install chromium)后重试。"


def find_chromium() -> Path | None:
    """The first Chromium on this machine that starts; `CASEFLOW_CHROMIUM` names one ahead of all others."""
    return next((path for path in _candidates() if _starts(path)), None)


def install_chromium() -> None:
    """Install one: by apt for root, else by Playwright into the user's own cache. Failure shows in find_chromium."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _run("apt-get", "update", "-q")
        _run("apt-get", "install", "-q", "-y", "chromium")
    else:
        _run(sys.executable, "-m", "playwright", "install", "chromium")


def main() -> None:
    """Print the path of a Chromium, installing one when there is none."""
    found = find_chromium()
    if found is None:
        click.echo("没有找到 Chromium，正在安装……", err=True)
        install_chromium()
        found = find_chromium()
    if found is None:
        click.echo(WHAT_TO_DO, err=True)
        sys.exit(1)
    click.echo(found)


def _candidates() -> Iterator[Path]:
    named = (os.environ.get("CASEFLOW_CHROMIUM"), *map(shutil.which, NAMES))
    yield from (Path(name) for name in named if name)
    caches = (Path.home() / ".cache" / "ms-playwright", Path.home() / "Library" / "Caches" / "ms-playwright")
    for cache in (Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or caches[0]), *caches):
        for pattern in PLAYWRIGHT_PATTERNS:
            yield from sorted(cache.glob(pattern), reverse=True)


def _starts(path: Path) -> bool:
    try:
        return _run(str(path), "--version", seconds=30) == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _run(*command: str, seconds: float | None = None) -> int:
    return subprocess.run(command, capture_output=True, check=False, timeout=seconds).returncode  # noqa: S603


if __name__ == "__main__":
    main()
