"""A real HTTP server of a test, in a thread of its own; what it does and remembers is the business of who is made of it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from caseflow.local.ports import LOOPBACK, free_port


class HttpHouse:
    """A server on a free port of this machine that answers by `handler`, which finds the house as `self.server.house`."""

    def __init__(self, handler: "type[HouseHandler]") -> None:
        self._server = _Server((LOOPBACK, free_port()), handler)
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
    def host(self) -> str:
        """Host and port, as settings and rules name them."""
        return f"{LOOPBACK}:{self._server.server_address[1]}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    house: Any

    def handle_error(self, _request: Any, _address: Any) -> None:
        """A client that hung up is part of the play."""


class HouseHandler(BaseHTTPRequestHandler):
    """Reads and writes JSON, and keeps quiet."""

    server: _Server

    def message(self) -> dict[str, Any]:
        """What the client sent."""
        found: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        return found

    def say(self, status: int, content: dict[str, Any], **headers: str) -> None:
        """Answer."""
        body = json.dumps(content).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Quiet."""
