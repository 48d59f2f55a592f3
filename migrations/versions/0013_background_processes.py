"""Workers and sweeps one by one, and the failed notices found without reading all of them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "background_process",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('sweep','worker')", name=op.f("ck_background_process_kind")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_background_process")),
    )
    # a sign of life is no fact to keep: the row goes with its process
    op.execute("grant select, insert, delete, update (at, done, done_at) on background_process to caseflow_app")
    op.create_index(
        "ix_notice_failed",
        "notice",
        ["created_at", "id"],
        postgresql_where=sa.text("status in ('temporary_failure','permanent_failure','technical_failure')"),
    )


def downgrade() -> None:
    op.drop_index("ix_notice_failed", table_name="notice")
    op.drop_table("background_process")
