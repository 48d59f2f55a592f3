"""Letters to respondents, bodies outside the case and the public, and forms of the file."""

from alembic import op

revision = "0003"
down_revision = "0002"

BEFORE = "addressee in ('complainant','office')"
AFTER = "addressee in ('complainant','office','respondent','competent','internal','public')"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_letter_addressee"), "letter")
    op.create_check_constraint(op.f("ck_letter_addressee"), "letter", AFTER)


def downgrade() -> None:
    op.drop_constraint(op.f("ck_letter_addressee"), "letter")
    # letters are never deleted: those issued meanwhile stay, new ones follow the old rule
    op.execute(f"alter table letter add constraint ck_letter_addressee check ({BEFORE}) not valid")
