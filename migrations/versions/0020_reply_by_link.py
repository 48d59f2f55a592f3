"""The complainant may answer by the link of its notice, once for each result."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("follow_up", sa.Column("link_result_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_follow_up_link_result_id"), "follow_up", "result", ["link_result_id"], ["id"])
    op.create_unique_constraint(op.f("uq_follow_up_link_result_id"), "follow_up", ["link_result_id"])
    op.alter_column("follow_up", "by_id", nullable=True)
    op.create_check_constraint(
        op.f("ck_follow_up_somebody"),
        "follow_up",
        "case when by_id is null then link_result_id is not null and answer <> 'unreached'"
        " else link_result_id is null end",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_follow_up_somebody"), "follow_up")
    op.alter_column("follow_up", "by_id", nullable=False)
    op.drop_column("follow_up", "link_result_id")
