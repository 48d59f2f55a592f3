"""SMS beside mail: numbers of people, receipts of the gateway, how often a notice was taken up."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

PENDING = "status in ('created','sending','temporary_failure')"
STATUSES = "'created','sending','sent','delivered','temporary_failure','permanent_failure','technical_failure'"


def upgrade() -> None:
    op.add_column("person", sa.Column("sms_number", sa.String(), nullable=False, server_default=""))
    op.add_column("notice", sa.Column("claims", sa.BigInteger(), nullable=False, server_default="0"))
    _constraints("'inbox','mail','sms'", f"{STATUSES},'delayed'")
    op.drop_index("ix_notice_order", table_name="notice")
    op.create_index(
        "ix_notice_order", "notice", ["recipient_id", "case_id", "channel", "id"], postgresql_where=sa.text(PENDING)
    )
    op.create_table(
        "receipt",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status in ('accepted','temporary','technical','permanent','delivered')", name=op.f("ck_receipt_status")
        ),
        sa.PrimaryKeyConstraint("reference", "status", name=op.f("pk_receipt")),
    )
    op.create_index(
        "ix_receipt_waiting", "receipt", ["reference"], postgresql_where=sa.text("applied_at is null")
    )
    op.execute("grant select, insert, update (applied_at) on receipt to caseflow_app")
    op.execute(
        "create trigger receipt_kept before delete on receipt for each row execute function refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("receipt")
    op.execute("delete from notice where channel = 'sms'")
    op.execute("update notice set status = 'sent' where status = 'delayed'")
    op.drop_index("ix_notice_order", table_name="notice")
    op.create_index(
        "ix_notice_order",
        "notice",
        ["recipient_id", "case_id", "id"],
        postgresql_where=sa.text(f"channel = 'mail' and {PENDING}"),
    )
    _constraints("'inbox','mail'", STATUSES)
    op.drop_column("notice", "claims")
    op.drop_column("person", "sms_number")


def _constraints(channels: str, statuses: str) -> None:
    for name, rule in (("channel", f"channel in ({channels})"), ("status", f"status in ({statuses})")):
        op.drop_constraint(op.f(f"ck_notice_{name}"), "notice", type_="check")
        op.create_check_constraint(op.f(f"ck_notice_{name}"), "notice", rule)
