"""The addressee's own word that a letter has come."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "letter_receipt",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["letter_service.id"], name=op.f("fk_letter_receipt_service_id")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_letter_receipt_confirmed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_receipt")),
        sa.UniqueConstraint("service_id", name=op.f("uq_letter_receipt_service_id")),
    )
    op.execute("grant select, insert on letter_receipt to caseflow_app")
    op.execute("grant usage on sequence letter_receipt_id_seq to caseflow_app")
    for name, when in (("append_only", "before update or delete on letter_receipt for each row"),
                       ("no_truncate", "before truncate on letter_receipt for each statement")):
        op.execute(f"create trigger letter_receipt_{name} {when} execute function refuse_change()")


def downgrade() -> None:
    op.drop_table("letter_receipt")
