"""Child processes that do not outlive their parent, and a look at the process table.

The kernel sends a child its death signal when the thread that started it ends: start children from the main thread.
Where the kernel has no such thing (macOS) children are ended by an orderly stop alone.
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from caseflow.core.errors import CaseflowError

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
LONGEST_LOG = 10 * 1024 * 1024  # bytes
PROC = Path("/proc")
_prctl = getattr(ctypes.CDLL(None, use_errno=True), "prctl", None)


class StartFailed(CaseflowError):
    """A server or program did not come up; the sentence says which, and where its log lies."""


@dataclass(frozen=True)
class Account:
    """The ordinary user a server runs as when we are root."""

    uid: int
    gid: int


def spawn(
    command: Sequence[str | Path],
    *,
    cwd: Path,
    env: Mapping[str, str],
    log: IO[bytes],
    account: Account | None = None,
    death_signal: int = signal.SIGTERM,
    stdin: int | IO[bytes] = subprocess.DEVNULL,
) -> "subprocess.Popen[bytes]":
    """Start `command` in `cwd` (entered before the user is dropped) in a session of its own.

    `death_signal` is what the kernel sends it when we die, however we die. A session of its own keeps the Ctrl-C of
    the terminal away from it: stopping is the parent's business.
    """
    return subprocess.Popen(  # noqa: S603
        [str(word) for word in command],
        cwd=cwd,
        env=dict(env),
        stdin=stdin,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        preexec_fn=_dying_with(os.getpid(), death_signal),  # noqa: PLW1509  calls one system function and nothing else
    )


def die_with_parent(parent: int, death_signal: int) -> None:
    """Ask the kernel for `death_signal` when our parent dies; end now when it is gone already."""
    if _prctl is not None:
        _prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def adopt_orphans() -> None:
    """Become the new parent of every orphan below us, so that none can slip away."""
    if _prctl is not None:
        _prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def descendants(pid: int) -> list[int]:
    """Every living process below `pid`, zombies not counted; empty where there is no /proc."""
    below: dict[int, list[int]] = {}
    for child, parent, state in _process_table():
        if state != "Z":
            below.setdefault(parent, []).append(child)
    found, frontier = [], [pid]
    while frontier:
        children = below.get(frontier.pop(), [])
        found += children
        frontier += children
    return found


def end_descendants(pid: int, grace: float) -> None:
    """Give everything below `pid` `grace` seconds to end by itself (it was told to), then kill what is left."""
    wait_until(lambda: not descendants(pid), grace)
    while left := descendants(pid):
        for straggler in left:
            send(straggler, signal.SIGKILL)
        reap()
        time.sleep(0.02)
    reap()


def reap(but: frozenset[int] = frozenset()) -> None:
    """Collect ended children, except those in `but` whose exit code somebody else wants."""
    while True:
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if ended is None or ended.si_pid in but:
            return
        os.waitpid(ended.si_pid, 0)


def send(pid: int, number: int) -> None:
    """Signal a process that may have ended already."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def wait_until(done: Callable[[], bool], seconds: float, pause: float = 0.05) -> bool:
    """Poll `done` for at most `seconds`; returns what it said last."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() >= deadline:
            return done()
        time.sleep(pause)
    return True


def open_log(log: Path) -> IO[bytes]:
    """`log` opened for appending; a long one is put aside first (one older generation is kept)."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LONGEST_LOG:
        log.replace(log.with_name(log.name + ".1"))
    return log.open("ab")


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, for the sentence of a StartFailed."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])


def _dying_with(parent: int, death_signal: int) -> Callable[[], None]:
    return lambda: die_with_parent(parent, death_signal)


def _process_table() -> list[tuple[int, int, str]]:
    rows = []
    for entry in PROC.glob("[0-9]*/stat"):
        try:
            # the name in brackets may hold anything; state and parent stand behind the last bracket
            state, parent = entry.read_text(errors="replace").rpartition(")")[2].split()[:2]
        except (OSError, ValueError):
            continue
        rows.append((int(entry.parent.name), int(parent), state))
    return rows
