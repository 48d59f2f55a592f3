"""A real HTTP server that takes SMS, with moods: what a gateway may do to us, and what it remembers of us."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from caseflow.local.ports import LOOPBACK, free_port
from caseflow.settings import Sms

KEY = "gateway key of the tests"
RECEIPT_KEY = "receipt key of the tests, long enough to be one"
STEPS = {"error": 500, "refused": 422, "unauthorised": 401, "crowded": 429}


class SmsServer:
    """`mode` is ok, error (500), crowded (429), unauthorised (401), refused (422: the number), slow, reset, or taken_reset
    (takes the message, then hangs up without an answer). `silent_lookup` makes the lookup fail with 500.

    `taken` counts how often each reference was sent out, `lookups` how often it was asked for.
    """

    def __init__(self) -> None:
        self.mode = "ok"
        self.pause = 3.0
        self.silent_lookup = False
        self.taken: dict[str, int] = {}
        self.texts: dict[str, dict[str, str]] = {}
        self.posts = 0
        self.lookups: list[str] = []
        self.before_answer: Callable[[str], object] = lambda _reference: None
        self._server = _Server((LOOPBACK, free_port()), _Handler)
        self._server.house = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def sms(self) -> Sms:
        """The settings that lead here."""
        return Sms(f"http://{LOOPBACK}:{self._server.server_address[1]}", KEY, RECEIPT_KEY)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    house: SmsServer

    def handle_error(self, _request: Any, _address: Any) -> None:
        """A client that hung up is part of the play."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        """Take a message, in the mood of the house."""
        house = self.server.house
        house.posts += 1
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if house.mode == "slow":
            time.sleep(house.pause)
            return
        if house.mode == "reset":
            return
        if house.mode in STEPS or self.headers["Authorization"] != f"Bearer {KEY}":
            self._answer(STEPS.get(house.mode, 401), {})
            return
        reference = message["reference"]
        house.taken[reference] = house.taken.get(reference, 0) + 1
        house.texts[reference] = message
        house.before_answer(reference)
        if house.mode != "taken_reset":
            self._answer(202, {"reference": reference})

    def do_GET(self) -> None:
        """Say whether a reference is known."""
        house = self.server.house
        reference = self.path.rpartition("/")[2]
        house.lookups.append(reference)
        if house.silent_lookup:
            self._answer(500, {})
        elif reference in house.taken:
            self._answer(200, {"status": "accepted"})
        else:
            self._answer(404, {})

    def _answer(self, status: int, content: dict[str, str]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Quiet."""
