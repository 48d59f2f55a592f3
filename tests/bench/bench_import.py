"""What a row of an imported spreadsheet costs as the file grows: `python -m tests.bench.bench_import`.

Arguments: how many rows, the smaller first (default 1000 and 10000). Each size has a scratch database of its own on a server
of its own. The larger works off its file up to as many rows as the smaller has; then both enter theirs in turn, so that
other load on the machine meets the first rows of the one and the last rows of the other alike.
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
TURN = 10


@dataclass
class House:
    """An application with one uploaded file, and the seconds of wall time of each entered row, in their order, as its step had them."""

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
                steps = batches._step(self.batch_id, self.checker)
                self.done = not steps
                self._note(state, time.perf_counter() - start, steps)
                if self.done:
                    break
            db.session.remove()

    def _note(self, state: str, seconds: float, steps: int) -> None:
        if state == "waiting":
            self.read += seconds
        elif state == "checking":
            self.check += seconds
        elif state == "entering":
            self.enter += [seconds / max(steps, 1)] * steps


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
    """Print the figures; 1 when one of the last rows costs more than one of the first beyond the limit."""
    few, many = [int(word) for word in sys.argv[1:]] or [1_000, 10_000]
    with tempfile.TemporaryDirectory() as name:
        server = EmbeddedPostgres(Path(name) / "pg")
        server.start()
        try:
            large = built(server, Path(name), many)
            while len(large.enter) < many - few:
                large.turn()
            small = built(server, Path(name), few)
            while not (small.enter or small.done):
                small.turn()
            while not (small.done and large.done):
                for house in (small, large):
                    house.turn()
            return told(small, large)
        finally:
            server.stop()


def told(small: House, large: House) -> int:
    """Print what was measured; the exit code."""
    counted = True
    for house in (small, large):
        with house.app.app_context():
            cases = db.session.scalar(select(func.count()).select_from(Case)) or 0
        counted = counted and cases == house.rows
        sys.stdout.write(
            f"{house.rows:>7,} rows, {cases:,} cases: read {house.read:.1f} s, checked {house.check / house.rows * 1000:.1f} ms"
            f" a row, entered {sum(house.enter) / house.rows * 1000:.1f} ms a row ({sum(house.enter):.0f} s)\n"
        )
    late = sum(large.enter[-small.rows :]) / small.rows
    ratio = late / (sum(small.enter) / small.rows)
    sys.stdout.write(f"ratio: one of the last {small.rows:,} rows of the larger to one of the smaller x {ratio:.2f}\n")
    return int(ratio > LIMIT or not counted)


if __name__ == "__main__":
    sys.exit(main())
