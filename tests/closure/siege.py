"""A house under siege: everybody's signed-in browser, what each can try on a case, and the next lawful step of it."""

import io
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from flask import Flask
from flask.testing import FlaskClient

from caseflow.closure.jobs import end_publications
from caseflow.demo.people import firm_login
from caseflow.local.roles import Urls
from caseflow.store import reply_link
from caseflow.store.db import db
from caseflow.store.models import Result
from tests.closure.oracle import EITHER, PROOFS, WHOLE_DEBT, Oracle
from tests.handling.scene import PDF
from tests.harness.pages import hidden_values, sign_in

HANDLER, HEAD, CLERK = "shandan.caizheng.cb", "shandan.caizheng.fz", "gansu.sl"
REVIEWERS = {
    "县级": ("shandan.sh", "shandan.sh2"),
    "市级": ("zhangye.sh", "zhangye.sh2"),
    "省级": ("gansu.sh", "gansu.sh2"),
}
FIRM = firm_login("runhe")
CAST = (
    HANDLER, HEAD, CLERK, FIRM, *REVIEWERS["县级"], *REVIEWERS["市级"], *REVIEWERS["省级"],
    "gaotai.sh", "gaotai.guozi.fz", "gansu.sl2", "gansu.sj", "xitong", firm_login("xinyuan"), "",
)  # fmt: skip
"""Every role, those of the case and those of other cases; '' has not signed in."""

MOVES = (
    "approve", "return", "apply", "explain", "satisfied", "unsatisfied", "unreached", "pay", "prove", "bounce", "facts",
    "confirm", "link", "return_result", "submit", "send_back", "sign_off", "serve", "publish", "recheck",
)  # fmt: skip
SMUGGLED = {"status": "written_off", "level": "2", "outcome": "written_off", "reviewer_id": "1", "unit_id": "1"}


@dataclass
class House:
    """One application on one database, besieged by everybody at once."""

    app: Flask
    urls: Urls
    oracle: Oracle
    owner: psycopg.Connection[Any]
    chairs: list[tuple[str, str, int]]
    tally: Counter[str] = field(default_factory=Counter)
    browsers: dict[tuple[str, int], tuple[FlaskClient, str]] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)

    @classmethod
    @contextmanager
    def open(cls, app: Flask, urls: Urls) -> Iterator["House"]:
        """A house with its two connections of the owner: one that reads, one that lets time pass."""
        address = urls.owner.replace("+psycopg", "")
        with (
            psycopg.connect(address, options="-c timezone=UTC") as reader,
            psycopg.connect(address, autocommit=True) as owner,
        ):
            chairs = owner.execute("select role, unit_id, login from person").fetchall()
            yield cls(app, urls, Oracle(reader), owner, chairs)

    def browser(self, login: str, seat: int = 0) -> tuple[FlaskClient, str]:
        """A browser of this person and its form token; another `seat` is another window."""
        if (login, seat) not in self.browsers:
            made = self.app.test_client()
            if login:
                sign_in(made, login)
            token = hidden_values(made.get("/progress").get_data(as_text=True))["csrf_token"]
            self.browsers[(login, seat)] = made, token
        return self.browsers[(login, seat)]

    def days_pass(self, days: int) -> None:
        """So many days since the start; publications that ran out end."""
        self.owner.execute("update clock_offset set value = make_interval(days => %s)", (days,))
        with self.app.app_context():
            db.session.rollback()
            end_publications()

    def sit(self, login: str, role: str, beside: str) -> None:
        """Somebody is given another chair, in the office where `beside` began."""
        unit = next(unit_id for _role, unit_id, who in self.chairs if who == beside)
        self.owner.execute("update person set role = %s, unit_id = %s where login = %s", (role, unit, login))
        self.moved.add(login)

    def all_sit_back(self) -> None:
        """Everybody is again where they began."""
        for chair in self.chairs:
            if chair[2] in self.moved:
                self.owner.execute("update person set role = %s, unit_id = %s where login = %s", chair)
        self.moved.clear()


