"""Where files lie: `evidence/<two digits>/<32 digits>.<extension>` in the data directory, names of our own making."""

import hashlib
import json
import os
import re
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from flask import current_app

from caseflow.core.errors import BadInput
from caseflow.evidence import inspection

CHUNK = 1024 * 1024
PATIENCE_SECONDS = 8
OBJECT_NAME = re.compile(r"[0-9a-f]{32}\.(pdf|jpg|png|docx|xlsx)", re.ASCII)
UNREADABLE = "这个文件无法检查（可能已损坏或异常复杂），请另存为 PDF 后再传。"
_at_once = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class Stored:
    """A file that passed the gate and lies in the vault."""

    object_name: str
    media_type: str
    size: int
    sha256: str


class Vault:
    """The folder of all evidence. A file is complete on disk before any row speaks of it."""

    def __init__(self, root: Path, file_bytes: int) -> None:
        self._root = root
        self._incoming = root / "incoming"
        self._file_bytes = file_bytes

    def put(self, stream: IO[bytes], named: str) -> Stored:
        """Check and store what `stream` holds; `named` is the extension of the sender's name (small, no dot).

        Raises BadInput with a sentence for the field when the file is empty, too big or not of an allowed kind.
        """
        self._incoming.mkdir(parents=True, exist_ok=True)
        waiting = self._incoming / uuid.uuid4().hex
        try:
            size, sha256 = self._receive(stream, waiting)
            verdict = _examine(waiting, named)
            return self._keep(waiting, verdict, size, sha256)
        finally:
            waiting.unlink(missing_ok=True)

    def examined(self, stream: IO[bytes], named: str, only: str) -> bytes:
        """What `stream` holds, once it passed the gate as a file of kind `only`; nothing stays here.

        Raises BadInput as `put` does, and for a file of another kind.
        """
        self._incoming.mkdir(parents=True, exist_ok=True)
        waiting = self._incoming / uuid.uuid4().hex
        try:
            self._receive(stream, waiting)
            if _examine(waiting, named)["extension"] != only:
                raise BadInput(f"请上传 {only.upper()} 文件。")
            return waiting.read_bytes()
        finally:
            waiting.unlink(missing_ok=True)

    def path(self, object_name: str) -> Path:
        """Where the file of that name lies. Raises ValueError for a name that is none of ours."""
        if not OBJECT_NAME.fullmatch(object_name):
            raise ValueError(object_name)
        return self._root / object_name[:2] / object_name

    def older_than(self, seconds: float) -> Iterator[Path]:
        """Files, finished or not, that have lain here at least so long (by the file system's own time)."""
        oldest = time.time() - seconds
        for path in self._root.rglob("*"):
            if path.is_file() and path.stat().st_mtime <= oldest:
                yield path

    def _receive(self, stream: IO[bytes], waiting: Path) -> tuple[int, str]:
        size, digest = 0, hashlib.sha256()
        with waiting.open("xb", buffering=0) as file:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > self._file_bytes:
                    raise BadInput(f"文件超过 {self._file_bytes // CHUNK} MB，请压缩图片或拆成几个文件后再传。")
                digest.update(chunk)
                if file.write(chunk) != len(chunk):
                    raise OSError("the disk took only part of an upload")
            os.fsync(file.fileno())
        if size == 0:
            raise BadInput("文件是空的，请核对后再传。")
        return size, digest.hexdigest()

    def _keep(self, waiting: Path, verdict: dict[str, str], size: int, sha256: str) -> Stored:
        name = f"{uuid.uuid4().hex}.{verdict['extension']}"
        home = self.path(name)
        home.parent.mkdir(exist_ok=True)
        os.utime(waiting)
        waiting.rename(home)
        _sync_folder(home.parent)
        return Stored(name, verdict["media_type"], size, sha256)


def vault() -> Vault:
    """The vault of this application."""
    settings = current_app.config["SETTINGS"]
    return Vault(settings.data_dir / "evidence", settings.upload_file_bytes)


def _examine(path: Path, named: str) -> dict[str, str]:
    command = [sys.executable, "-I", inspection.__file__, str(path), named]
    with _at_once:
        try:
            # our own interpreter on our own script; the name of the file is ours too
            done = subprocess.run(command, capture_output=True, timeout=PATIENCE_SECONDS, check=False, env={})  # noqa: S603
        except subprocess.TimeoutExpired as slow:
            raise BadInput(UNREADABLE) from slow
    if done.returncode != 0:
        raise BadInput(UNREADABLE)
    verdict: dict[str, Any] = json.loads(done.stdout)
    if "refused" in verdict:
        raise BadInput(verdict["refused"])
    return verdict


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
