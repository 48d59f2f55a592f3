"""No way of dying leaves a process behind, and nothing committed is lost."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from caseflow.local.children import PROC, descendants, send, wait_until
from caseflow.local.ports import answers, free_port
from caseflow.settings import ROOT

pytestmark = pytest.mark.alone

HOUSE = Path(__file__).with_name("house.py")


@dataclass(frozen=True)
class House:
    """A running household: its first process, where its web answers, and what it reported."""

    process: "subprocess.Popen[str]"
    port: int
    report: dict[str, int]

    @property
    def second(self) -> int:
        return next(pid for pid in descendants(self.process.pid) if parent_of(pid) == self.process.pid)


@contextmanager
def household(data: Path) -> Iterator[House]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, str(HOUSE), str(data), str(port)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield House(process, port, json.loads(process.stdout.readline()))
    finally:
        left = descendants(process.pid)
        process.kill()
        process.wait()
        process.stdout.close()
        wait_until(lambda: not living(left), 20)
        for pid in living(left):  # only when the test failed
            send(pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data directory for all: each test is also the next start after what the one before did to it."""
    return tmp_path_factory.mktemp("家") / "数据 目录"


def parent_of(pid: int) -> int:
    return int((PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])


def command_of(pid: int) -> str:
    return (PROC / str(pid) / "cmdline").read_text().replace("\0", " ")


def living(pids: list[int]) -> list[int]:
    return [pid for pid in pids if (PROC / str(pid)).exists()]


def everybody(house: House) -> list[int]:
    """All processes of a house in full swing: it really has gunicorn workers, a work-horse and database backends."""
    family = descendants(house.process.pid)
    commands = [command_of(pid) for pid in family]
    assert house.report["ready"]
    assert sum("gunicorn" in command for command in commands) == 3, commands
    assert sum("rq.cli" in command for command in commands) == 2, commands
    assert sum("postgres" in command for command in commands) >= 5, commands
    return family


def test_killing_the_first_process_leaves_nothing(data: Path) -> None:
    with household(data) as house:
        family = everybody(house)
        os.kill(house.process.pid, signal.SIGKILL)
        house.process.wait()
        assert wait_until(lambda: not living(family), 20), [command_of(pid) for pid in living(family)]


def test_killing_the_second_process_leaves_nothing(data: Path) -> None:
    with household(data) as house:
        rows, family = house.report["rows"], everybody(house)
        os.kill(house.second, signal.SIGKILL)
        assert house.process.wait(20) == 1
        assert living(family) == []
    with household(data) as house:
        assert house.report["rows"] == rows + 1


def test_what_dies_is_started_again_and_an_interrupt_ends_it_all(data: Path) -> None:
    with household(data) as house:
        family = everybody(house)
        web = next(pid for pid in family if "gunicorn" in command_of(pid) and parent_of(pid) == house.second)
        for pid in (web, house.report["postgres"]):
            os.kill(pid, signal.SIGKILL)
        assert wait_until(lambda: not living([web, house.report["postgres"]]), 10)
        assert wait_until(lambda: answers(house.port, "/"), 20)
        assert wait_until(lambda: any("postgres -D" in command_of(pid) for pid in descendants(house.second)), 20)
        family += descendants(house.process.pid)
        house.process.send_signal(signal.SIGINT)
        assert house.process.wait(30) == 0
        assert living(family) == []
