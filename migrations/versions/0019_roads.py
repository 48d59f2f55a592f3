"""Measures on respondents and referrals beside the ladder on units; drafts name the office whose people sign them."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

BEFORE = (
    "'supervision_order','inquiry_letter','interview_notice','circular','supervision_letter','listing_notice',"
    "'delisting_notice','unit_interview_notice','unit_circular','advice_letter','accountability_letter',"
    "'clue_transfer_letter'"
)
SIGNED = f"{BEFORE},'rectification_order','coordination_request'"


def upgrade() -> None:
    op.add_column("measure", sa.Column("road", sa.String(), nullable=False, server_default="units"))
    _check("measure", "not_itself", "road <> 'units' or lead_unit_id is null or lead_unit_id <> unit_id")
    _check(
        "measure",
        "by_a_person",
        "kind = 'listing' or (letter_id is not null and issued_by_id is not null"
        " and (road <> 'units' or lead_unit_id is not null))",
    )
    op.add_column("letter_draft", sa.Column("office_id", sa.BigInteger(), nullable=True))
    op.execute("update letter_draft set office_id = unit_id")
    op.alter_column("letter_draft", "office_id", nullable=False)
    op.create_foreign_key(op.f("fk_letter_draft_office_id"), "letter_draft", "unit", ["office_id"], ["id"])
    waiting = sa.text("state = 'submitted'")
    op.create_index("ix_letter_draft_to_sign", "letter_draft", ["office_id"], postgresql_where=waiting)
    _sign(SIGNED)
    _check("evidence", "audience", "audience in ('parties','office','referral')")


def _check(table: str, name: str, condition: str, valid: bool = True) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition, postgresql_not_valid=not valid)


def _sign(kinds: str) -> None:
    op.execute("drop trigger letter_signed on letter")
    op.execute(
        "create constraint trigger letter_signed after insert on letter deferrable initially deferred"
        f" for each row when (new.kind in ({kinds})) execute function require_signature()"
    )


def downgrade() -> None:
    """Rows made meanwhile stay as they are: the checks before hold for new ones alone."""
    _check("evidence", "audience", "audience in ('parties','office')", valid=False)
    _sign(BEFORE)
    op.drop_column("letter_draft", "office_id")
    itself = "lead_unit_id is null or lead_unit_id <> unit_id"
    person = "kind = 'listing' or (letter_id is not null and issued_by_id is not null and lead_unit_id is not null)"
    _check("measure", "not_itself", itself, valid=False)
    _check("measure", "by_a_person", person, valid=False)
    op.drop_column("measure", "road")
