"""A real HTTP server in the place of a group chat's robot, with moods, which remembers what came."""

import time
from typing import Any

from caseflow.local.ports import LOOPBACK
from tests.harness.http_house import HouseHandler, HttpHouse

STATUSES = {"error": 500, "crowded": 429, "gone": 404, "forbidden": 403, "moved": 302}
CODES = {"refused": 93000, "too_often": 45009}


class RobotServer(HttpHouse):
    """`mode` is ok, error (500), crowded (429), gone (404), forbidden (403), moved (302 to `elsewhere`), slow, reset,
    taken_reset (takes the message, then hangs up), refused or too_often (status 200 with such an `errcode`), drip or
    drip_head (the answer, or its head, comes byte by byte, `pause` seconds in all).
    """

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.mode = "ok"
        self.pause = 2.0
        self.elsewhere = ""
        self.calls: list[tuple[str, dict[str, Any]]] = []

    @property
    def host(self) -> str:
        """By name: rules name no machine by its number."""
        return super().host.replace(LOOPBACK, "localhost")

    def texts(self) -> list[str]:
        """What came, whatever the kind of robot."""
        return [call[1].get("message") or call[1]["text"]["content"] for call in self.calls]


class _Handler(HouseHandler):
    def do_POST(self) -> None:  # noqa: N802  http.server's name
        """Take a message, in the mood of the house."""
        house = self.server.house
        house.calls.append((self.path, self.message()))
        if house.mode == "slow":
            time.sleep(house.pause)
        elif house.mode.startswith("drip"):
            self._drip(house.pause)
        elif house.mode not in {"reset", "taken_reset"}:
            content = {"errcode": CODES.get(house.mode, 0), "errmsg": "said by the test"}
            headers = {"Location": house.elsewhere} if house.mode == "moved" else {}
            self.say(STATUSES.get(house.mode, 200), content, **headers)

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
