"""The data directory: one run at a time, keys kept, addresses told only while the run lives."""

import json
import os
from pathlib import Path

import pytest

from caseflow.local import running
from caseflow.local.children import StartFailed


def test_keys_are_made_once_and_closed_to_others(tmp_path: Path) -> None:
    keys = running.kept_keys(tmp_path)
    assert running.kept_keys(tmp_path) == keys
    assert len(keys["SECRET_KEY"]) >= 32
    assert keys["SECRET_KEY"] != keys["CASEFLOW_TEXT_KEY"]
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600


def test_a_second_run_is_told_where_the_first_answers(tmp_path: Path) -> None:
    with running.sole_use(tmp_path):
        running.announce(tmp_path, "http://127.0.0.1:8000", {"DATABASE_URL": "d"})
        with pytest.raises(StartFailed, match=r"http://127\.0\.0\.1:8000"), running.sole_use(tmp_path):
            pytest.fail("two runs on one directory")
        assert running.running_environment(tmp_path) == {"DATABASE_URL": "d"}
    assert running.running_environment(tmp_path) == {}


def test_what_a_killed_run_left_counts_for_nothing(tmp_path: Path) -> None:
    gone = os.fork()
    if gone == 0:
        os._exit(0)
    os.waitpid(gone, 0)
    (tmp_path / "running.json").write_text(json.dumps({"pid": str(gone), "address": "a", "DATABASE_URL": "d"}))
    assert running.running_environment(tmp_path) == {}
    with running.sole_use(tmp_path):
        assert (tmp_path / "lock").exists()


def test_an_unusable_directory_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartFailed, match="数据目录"), running.sole_use(tmp_path / "file" / "data"):
        pytest.fail("a file is no directory")
