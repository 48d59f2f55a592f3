"""A real SMTP server that can refuse, stall or hang up, and remembers what it took in which order."""

import asyncio
import email
import email.policy
import threading
import time
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from caseflow.local.ports import LOOPBACK, free_port

ANSWERS = {
    "busy": "450 4.2.1 mailbox busy",
    "refused": "550 5.1.1 no such user",
    "content": "554 5.6.0 content refused",
}


class Gateway:
    """`mode` is ok, busy (4xx), refused (5xx to the recipient), content (5xx to the text), slow or drop.

    `modes` overrides it for single addresses; `pause` (seconds) makes every mail take that long.
    """

    def __init__(self) -> None:
        self.mode = "ok"
        self.modes: dict[str, str] = {}
        self.pause = 0.0
        self.taken: list[EmailMessage] = []
        self.attempts: dict[str, int] = {}
        self._lock = threading.Lock()
        self.controller = Controller(self, hostname=LOOPBACK, port=free_port())

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.controller.port)

    async def handle_RCPT(self, server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        """aiosmtpd's name for a recipient that is offered."""
        mode = self._mode(address)
        with self._lock:
            self.attempts[address] = self.attempts.get(address, 0) + 1
        if mode in {"busy", "refused"}:
            return ANSWERS[mode]
        if mode == "drop":
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """aiosmtpd's name for a mail that arrived."""
        mode = self._mode(envelope.rcpt_tos[0])
        if mode == "content":
            return ANSWERS[mode]
        await asyncio.sleep(3.0 if mode == "slow" else self.pause)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        with self._lock:
            self.taken.append(message)
        return "250 OK"

    def _mode(self, address: str) -> str:
        return self.modes.get(address, self.mode)

    def references(self) -> list[str]:
        """The reference in the Message-ID of every mail taken, in the order in which they came."""
        with self._lock:
            return [message["Message-ID"].strip("<>").partition("@")[0] for message in self.taken]

    def wait_for(self, count: int, seconds: float) -> float:
        """Wait until `count` different mails were taken; returns the seconds it took."""
        start = time.monotonic()
        while len(set(self.references())) < count and time.monotonic() - start < seconds:
            time.sleep(0.1)
        return time.monotonic() - start
