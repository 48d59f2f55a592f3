"""A real PostgreSQL, a real Valkey and a real SMTP sink, started once for a test run."""

import email
import email.policy
import itertools
import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from caseflow.app import create_app
from caseflow.demo.people import add_demo_people
from caseflow.local.ports import LOOPBACK, free_port
from caseflow.local.postgres import EmbeddedPostgres
from caseflow.local.roles import Urls
from caseflow.local.valkey import EmbeddedValkey
from caseflow.reactions import relay
from caseflow.settings import ROOT, Settings
from caseflow.store import editions, units
from caseflow.store.db import db
from caseflow.store.schema import migrate
from caseflow.store.unit_of_work import transaction

KEY = "a key for tests only, long enough to be one"


class Sink:
    """An SMTP server that keeps every mail it accepted."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.lock = threading.Lock()
        self.controller = Controller(self, hostname=LOOPBACK, port=free_port())

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """aiosmtpd's name for a mail that arrived."""
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        message = email.message_from_bytes(raw, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        with self.lock:
            self.mails.append(message)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to one address."""
        with self.lock:
            return [mail for mail in self.mails if mail["To"] == address]


@dataclass
class Servers:
    """The servers of a run; `fresh()` gives each test its own copy of the prepared database."""

    folder: Path
    postgres: EmbeddedPostgres
    valkey: EmbeddedValkey
    sink: Sink
    _count: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @classmethod
    def start(cls, folder: Path) -> "Servers":
        """Start everything and prepare the template: migrated, rules published, units and demo people in place."""
        servers = cls(folder, EmbeddedPostgres(folder / "pg"), EmbeddedValkey(folder / "valkey"), Sink())
        servers.postgres.start()
        servers.valkey.start()
        servers.sink.controller.start()
        prepared = servers.postgres.create_database("prepared")
        migrate(prepared.owner)
        app = create_app(servers.settings(prepared))
        with app.app_context():
            with transaction(None) as work:
                editions.publish(work, editions.read_directory(ROOT / "policies"))
            with transaction(None) as work:
                units.ensure_units(editions.current())
            add_demo_people()
            while relay(100):  # once here, not again in every test's copy
                pass
            db.session.remove()
            db.engine.dispose()
        return servers

    def stop(self) -> None:
        """Stop everything in order."""
        self.sink.controller.stop()
        self.valkey.stop()
        self.postgres.stop()

    def fresh(self) -> Urls:
        """A new database, a copy of the prepared one."""
        return self.postgres.create_database(f"test_{next(self._count)}", "prepared")

    def environment(self, urls: Urls) -> dict[str, str]:
        """The environment of a process that runs against these servers."""
        return {
            "DATABASE_URL": urls.app,
            "REDIS_URL": self.valkey.url,
            "SECRET_KEY": KEY,
            "CASEFLOW_TEXT_KEY": KEY,
            "CASEFLOW_DATA": str(self.folder / "data"),
            "SMTP_HOST": LOOPBACK,
            "SMTP_PORT": str(self.sink.controller.port),
            "CASEFLOW_SWEEP_SECONDS": "0.3",
            "CASEFLOW_LEASE_SECONDS": "2",
            "CASEFLOW_RETRY_SECONDS": "0.2",
        }

    def settings(self, urls: Urls) -> Settings:
        """The same as Settings."""
        return Settings.from_env(self.environment(urls))
