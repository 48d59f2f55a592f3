"""Many firms file over HTTP at once, and send again what was answered with "busy", as the page asks them to."""

import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg

from caseflow.demo.people import firm_login
from caseflow.demo.roster import FIRMS
from caseflow.local.children import wait_until
from tests.harness.pages import hidden_values
from tests.intake.filing import CHECK, CLAIM, PLEDGE, RESPONDENT, claims, number_in
from tests.journeys.stack import Browser, Stack

PAUSE = 0.5  # seconds before the same form goes out again
LONGEST = 60.0


@dataclass
class Firm:
    """A signed-in firm with drafts that lack the pledge alone."""

    cookies: dict[str, str]
    token: str
    drafts: Iterator[int] = field(default_factory=lambda: iter(()))


@dataclass
class Tally:
    """What the clients saw: numbers acknowledged, statuses answered, seconds from the first try to the receipt."""

    numbers: list[str] = field(default_factory=list)
    answers: "Counter[int]" = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    busy: list[httpx.Response] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """The wait that this share of the filings did not exceed."""
        return sorted(self.waits)[int(len(self.waits) * share) - 1]


class Filers:
    """`count` drafts for each demo firm on this stack, all copies of one that was filled in through the pages."""

    def __init__(self, stack: Stack, count: int) -> None:
        self.stack = stack
        self._lock = threading.Lock()
        self._throw_away_what_is_open()
        self.firms = [self._firm(firm[0]) for firm in FIRMS]
        draft = self._fill_in(stack.browser(firm_login(FIRMS[0][0])))
        for firm, row in zip(self.firms, FIRMS, strict=True):
            firm.drafts = iter(self._copies(draft, firm_login(row[0]), count))
        self.version = self.ask("select version from draft where id = %s", draft)[0][0]

    def _firm(self, key: str) -> Firm:
        browser = self.stack.browser(firm_login(key))
        token = hidden_values(browser.get("/file"), "/file")["csrf_token"]
        return Firm(dict(browser.http.cookies), token)

    def _fill_in(self, browser: Browser) -> int:
        draft = browser.submit("/file").headers["Location"].rsplit("/", 1)[0]
        for step, values in (("check", CHECK), ("respondent", RESPONDENT), ("claims", claims(CLAIM))):
            browser.submit(f"{draft}/{step}", {**values, "go": "next"})
        return int(draft.rsplit("/", 1)[1])

    def _throw_away_what_is_open(self) -> None:
        """Drafts that earlier filers on this stack left: a firm may have only so many."""
        with psycopg.connect(self.stack.urls.owner.replace("+psycopg", "")) as connection:
            connection.execute("update draft set discarded_at = now() where case_id is null")

    def _copies(self, draft: int, login: str, count: int) -> list[int]:
        copied = self.ask(
            "insert into draft (person_id, version, answers, created_at, updated_at)"
            " select p.id, d.version, d.answers, now(), now() from draft d, person p, generate_series(1, %s)"
            " where d.id = %s and p.login = %s returning id",
            count, draft, login,
        )  # fmt: skip
        return [row[0] for row in copied]

    def ask(self, query: Any, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the stack's database."""
        with psycopg.connect(self.stack.urls.owner.replace("+psycopg", "")) as connection:
            return connection.execute(query, values).fetchall()

    def file_until(self, clients: int, enough: Callable[[Tally], bool], tally: Tally) -> "list[Future[None]]":
        """Start `clients` that file one draft after the other until `enough` says so of what they saw together."""
        pool = ThreadPoolExecutor(clients)
        going = [
            pool.submit(self._file_on, self.firms[place % len(self.firms)], enough, tally) for place in range(clients)
        ]
        pool.shutdown(wait=False)
        return going

    def _file_on(self, firm: Firm, enough: Callable[[Tally], bool], tally: Tally) -> None:
        with httpx.Client(base_url=self.stack.address, cookies=firm.cookies, timeout=30) as http:
            while not enough(tally):
                with self._lock:
                    draft = next(firm.drafts)
                self._file(http, firm, draft, tally)

    def _file(self, http: httpx.Client, firm: Firm, draft: int, tally: Tally) -> None:
        form = {**PLEDGE, "go": "next", "csrf_token": firm.token, "version": str(self.version)}
        form["idempotency_key"] = uuid.uuid4().hex
        start = time.monotonic()
        while time.monotonic() - start < LONGEST:
            answer = http.post(f"/drafts/{draft}/confirm", data=form)
            with self._lock:
                tally.answers[answer.status_code] += 1
            if answer.status_code == 302:
                with self._lock:
                    tally.numbers.append(number_in(answer.headers["Location"]))
                    tally.waits.append(time.monotonic() - start)
                return
            if answer.status_code == 503:
                with self._lock:
                    tally.busy.append(answer)
            time.sleep(PAUSE)
        raise AssertionError(answer.text)

    def settled(self, seconds: float) -> bool:
        """Whether nothing is on its way any more, neither an event nor a mail, within so many seconds.

        Reminders that wait for office hours are not on their way.
        """
        waiting = (
            "select (select count(*) from outbox where done_at is null)"
            " + (select count(*) from notice where channel = 'mail' and status not in ('sent', 'waiting', 'carried', 'overtaken'))"
        )
        return wait_until(lambda: self.ask(waiting) == [(0,)], seconds, 0.2)
