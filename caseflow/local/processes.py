"""The tree of everything `caseflow up` keeps alive: servers and programs, restarted when they die, stopped in order."""

import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Protocol

from caseflow.core.errors import CaseflowError
from caseflow.local.children import open_log, reap, spawn

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LONGEST_PAUSE = 30.0  # seconds between two attempts to restart
STEADY = 60.0  # seconds of life after which a death counts as the first again


class Stopping(BaseException):
    """Somebody asked us to stop (Ctrl-C, SIGTERM, a closed terminal); like KeyboardInterrupt, no error."""


class Member(Protocol):
    """What the tree keeps: a server or a program with a name for people."""

    name: str

    @property
    def pid(self) -> int:
        """Its process id; 0 before the first start."""

    def start(self) -> object:
        """Start it, or start it again; raises StartFailed."""

    def alive(self) -> bool:
        """Whether it runs."""

    def stop(self) -> None:
        """Stop it in order and wait for it."""


class Program:
    """One command with its own environment and log; SIGTERM asks it to stop, `grace` seconds later it is killed."""

    def __init__(
        self, name: str, command: Sequence[str], *, cwd: Path, env: Mapping[str, str], log: Path, grace: float = 6.0
    ) -> None:
        self.name = name
        self.log = log
        self._command = tuple(command)
        self._cwd = cwd
        self._env = dict(env)
        self._grace = grace
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Its process id; 0 before the first start."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Start it; its output goes to the end of its log."""
        with open_log(self.log) as log:
            self._process = spawn(self._command, cwd=self._cwd, env=self._env, log=log)

    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def wait(self) -> int:
        """Wait for its end; returns its exit code."""
        return self._process.wait() if self._process else 0

    def stop(self) -> None:
        """Stop it in order and wait for it."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(self._grace)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class ProcessTree:
    """Keeps members alive in the order they were started. `say` shows one sentence to the person who started it."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._members: list[Member] = []
        self._starts: dict[str, list[float]] = {}
        self._due: dict[str, float] = {}

    def start(self, member: Member) -> None:
        """Start `member` and keep it from now on."""
        self._members.append(member)
        self._starts[member.name] = [time.monotonic()]
        member.start()

    def complete(self, step: Program) -> int:
        """Run `step` to its end; returns its exit code. A stop in between ends the step too."""
        self._members.append(step)
        step.start()
        code = step.wait()
        self._members.remove(step)
        return code

    def watch(self, done: Callable[[], bool], seconds: float = float("inf"), pause: float = 0.2) -> bool:
        """Restart what dies until `done()`; False when `seconds` have passed before."""
        deadline = time.monotonic() + seconds
        while not done():
            if time.monotonic() > deadline:
                return False
            for member in self._members:
                if not member.alive():
                    self._revive(member)
            reap(but=frozenset(member.pid for member in self._members))
            time.sleep(pause)
        return True

    def stop(self) -> None:
        """Stop every member, the last started first."""
        for member in reversed(self._members):
            member.stop()
        self._members.clear()

    def _revive(self, member: Member) -> None:
        """Restart a dead member when its pause is over: 1 second, then twice as long each time, at most 30."""
        now = time.monotonic()
        if member.name not in self._due:
            deaths = self._count_death(member.name, now)
            pause = min(2.0 ** (deaths - 1), LONGEST_PAUSE)
            self._due[member.name] = now + pause
            self._say(f"{member.name}意外停止，{pause:.0f} 秒后重新启动。")
        if now < self._due[member.name]:
            return
        del self._due[member.name]
        self._starts[member.name].append(now)
        try:
            member.start()
        except CaseflowError as error:
            self._say(str(error))

    def _count_death(self, name: str, now: float) -> int:
        """How many times in a row it died; a life of a minute ends the row."""
        if now - self._starts[name][-1] > STEADY:
            self._starts[name] = [now]
        return len(self._starts[name])


def stop_on_signals() -> None:
    """From now on the first Ctrl-C, SIGTERM or hang-up raises Stopping in the main thread; later ones are ignored."""
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)


def _stop(_number: int, _frame: FrameType | None) -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, _ignore)
    raise Stopping


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """The stop is under way already. (Not SIG_IGN: a child would inherit it.)"""
