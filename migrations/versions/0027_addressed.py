"""A letter to an office knows the office, not its name alone; letters of one kind on different measures may wait together."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

WAITING = "ix_letter_draft_waiting"
SUBMITTED = sa.text("state = 'submitted'")
NAMED = (
    "update {table} set addressee_unit_id = coalesce("
    "(select u.id from unit u where u.name = addressee_name), "
    "(select n.unit_id from unit_name n where n.name = addressee_name order by n.id desc limit 1)"
    ") where addressee = 'office'"
)
"""The office of that name now, else the one that had it last."""


def upgrade() -> None:
    for table in ("letter_draft", "letter"):
        op.add_column(table, sa.Column("addressee_unit_id", sa.BigInteger(), nullable=True))
        op.create_foreign_key(f"fk_{table}_addressee_unit_id_unit", table, "unit", ["addressee_unit_id"], ["id"])
        op.execute(f"alter table {table} disable trigger user")
        op.execute(NAMED.format(table=table))
        op.execute(f"alter table {table} enable trigger user")
    op.add_column("letter_draft", sa.Column("matter", sa.String(), server_default="", nullable=False))
    _one_waits(["case_id", "unit_id", "kind", "matter"])


def downgrade() -> None:
    """Of several drafts of a kind that wait, the newest goes on waiting and the others return to their writers."""
    op.execute(
        "update letter_draft d set state = 'sent_back', decided_at = now() where state = 'submitted' and exists ("
        "select 1 from letter_draft n where n.state = 'submitted' and n.id > d.id"
        " and (n.case_id, n.unit_id, n.kind) = (d.case_id, d.unit_id, d.kind))"
    )
    _one_waits(["case_id", "unit_id", "kind"])
    op.drop_column("letter_draft", "matter")
    for table in ("letter", "letter_draft"):
        op.drop_column(table, "addressee_unit_id")


def _one_waits(columns: list[str]) -> None:
    op.drop_index(WAITING, "letter_draft")
    op.create_index(WAITING, "letter_draft", columns, unique=True, postgresql_where=SUBMITTED)