@dataclass
class Target:
    """One case under attack. A form is posted as a browser would, with the version of the moment unless told otherwise."""

    house: House
    number: str
    decoy: str

    def one(self, query: str) -> Any:
        """The first value of a query over this case, %(case)s its id."""
        connection = self.house.oracle.connection
        case_id = connection.execute('select id from "case" where number = %s', (self.number,)).fetchone()
        row = connection.execute(query, {"case": case_id[0] if case_id else 0}).fetchone()
        connection.rollback()
        return row[0] if row else None

    @property
    def status(self) -> str:
        """Where the case stands."""
        return str(self.one('select status from "case" where id = %(case)s'))

    def post(self, login: str, move: str, *, seat: int = 0, stale: int = 0, forged: bool = False, kind: str = "") -> int:
        """Try one move; returns the status, which is never that of a fault."""
        return self._ready(login, move, seat=seat, stale=stale, forged=forged, kind=kind)()

    def _ready(
        self, login: str, move: str, *, seat: int = 0, stale: int = 0, forged: bool = False, kind: str = ""
    ) -> Callable[[], int]:
        """The form filled in, and the press that sends it."""
        path, values = self._form(move, forged, kind)
        browser, token = self.house.browser(login, seat)
        version = self.one('select version from "case" where id = %(case)s') - stale
        form = {"csrf_token": token, "idempotency_key": uuid.uuid4().hex, "version": version, **values}
        form |= SMUGGLED if forged else {}

        def press() -> int:
            answer = browser.post(path, data=form, content_type="multipart/form-data")
            answer.request.input_stream.close()
            assert answer.status_code < 500, (login, move, answer.get_data(as_text=True)[:3000])
            self.house.tally[f"{answer.status_code}"] += 1
            return answer.status_code

        return press

    def both(self, *attempts: tuple[str, str]) -> list[int]:
        """Several people with forms of the same version press at the same moment; returns the answers."""
        start, answers = threading.Barrier(len(attempts)), [0] * len(attempts)
        ready = [self._ready(login, move, seat=seat) for seat, (login, move) in enumerate(attempts)]

        def press(seat: int) -> None:
            start.wait()
            answers[seat] = ready[seat]()

        threads = [threading.Thread(target=press, args=(seat,)) for seat in range(len(attempts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert 0 not in answers, "a thread failed"
        return answers

    def _form(self, move: str, forged: bool, kind: str) -> tuple[str, dict[str, Any]]:
        here = f"/cases/{self.number}"
        slip = (io.BytesIO(PDF), "材料.pdf")
        if move == "link":
            return self._link(forged), {"answer": kind or "unsatisfied"}
        day = str(self.one("select ((now() + value) at time zone 'Asia/Shanghai')::date from clock_offset where id = 1"))
        claim = self._id("claim", "position", forged)
        paid = self._id("payment", "reversed_at is not null, id", forged)
        forms: dict[str, tuple[str, dict[str, Any]]] = {
            "approve": ("/review", {"decision": "approve", "opinion": "佐证齐全，同意。"}),
            "return": ("/review", {"decision": "return", "opinion": "回单看不清。", "lacking": "清晰的回单"}),
            "apply": ("/write-off", {"explanation": ""}),
            "explain": ("/write-off", {"explanation": "企业另有诉求，不在本案范围。"}),
            "satisfied": ("/follow-up", {"answer": "satisfied", "note": "已到账"}),
            "unsatisfied": ("/follow-up", {"answer": "unsatisfied", "note": "要求付利息"}),
            "unreached": ("/follow-up", {"answer": "unreached", "note": "无人接听"}),
            "pay": ("/payment", {
                "claim_id": claim, "amount": str(self._owed()), "paid_on": day, "method": kind or "transfer", "proof": slip,
            }),
            "prove": ("/write-off/evidence", {"kind": kind or "payment_proof", "claim": claim if forged else "", "file": slip}),
            "bounce": ("/reopen", {"reason_code": "payment_reversed", "reason": "款项被追回", "payments": paid}),
            "facts": ("/reopen", {"reason_code": "new_facts", "reason": "另有新的证据"}),
            "confirm": ("/confirm", {"answer": kind or "unsatisfied", "words": "还差一些"}),
            "return_result": ("/return-result", {"reason": "没有写明依据"}),
            "submit": ("/result", {
                "outcome": kind or "paid_in_full", "amount_recognised": "100000", "findings": "已核实。", "basis": "第九条",
            }),
            "send_back": ("/send-back", {"reason": "改一改"}),
            "sign_off": ("/sign-off", {}),
            "serve": ("/serve", {
                "method": "platform", "served_on": day, "feedback_method": "exchange", "feedback_on": day,
            }),
            "publish": ("/publication", {}),
            "recheck": ("/recheck", {
                "contact": "reached", "money": "received", "evidence": "genuine", "retaliation": "no", "remarks": "到账",
            }),
        }  # fmt: skip
        path, values = forms[move]
        return here + path, values

    def _id(self, table: str, order: str, forged: bool) -> int:
        number = self.decoy if forged else self.number
        row = self.house.oracle.rows(
            f'select t.id from {table} t join "case" c on c.id = t.case_id where c.number = %s order by t.{order} limit 1',
            number,
        )
        self.house.oracle.connection.rollback()
        return int(row[0]["id"]) if row else 10**9

    def _owed(self) -> Any:
        owed = self.one('select amount - amount_paid from "case" where id = %(case)s')
        return owed or 1

    def _link(self, forged: bool) -> str:
        with self.house.app.test_request_context():
            result = db.session.get_one(Result, self.one("select max(id) from result where case_id = %(case)s"))
            url = reply_link.reply_url(result) or "/reply/none"
        return "/reply/" + url.rpartition("/")[2] + ("x" if forged else "")

    def advance(self) -> None:
        """The next lawful step by the person whose step it is; does nothing once the case ended."""
        status = self.status
        if status == "resolved":
            self._complete()
        elif status == "write_off_requested":
            self._review()
        elif status in {"handling", "result_submitted", "awaiting_service"}:
            login, move = {
                "handling": (HANDLER, "pay" if self._debt() else "submit"),
                "result_submitted": (HEAD, "sign_off"),
                "awaiting_service": (HANDLER, "serve"),
            }[status]
            self.post(login, move)

    def _debt(self) -> bool:
        return bool(self.one('select amount > amount_paid from "case" where id = %(case)s'))

    def _complete(self) -> None:
        outcome = self.one("select outcome from result where case_id = %(case)s order by id desc limit 1")
        there = self.one(
            "select array_agg(distinct kind::text) from evidence where case_id = %(case)s and removed_at is null"
        )
        wanted = PROOFS.get(outcome, set()) | ({"judicial_guidance"} if outcome == "disputed" else set())
        lacking = sorted(wanted - set(there or ()))
        called = self.one(
            "select count(*) from follow_up f join result r on r.id = (select max(id) from result where case_id = %(case)s)"
            " where f.case_id = %(case)s and f.at >= r.served_at and f.answer <> 'unreached'"
        )
        if outcome not in PROOFS:
            self.post(CLERK, "facts")
        elif not called:
            self.post(HANDLER, "satisfied")
        elif lacking and not (lacking == ["judicial_guidance"] and set(there or ()) & EITHER):
            self.post(HANDLER, "prove", kind=lacking[0])
        elif self._debt() and outcome in WHOLE_DEBT | {"disputed"}:
            self.post(HANDLER, "pay")
        else:
            self.post(HEAD, "explain")

    def _review(self) -> None:
        due = self.one(
            "select w.plan -> (select count(*) from review where request_id = w.id)::int ->> 'level'"
            " from write_off_request w where case_id = %(case)s and closed_at is null"
        )
        waits = self.one("select count(*) from clock where case_id = %(case)s and key = 'publication' and met_at is null")
        if waits:
            self.house.days_pass(self.days() + 14)
            return
        for login in REVIEWERS[due]:
            if self.post(login, "approve") == 302:
                return

    def days(self) -> int:
        """How many days have passed since the start."""
        return int(self.one("select extract(day from value)::int from clock_offset where id = 1"))
