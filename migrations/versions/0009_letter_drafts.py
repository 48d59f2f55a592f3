"""Letters that wait for their signature; a letter of a kind that needs one names its draft."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"

SIGNED = (
    "'supervision_order','inquiry_letter','interview_notice','circular','supervision_letter','listing_notice',"
    "'delisting_notice','unit_interview_notice','unit_circular','advice_letter','accountability_letter',"
    "'clue_transfer_letter'"
)

# at the end of the transaction, when both rows stand; letters issued before this rule stay as they are
SIGNATURE = """
create function require_signature() returns trigger language plpgsql as $$
begin
    perform 1 from letter_draft where id = new.draft_id and state = 'issued';
    if not found then
        raise exception 'letter_signed: % needs a signed draft', new.kind using errcode = 'check_violation';
    end if;
    return null;
end $$;
"""


def upgrade() -> None:
    op.create_table(
        "letter_draft",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("addressee", sa.String(), nullable=False),
        sa.Column("addressee_name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("values", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("drafted_by_id", sa.BigInteger(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("decided_by_id <> drafted_by_id", name=op.f("ck_letter_draft_other_person")),
        sa.CheckConstraint("state in ('submitted','issued','sent_back')", name=op.f("ck_letter_draft_state")),
        sa.CheckConstraint("(state = 'submitted') = (decided_at is null)", name=op.f("ck_letter_draft_decided")),
        sa.CheckConstraint("(decided_at is null) = (decided_by_id is null)", name=op.f("ck_letter_draft_decider")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_letter_draft_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_letter_draft_unit_id")),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["person.id"], name=op.f("fk_letter_draft_drafted_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_letter_draft_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_draft")),
        sa.UniqueConstraint("id", "case_id", "kind", "unit_id", name=op.f("uq_letter_draft_id_case_id_kind_unit_id")),
    )
    op.create_index(op.f("ix_letter_draft_case_id"), "letter_draft", ["case_id"])
    op.create_index(op.f("ix_letter_draft_unit_id"), "letter_draft", ["unit_id"])
    op.create_index(
        "ix_letter_draft_waiting", "letter_draft", ["case_id", "unit_id", "kind"], unique=True,
        postgresql_where=sa.text("state = 'submitted'"),
    )  # fmt: skip
    op.execute("grant select, insert on letter_draft to caseflow_app")
    op.execute("grant update (state, decided_by_id, decided_at) on letter_draft to caseflow_app")
    op.execute("grant usage on sequence letter_draft_id_seq to caseflow_app")
    op.add_column("letter", sa.Column("draft_id", sa.BigInteger(), nullable=True))
    op.create_unique_constraint(op.f("uq_letter_draft_id"), "letter", ["draft_id"])
    op.create_foreign_key(
        op.f("fk_letter_draft_id"), "letter", "letter_draft",
        ["draft_id", "case_id", "kind", "unit_id"], ["id", "case_id", "kind", "unit_id"],
    )  # fmt: skip
    op.execute(SIGNATURE)
    op.execute(
        "create constraint trigger letter_signed after insert on letter deferrable initially deferred"
        f" for each row when (new.kind in ({SIGNED})) execute function require_signature()"
    )


def downgrade() -> None:
    op.execute("drop trigger letter_signed on letter")
    op.execute("drop function require_signature()")
    op.drop_column("letter", "draft_id")
    op.drop_table("letter_draft")
