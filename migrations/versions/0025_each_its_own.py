"""An office that refers a case or asks the leading group bars no other office from it."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

OPEN = "settled_at is null"


def upgrade() -> None:
    op.drop_index("uq_measure_open", "measure")
    _unique("uq_measure_open", ["case_id", "kind", "unit_id"], OPEN)
    _unique("uq_measure_open_shared", ["case_id", "kind"], f"{OPEN} and road in ('units','debt')")


def downgrade() -> None:
    """What two offices sent meanwhile stays: the index before holds for the other roads alone."""
    op.drop_index("uq_measure_open_shared", "measure")
    op.drop_index("uq_measure_open", "measure")
    _unique("uq_measure_open", ["case_id", "kind"], f"{OPEN} and road not in ('referral','coordination')")


def _unique(name: str, columns: list[str], rows: str) -> None:
    op.create_index(name, "measure", columns, unique=True, postgresql_where=sa.text(rows))
