"""A real HTTP server in the place of a group chat's robot, with moods, which remembers what came."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from caseflow.local.ports import LOOPBACK, free_port

STATUSES = {"error": 500, "crowded": 429, "gone": 404, "forbidden": 403, "moved": 302}
CODES = {"refused": 93000, "too_often": 45009}


class RobotServer:
    """`mode` is ok, error (500), crowded (429), gone (404), forbidden (403), moved (302 to `elsewhere`), slow, reset,
    taken_reset (takes the message, then hangs up), refused or too_often (status 200 with such an `errcode`), drip or
    drip_head (the answer, or its head, comes byte by byte, `pause` seconds in all).
    """

    def __init__(self) -> None:
        self.mode = "ok"
        self.pause = 2.0
        self.elsewhere = ""
        self.calls: list[tuple[str, dict[str, Any]]] = []
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
    def host(self) -> str:
        """Host and port, as settings and rules name them."""
        return f"{LOOPBACK}:{self._server.server_address[1]}"

    def texts(self) -> list[str]:
        """What came, whatever the kind of robot."""
        return [call[1].get("message") or call[1]["text"]["content"] for call in self.calls]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    house: RobotServer

    def handle_error(self, _request: Any, _address: Any) -> None:
        """A client that hung up is part of the play."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        """Take a message, in the mood of the house."""
        house = self.server.house
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        house.calls.append((self.path, message))
        if house.mode == "slow":
            time.sleep(house.pause)
        elif house.mode.startswith("drip"):
            self._drip(house.pause)
        elif house.mode not in {"reset", "taken_reset"}:
            status = STATUSES.get(house.mode, 200)
            body = json.dumps({"errcode": CODES.get(house.mode, 0), "errmsg": "said by the test"}).encode()
            self.send_response(status)
            if status == 302:
                self.send_header("Location", house.elsewhere)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def _drip(self, seconds: float) -> None:
        head, body = b"HTTP/1.0 200 OK\r\nX-Said: by the test\r\n\r\n", b'{"errcode": 0,     "errmsg": ""}'
        whole = self.server.house.mode == "drip"
        self.wfile.write(head if whole else head[:20])
        slow = body if whole else head[20:]
        for place in range(len(slow)):
            self.wfile.write(slow[place : place + 1])
            time.sleep(seconds / len(slow))
        if not whole:
            self.wfile.write(body)

    do_GET = do_POST  # noqa: N815  http.server's name

    def log_message(self, *_words: object) -> None:
        """Quiet."""
