"""What a row of an imported spreadsheet costs as the file grows: `python -m tests.bench.bench_import`.

Arguments: how many rows, smallest first (default 1000 and 10000). Each size has a scratch database of its own on a server
of its own. The houses take their steps in turn while both have some, so that other load meets both alike.
"""

import io
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from caseflow.intake.importing import batches
from caseflow.intake.importing.checking import Checker
from caseflow.local.postgres import EmbeddedPostgres
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.models import Case, ImportBatch
from caseflow.store.unit_of_work import Submission
from tests.bench.bench_sweep import prepared
from tests.harness.onstage import person
from tests.intake.sheets import row, workbook

LIMIT = 1.5
TURN = 100


@dataclass
class House:
    """An application with one uploaded file, and the seconds of wall time of each entered row in their order."""

    rows: int
    app: Flask
    batch_id: int
    checker: Checker
    read: float = 0.0
    check: float = 0.0
    enter: list[float] = field(default_factory=list)
    done: bool = False

    def turn(self) -> None:
        """So many steps as the worker makes them."""
        with self.app.app_context():
            for _ in range(TURN):
                state = db.session.get_one(ImportBatch, self.batch_id, populate_existing=True).state
                start = time.perf_counter()
                self.done = not batches._step(self.batch_id, self.checker)
                self._note(state, time.perf_counter() - start)
                if self.done:
                    break
            db.session.remove()

    def _note(self, state: str, seconds: float) -> None:
        if state == "waiting":
            self.read += seconds
        elif state == "checking":
            self.check += seconds
        elif state == "entering":
            self.enter.append(seconds)


def built(server: EmbeddedPostgres, folder: Path, rows: int) -> House:
    """A house that has just taken in a file of so many rows."""
    app = prepared(server.create_database(f"bench_{rows}"), folder)
    with app.app_context():
        day = clock.today().isoformat()
        content = workbook([row(serial, day) for serial in range(rows)])
        sheet = batches.Sheet("投诉.xlsx", io.BytesIO(content), whole=False)
        house = House(rows, app, batches.upload(person("gansu.sl"), sheet, Submission("bench", "bench")), Checker())
        db.session.remove()
    return house


def main() -> int:
    """Print the figures; 1 when a row of the larger file, or a late one, costs beyond the limit."""
    sizes = [int(word) for word in sys.argv[1:]] or [1_000, 10_000]
    with tempfile.TemporaryDirectory() as name:
        server = EmbeddedPostgres(Path(name) / "pg")
        server.start()
        try:
            houses = [built(server, Path(name), rows) for rows in sizes]
            while not all(house.done for house in houses):
                for house in [house for house in houses if not house.done]:
                    house.turn()
            return max(told(house) for house in houses)
        finally:
            server.stop()


def told(house: House) -> int:
    """Print what was measured of one house; whether its last tenth costs more than the limit allows."""
    with house.app.app_context():
        cases = db.session.scalar(select(func.count()).select_from(Case)) or 0
    tenth = max(len(house.enter) // 10, 1)
    first, last = sum(house.enter[:tenth]) / tenth, sum(house.enter[-tenth - 1 : -1]) / tenth
    sys.stdout.write(
        f"{house.rows:>7,} rows, {cases:,} cases: read {house.read:.1f} s, checked {house.check / house.rows * 1000:.1f} ms a row,"
        f" entered {sum(house.enter) / house.rows * 1000:.1f} ms a row ({sum(house.enter):.0f} s);"
        f" first tenth {first * 1000:.1f} ms, last tenth {last * 1000:.1f} ms, growth {last / first:.2f}\n"
    )
    return int(last / first > LIMIT or cases != house.rows)


if __name__ == "__main__":
    sys.exit(main())
