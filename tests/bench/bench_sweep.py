"""What one sweep costs as the open clocks grow and what is due stays the same: `python -m tests.bench.bench_sweep`.

Arguments: how many open clocks, smallest first (default 10000 and 1000000). Each size has a scratch database of its own
on a server of its own; nothing else is touched.
"""

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psycopg
from flask import Flask

from caseflow.app import create_app
from caseflow.demo.people import add_demo_people, firm_login
from caseflow.local.postgres import EmbeddedPostgres
from caseflow.local.roles import Urls
from caseflow.settings import ROOT, Settings
from caseflow.store import editions, units
from caseflow.store.db import db
from caseflow.store.schema import migrate
from caseflow.store.unit_of_work import transaction
from caseflow.supervision.jobs import recompute_clocks, sweep_clocks
from tests.harness.onstage import person

DUE = 1000
IDLE_ROUNDS = 20
LIMIT = 1.5
KEY = "a key for a bench only, long enough to be one"
CASES = """
insert into "case" (number, track, category, channel, status, version, round, event_count, company_id,
    receiving_unit_id, territory, respondent_name, filed_at, amount, amount_paid, amount_waived, ever_overdue,
    result_returned, appealed)
select 'GS-' || n, 'A', '拖欠货款', '网上', 'under_review', 1, 1, 0, %(company)s, %(receiving)s, '620725', '某单位',
    now() - n * interval '1 minute', 1000, 0, 0, false, false, false
from generate_series(1, %(count)s) n
"""
# those that are due lie spread over the whole table, half of them late and half of them soon
CLOCKS = """
insert into clock (case_id, key, sequence, started_on, due, due_rolled, remind_on, provisional, derivation)
select id, 'review', 1, day - 14, day, day, day - 3, false, jsonb_build_object('clock', 'review', 'track', 'A')
from (select id, current_date + case when mod(n, step) <> 0 then 30 + mod(n, 60) when mod(n / step, 2) = 0 then -2
          else 1 end::int as day
      from (select id, row_number() over (order by id) n, %(count)s / %(due)s as step from "case") numbered) dated
"""


@dataclass
class House:
    """An application with so many open clocks, and what its sweep said in how many seconds of wall time."""

    clocks: int
    app: Flask
    idle: float = 0.0
    said: int = 0
    spent: float = 0.0

    def round(self) -> int:
        """One round as the sweep makes it every few seconds; returns how much was said."""
        with self.app.app_context():
            start = time.perf_counter()
            found = recompute_clocks() + sweep_clocks()
            self.idle = time.perf_counter() - start
            db.session.remove()
        return found


def prepared(urls: Urls, folder: Path) -> Flask:
    """The application on a migrated database with rules, offices and people."""
    migrate(urls.owner)
    environment = {
        "DATABASE_URL": urls.app, "SECRET_KEY": KEY, "CASEFLOW_TEXT_KEY": KEY, "CASEFLOW_DATA": str(folder / "data"),
    }  # fmt: skip
    app = create_app(Settings.from_env(environment))
    with app.app_context():
        with transaction(None) as work:
            editions.publish(work, editions.read_directory(ROOT / "policies"))
        with transaction(None):
            units.ensure_units(editions.current())
        add_demo_people()
        db.session.remove()
    return app


def fill(urls: Urls, count: int) -> None:
    """`count` open cases with a running clock each, DUE of which are due."""
    chosen = {"company": person(firm_login("runhe")).company_id, "receiving": person("gansu.sl").unit_id}
    db.session.rollback()
    with psycopg.connect(urls.owner.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(CASES, chosen | {"count": count})
        connection.execute(CLOCKS, {"count": count, "due": DUE})
        connection.execute("vacuum analyze")


def built(server: EmbeddedPostgres, folder: Path, count: int) -> House:
    """A house of this size that has made its first round, while nothing was there: connected, rules read."""
    urls = server.create_database(f"bench_{count}")
    app = prepared(urls, folder)
    house = House(count, app)
    house.round()
    with app.app_context():
        fill(urls, count)
    return house


def work_off(houses: list[House]) -> None:
    """Rounds in turn, so that whatever else the machine does meets every house alike."""
    while min(house.said for house in houses) < DUE:
        for house in houses:
            house.said += house.round()
            house.spent += house.idle


def rest(houses: list[House]) -> None:
    """What a round costs where nothing is due."""
    times: dict[int, list[float]] = {house.clocks: [] for house in houses}
    for _ in range(IDLE_ROUNDS):
        for house in houses:
            house.round()
            times[house.clocks].append(house.idle)
    for house in houses:
        house.idle = median(times[house.clocks])


def main() -> int:
    """Print the figures; 1 when the sweep grows with the clocks beyond the limit."""
    sizes = [int(word) for word in sys.argv[1:]] or [10_000, 1_000_000]
    with tempfile.TemporaryDirectory() as name:
        server = EmbeddedPostgres(Path(name) / "pg")
        server.start()
        try:
            houses = [built(server, Path(name), count) for count in sizes]
            work_off(houses)
            rest(houses)
        finally:
            server.stop()
    return told(houses)


def told(houses: list[House]) -> int:
    """Print what was measured; the exit code."""
    for house in houses:
        sys.stdout.write(
            f"{house.clocks:>9,} open clocks: {house.said:,} said in {house.spent:.2f} s"
            f" ({house.spent / house.said * 1000:.2f} ms each), idle round {house.idle * 1000:.2f} ms\n"
        )
    first, last = houses[0], houses[-1]
    ratio = last.spent / first.spent
    sys.stdout.write(f"ratio: sweep x {ratio:.2f}, idle round x {last.idle / first.idle:.2f}\n")
    return int(ratio > LIMIT or any(house.said != DUE for house in houses))


if __name__ == "__main__":
    sys.exit(main())
