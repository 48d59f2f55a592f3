"""The texts of notices as the administrator changes them: editions that are never changed themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "notice_text",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_notice_text_version")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_notice_text_changed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_text")),
        sa.UniqueConstraint("name", "channel", "version", name=op.f("uq_notice_text_name_channel_version")),
    )
    op.execute(
        "create trigger notice_text_append_only before update or delete on notice_text"
        " for each row execute function refuse_change()"
    )
    op.execute(
        "create trigger notice_text_no_truncate before truncate on notice_text"
        " for each statement execute function refuse_change()"
    )
    op.execute("grant select, insert on notice_text to caseflow_app")
    op.execute("grant usage on sequence notice_text_id_seq to caseflow_app")
    op.add_column("notice", sa.Column("text_version", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("notice", "text_version")
    op.drop_table("notice_text")
