"""Which user the embedded servers run as, and programs that this user can read.

PostgreSQL refuses to run as root. As root we therefore drop to an ordinary account; the data may still lie in a folder
which that account cannot reach by name (a home of mode 0700), because the server enters it before the drop and calls
it by `/proc/self/cwd` from then on. Programs must be reachable by name: if they are not, root lays out a copy.
"""

import importlib.util
import os
import pwd
import shutil
import tempfile
from importlib import metadata
from pathlib import Path

from caseflow.local.children import Account, StartFailed

ACCOUNTS = ("postgres", "nobody")
PROGRAMS = Path("/var/lib/caseflow/programs")
OTHERS_READ_AND_ENTER = 0o005
OTHERS_ENTER = 0o001


def server_account(directory: Path) -> Account | None:
    """The account for a server whose files lie in `directory`: None unless we are root.

    A directory that has an owner already keeps it, whatever accounts the machine has got since.
    """
    if os.geteuid() != 0:
        return None
    owner = directory.stat() if directory.exists() else None
    if owner is not None and owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    found = next((names[name] for name in ACCOUNTS if name in names), None)
    if found is None:
        raise StartFailed(
            "以 root 运行时，内置数据库需要一个普通账户(postgres 或 nobody)，本机没有：请新建其一后重试。"
        )
    return Account(found.pw_uid, found.pw_gid)


def private_folder(folder: Path, account: Account | None) -> Path:
    """`folder`, made if need be, open to nobody but the server's account (and root)."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if account is not None:
            os.chown(folder, account.uid, account.gid)
        folder.chmod(0o700)
    except OSError as error:
        raise StartFailed(
            f"用不了目录 {folder}({error.strerror})：请换用户运行，或用 CASEFLOW_DATA 另指定。"
        ) from error
    return folder


def package_folder(package: str, account: Account | None) -> Path:
    """Where the files of an installed package lie so that `account` can read them."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise StartFailed(f"运行环境里缺少 {package}：请运行 python3 manage.py setup。")
    installed = Path(spec.origin).parent
    if account is None or _readable(installed):
        return installed
    return _copy(installed, PROGRAMS / f"{package}-{metadata.version(package)}") / package


def _readable(folder: Path) -> bool:
    """Whether any user may read `folder`: an installation made under umask 077 closes the folder itself."""
    entered = all(parent.stat().st_mode & OTHERS_ENTER for parent in folder.parents)
    return entered and folder.stat().st_mode & OTHERS_READ_AND_ENTER == OTHERS_READ_AND_ENTER


def _copy(installed: Path, target: Path) -> Path:
    """Lay out the package and the shared libraries beside it, readable for everybody; whole or not at all."""
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    target.parent.chmod(0o755)
    target.parent.parent.chmod(0o755)
    workshop = Path(tempfile.mkdtemp(dir=target.parent))
    for source in (installed, installed.with_name(installed.name + ".libs")):
        if source.exists():
            shutil.copytree(source, workshop / source.name, ignore=shutil.ignore_patterns("__pycache__", "include"))
    _open_to_all(workshop)
    try:
        workshop.rename(target)
    except OSError:  # somebody else was quicker: theirs is as good
        shutil.rmtree(workshop)
    return target


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
