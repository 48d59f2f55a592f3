"""What a data directory keeps between runs (keys), and tells other commands while `caseflow up` runs (addresses)."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from caseflow.local.children import StartFailed, wait_until

KEYS = ("SECRET_KEY", "CASEFLOW_TEXT_KEY")
FORMER_RUN_SECONDS = 45.0


def kept_keys(data: Path) -> dict[str, str]:
    """The signing and digest keys of this data directory; made once, readable by the owner alone."""
    file = data / "keys.json"
    if not file.exists():
        _write_private(file, {name: secrets.token_hex(32) for name in KEYS})
    return _read(file)


@contextmanager
def sole_use(data: Path) -> Iterator[None]:
    """Hold the data directory for this run; a former run that is just stopping is waited for.

    Raises StartFailed when another run holds it, or when it cannot be used.
    """
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StartFailed(f"用不了数据目录 {data}({error.strerror})：请换用户，或用 CASEFLOW_DATA 另指定。") from error
    try:
        if not wait_until(lambda: _locked(handle) or _address(data) != "", FORMER_RUN_SECONDS) or not _locked(handle):
            raise StartFailed(f"已有一个 caseflow 在使用数据目录 {data}:{_address(data)}")
        yield
        (data / "running.json").unlink(missing_ok=True)
    finally:
        os.close(handle)


def announce(data: Path, address: str, environment: Mapping[str, str]) -> None:
    """Say where the run answers and what its commands need to join it."""
    _write_private(data / "running.json", {"pid": str(os.getppid()), "address": address, **environment})


def running_environment(data: Path) -> dict[str, str]:
    """The variables that let another command join the run on `data`; empty when nothing runs there."""
    file = data / "running.json"
    if not file.exists():
        return {}
    found = _read(file)
    return {name: value for name, value in found.items() if name.isupper()} if _runs(found) else {}


def _address(data: Path) -> str:
    """Where a living run answers; a file left by a killed one counts for nothing."""
    file = data / "running.json"
    found = _read(file) if file.exists() else {}
    return found["address"] if found and _runs(found) else ""


def _runs(found: Mapping[str, str]) -> bool:
    try:
        os.kill(int(found["pid"]), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(file: Path) -> dict[str, str]:
    return dict(json.loads(file.read_text(encoding="utf-8")))


def _write_private(file: Path, content: Mapping[str, str]) -> None:
    unfinished = file.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(content), encoding="utf-8")
    unfinished.replace(file)
