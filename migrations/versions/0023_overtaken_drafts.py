"""What waits for a signature returns to its writer by itself when its case ended or changed hands."""

from alembic import op

revision = "0023"
down_revision = "0022"

BEFORE = "(decided_at is null) = (decided_by_id is null)"
AFTER = "(decided_by_id is null or decided_at is not null) and (state <> 'issued' or decided_by_id is not null)"


def upgrade() -> None:
    _decider(AFTER)


def downgrade() -> None:
    """What was sent back by nobody stays as it is: the check before holds for new rows alone."""
    _decider(BEFORE, valid=False)


def _decider(condition: str, valid: bool = True) -> None:
    name = op.f("ck_letter_draft_decider")
    op.drop_constraint(name, "letter_draft", type_="check")
    op.create_check_constraint(name, "letter_draft", condition, postgresql_not_valid=not valid)
