"""A real HTTP server that takes SMS, with moods: what a gateway may do to us, and what it remembers of us."""

import time
from collections.abc import Callable

from caseflow.settings import Sms
from tests.harness.http_house import HouseHandler, HttpHouse

KEY = "gateway key of the tests"
RECEIPT_KEY = "receipt key of the tests, long enough to be one"
STEPS = {"error": 500, "refused": 422, "unauthorised": 401, "crowded": 429}


class SmsServer(HttpHouse):
    """`mode` is ok, error (500), crowded (429), unauthorised (401), refused (422: the number), slow, reset, or taken_reset
    (takes the message, then hangs up without an answer). `silent_lookup` makes the lookup fail with 500.

    `taken` counts how often each reference was sent out, `lookups` how often it was asked for.
    """

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.mode = "ok"
        self.pause = 3.0
        self.silent_lookup = False
        self.taken: dict[str, int] = {}
        self.texts: dict[str, dict[str, str]] = {}
        self.posts = 0
        self.lookups: list[str] = []
        self.before_answer: Callable[[str], object] = lambda _reference: None

    @property
    def sms(self) -> Sms:
        """The settings that lead here."""
        return Sms(f"http://{self.host}", KEY, RECEIPT_KEY)


class _Handler(HouseHandler):
    def do_POST(self) -> None:  # noqa: N802  http.server's name
        """Take a message, in the mood of the house."""
        house = self.server.house
        house.posts += 1
        message = self.message()
        if house.mode == "slow":
            time.sleep(house.pause)
            return
        if house.mode == "reset":
            return
        if house.mode in STEPS or self.headers["Authorization"] != f"Bearer {KEY}":
            self.say(STEPS.get(house.mode, 401), {})
            return
        reference = message["reference"]
        house.taken[reference] = house.taken.get(reference, 0) + 1
        house.texts[reference] = message
        house.before_answer(reference)
        if house.mode != "taken_reset":
            self.say(202, {"reference": reference})

    def do_GET(self) -> None:  # noqa: N802  http.server's name
        """Say whether a reference is known."""
        house = self.server.house
        reference = self.path.rpartition("/")[2]
        house.lookups.append(reference)
        if house.silent_lookup:
            self.say(500, {})
        elif reference in house.taken:
            self.say(200, {"status": "accepted"})
        else:
            self.say(404, {})
