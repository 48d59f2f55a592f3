"""Word that waited and was done, or no longer its reader's, before it went."""

from alembic import op

revision = "0024"
down_revision = "0023"

STATUSES = (
    "'created','sending','sent','delivered','temporary_failure','permanent_failure','technical_failure','delayed','waiting',"
    "'carried'"
)


def upgrade() -> None:
    _statuses(f"{STATUSES},'overtaken'")


def downgrade() -> None:
    """What was not sent stays visible as not sent, with its reason."""
    op.execute("update notice set status = 'technical_failure' where status = 'overtaken'")
    _statuses(STATUSES)


def _statuses(statuses: str) -> None:
    op.drop_constraint(op.f("ck_notice_status"), "notice", type_="check")
    op.create_check_constraint(op.f("ck_notice_status"), "notice", f"status in ({statuses})")
