"""An address that refuses notices becomes somebody's task."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

CHANGEABLE = "closed_at, means, reached_on, closed_by_id, closing_event_id, repeated_at"


def upgrade() -> None:
    op.create_table(
        "unreached",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("means", sa.String(), nullable=True),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.Column("closed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("closing_event_id", sa.BigInteger(), nullable=True),
        sa.Column("repeated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("channel in ('mail','sms')", name=op.f("ck_unreached_channel")),
        sa.CheckConstraint("means in ('corrected','phone','post','in_person')", name=op.f("ck_unreached_means")),
        sa.CheckConstraint("(closed_at is null) = (means is null)", name=op.f("ck_unreached_closed")),
        sa.CheckConstraint("(closed_at is null) = (reached_on is null)", name=op.f("ck_unreached_reached")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_unreached_person_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_unreached_closed_by_id")),
        sa.ForeignKeyConstraint(["closing_event_id"], ["event.id"], name=op.f("fk_unreached_closing_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unreached")),
    )
    op.create_index(
        "uq_unreached_open", "unreached", ["person_id", "channel"], unique=True,
        postgresql_where=sa.text("closed_at is null"),
    )  # fmt: skip
    op.create_index("ix_unreached_person", "unreached", ["person_id", "opened_at"])
    op.add_column("notice", sa.Column("unreached_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_notice_unreached_id"), "notice", "unreached", ["unreached_id"], ["id"])
    op.create_index(op.f("ix_notice_unreached_id"), "notice", ["unreached_id"])
    op.execute(f"grant select, insert, update ({CHANGEABLE}) on unreached to caseflow_app")
    op.execute("grant usage on sequence unreached_id_seq to caseflow_app")
    op.execute("create trigger unreached_kept before delete on unreached for each row execute function refuse_change()")


def downgrade() -> None:
    op.drop_column("notice", "unreached_id")
    op.drop_table("unreached")
