"""Which user a server runs as, and the copy of its program for that user."""

import os
from pathlib import Path

import pytest

from caseflow.local import account
from caseflow.local.children import Account, StartFailed


def test_only_root_drops(tmp_path: Path) -> None:
    dropped = account.server_account(tmp_path / "new")
    assert (dropped is not None) == (os.geteuid() == 0)
    assert dropped is None or dropped.uid != 0


def test_a_private_folder_is_closed_to_everybody_else(tmp_path: Path) -> None:
    mine = Account(os.geteuid(), os.getegid())
    folder = account.private_folder(tmp_path / "a" / "b", mine)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_copy_is_whole_and_readable_for_everybody(tmp_path: Path) -> None:
    installed = tmp_path / "site" / "server"
    (installed / "bin").mkdir(parents=True, mode=0o700)
    program = installed / "bin" / "server"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    (tmp_path / "site" / "server.libs").mkdir()
    (tmp_path / "site" / "server.libs" / "lib.so").touch(mode=0o600)
    target = account._copy(installed, tmp_path / "programs" / "server-1")
    assert (target / "server" / "bin" / "server").stat().st_mode & 0o777 == 0o755
    assert (target / "server.libs" / "lib.so").stat().st_mode & 0o777 == 0o644
    assert account._copy(installed, target) == target
    assert list(target.parent.iterdir()) == [target]


def test_a_missing_package_is_a_sentence() -> None:
    with pytest.raises(StartFailed, match=r"manage\.py setup"):
        account.package_folder("no_such_package", None)
