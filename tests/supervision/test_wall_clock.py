"""The real processes under a wall clock that jumps: each thing is said once, whatever the machine thinks the time is.

The database is the only source of the moment, so it is the database that runs under libfaketime here, and the sweep
beside it as the command that it is. Where the library is not installed, these tests are not collected.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from caseflow.app import create_app
from caseflow.local import postgres
from caseflow.settings import ROOT
from caseflow.store import clock
from caseflow.store.db import db
from tests.conftest import FAKETIME
from tests.harness.onstage import case_of, filed
from tests.harness.servers import Servers
from tests.supervision.test_sweep import said

pytestmark = [pytest.mark.long, pytest.mark.faketime]


@pytest.fixture
def shift(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file whose content moves the time of the running database: `+31d`."""
    file = tmp_path_factory.mktemp("faketime") / "shift"
    for folder in (file.parent, *file.parent.parents[:3]):
        folder.chmod(0o755)
    file.write_text("+0d")
    file.chmod(0o644)
    return file


@pytest.fixture
def jumping(
    shift: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Servers]:
    """Servers of their own, the database under libfaketime."""
    plain = postgres._environment()
    faked = {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(shift),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    monkeypatch.setattr(postgres, "_environment", lambda: plain | faked)
    running = Servers.start(tmp_path_factory.mktemp("jumping"))
    yield running
    running.stop()


def test_the_wall_clock_jumps_forth_and_back_and_forth(jumping: Servers, shift: Path) -> None:
    urls = jumping.fresh()
    app: Flask = create_app(jumping.settings(urls))
    with app.app_context():
        play = filed()
        case_id, start = case_of(play).id, clock.today()
        for jump in ("+12d", "+31d", "+0d", "+31d"):
            shift.write_text(jump)
            db.session.rollback()
            db.engine.dispose()
            assert (clock.today() - start).days == int(jump[1:-1]), "the database did not follow the jump"
            _sweep(jumping.environment(urls))
            assert said(case_id, "ClockDueSoon") == 1
            assert said(case_id, "ClockOverdue") == (jump != "+12d")
        assert case_of(play).ever_overdue
        db.session.remove()
        db.engine.dispose()


def _sweep(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "caseflow", "clocks", "sweep", "--json"]
    done = subprocess.run(
        command, env={**os.environ, **environment}, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "done" in json.loads(done.stdout)
