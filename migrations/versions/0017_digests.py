"""Reminders that wait for their hour, and the one message of the day that carries them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

PENDING = "status in ('created','sending','temporary_failure'"
STATUSES = (
    "'created','sending','sent','delivered','temporary_failure','permanent_failure','technical_failure','delayed'"
)


def upgrade() -> None:
    op.create_table(
        "digest",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_digest_person_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_digest_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
    )
    op.create_index("uq_digest_day", "digest", ["person_id", "day", sa.text("coalesce(case_id, 0)")], unique=True)
    op.execute("grant select, insert on digest to caseflow_app")
    op.execute("grant usage on sequence digest_id_seq to caseflow_app")
    op.execute(
        "create trigger digest_append_only before update or delete on digest for each row execute function refuse_change()"
    )
    op.execute("create trigger digest_no_truncate before truncate on digest for each statement execute function refuse_change()")
    op.add_column("notice", sa.Column("digest_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_notice_digest_id"), "notice", "digest", ["digest_id"], ["id"])
    op.create_index(op.f("ix_notice_digest_id"), "notice", ["digest_id"])
    _statuses(f"{STATUSES},'waiting','carried'", f"{PENDING},'waiting')")


def downgrade() -> None:
    op.execute("update notice set status = 'created' where status = 'waiting'")
    op.execute("update notice set status = 'sent' where status = 'carried'")
    _statuses(STATUSES, f"{PENDING})")
    op.drop_column("notice", "digest_id")
    op.drop_table("digest")


def _statuses(statuses: str, pending: str) -> None:
    op.drop_constraint(op.f("ck_notice_status"), "notice", type_="check")
    op.create_check_constraint(op.f("ck_notice_status"), "notice", f"status in ({statuses})")
    op.drop_index("ix_notice_pending", table_name="notice")
    op.create_index("ix_notice_pending", "notice", ["next_try"], postgresql_where=sa.text(pending))
