"""回头看: one draw per office and month, the drawn cases, what was found"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"

TABLES = ("recheck_draw", "recheck", "recheck_finding")


def upgrade() -> None:
    op.create_table(
        "recheck_draw",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.Column("strata", postgresql.JSONB(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["unit.id"], name=op.f("fk_recheck_draw_office_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_recheck_draw_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recheck_draw")),
        sa.UniqueConstraint("office_id", "month", name=op.f("uq_recheck_draw_office_id_month")),
    )
    op.create_table(
        "recheck",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("draw_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("clock_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["recheck_draw.id"], name=op.f("fk_recheck_draw_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_recheck_case_id")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_recheck_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recheck")),
        sa.UniqueConstraint("draw_id", "case_id", name=op.f("uq_recheck_draw_id_case_id")),
        sa.UniqueConstraint("clock_id", name=op.f("uq_recheck_clock_id")),
    )
    op.create_index(op.f("ix_recheck_case_id"), "recheck", ["case_id"], unique=False)
    op.create_table(
        "recheck_finding",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("recheck_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("money", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("retaliation", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["recheck_id"], ["recheck.id"], name=op.f("fk_recheck_finding_recheck_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_recheck_finding_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recheck_finding")),
        sa.UniqueConstraint("recheck_id", name=op.f("uq_recheck_finding_recheck_id")),
    )
    # the sweep asks every hour what ended in the month before
    op.create_index("ix_write_off_request_closed", "write_off_request", ["closed_at"],
                    postgresql_where=sa.text("outcome = 'written_off'"))  # fmt: skip
    for table in TABLES:
        op.execute(f"grant select, insert on {table} to caseflow_app")
        op.execute(f"grant usage on sequence {table}_id_seq to caseflow_app")
        op.execute(
            f"create trigger {table}_append_only before update or delete on {table}"
            " for each row execute function refuse_change()"
        )
        op.execute(
            f"create trigger {table}_no_truncate before truncate on {table}"
            " for each statement execute function refuse_change()"
        )


def downgrade() -> None:
    op.drop_index("ix_write_off_request_closed", "write_off_request")
    for table in reversed(TABLES):
        op.drop_table(table)
