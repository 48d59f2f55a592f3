"""Measures of supervision on units, and what the units hand in on them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

CHANGING = ("served_on", "clock_id", "answered_at", "settled_at", "settlement", "settled_by_id")


def upgrade() -> None:
    _measure()
    _measure_report()
    for table in ("measure", "measure_report"):
        op.execute(f"grant select, insert on {table} to caseflow_app")
    op.execute(f"grant update ({', '.join(CHANGING)}) on measure to caseflow_app")
    op.execute("grant usage on sequence measure_id_seq, measure_report_id_seq to caseflow_app")
    op.execute(
        "create trigger measure_report_append_only before update or delete on measure_report"
        " for each row execute function refuse_change()"
    )
    op.execute(
        "create trigger measure_report_no_truncate before truncate on measure_report"
        " for each statement execute function refuse_change()"
    )


def _measure() -> None:
    op.create_table(
        "measure",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("case_id", sa.BigInteger(), sa.ForeignKey("case.id"), nullable=False),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("lead_unit_id", sa.BigInteger(), sa.ForeignKey("unit.id")),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("due", sa.Date()),
        sa.Column("leader", sa.String(), nullable=False, server_default=""),
        sa.Column("letter_id", sa.BigInteger(), sa.ForeignKey("letter.id")),
        sa.Column("issued_by_id", sa.BigInteger(), sa.ForeignKey("person.id")),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("served_on", sa.Date()),
        sa.Column("clock_id", sa.BigInteger(), sa.ForeignKey("clock.id")),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("settlement", sa.String()),
        sa.Column("settled_by_id", sa.BigInteger(), sa.ForeignKey("person.id")),
        sa.CheckConstraint("level in ('省级','市级','县级')", name="level"),
        sa.CheckConstraint("(settled_at is null) = (settlement is null)", name="settled"),
        sa.CheckConstraint("settlement in ('accepted','not_accepted','ended')", name="settlement"),
        sa.CheckConstraint("lead_unit_id is null or lead_unit_id <> unit_id", name="not_itself"),
        sa.CheckConstraint(
            "kind = 'listing' or (letter_id is not null and issued_by_id is not null and lead_unit_id is not null)",
            name="by_a_person",
        ),
    )
    op.create_index(op.f("ix_measure_case_id"), "measure", ["case_id"])
    unsettled = sa.text("settled_at is null")
    op.create_index("uq_measure_open", "measure", ["case_id", "kind"], unique=True, postgresql_where=unsettled)
    op.create_index("ix_measure_waiting", "measure", ["unit_id", "answered_at"], postgresql_where=unsettled)


def _measure_report() -> None:
    op.create_table(
        "measure_report",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("measure_id", sa.BigInteger(), sa.ForeignKey("measure.id"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("evidence_id", sa.BigInteger(), sa.ForeignKey("evidence.id")),
        sa.Column("by_id", sa.BigInteger(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('answer','report')", name="kind"),
    )
    op.create_index(op.f("ix_measure_report_measure_id"), "measure_report", ["measure_id"])


def downgrade() -> None:
    op.drop_table("measure_report")
    op.drop_table("measure")
