"""What somebody of the public says against the end of a case is kept for its reviewers."""

from alembic import op

revision = "0010"
down_revision = "0009"

BEFORE = "audience in ('parties','office')"
AFTER = "audience in ('parties','office','reviewers')"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_entry_audience"), "entry")
    op.create_check_constraint(op.f("ck_entry_audience"), "entry", AFTER)


def downgrade() -> None:
    op.drop_constraint(op.f("ck_entry_audience"), "entry")
    # entries are never deleted: those written meanwhile stay, new ones follow the old rule
    op.execute(f"alter table entry add constraint ck_entry_audience check ({BEFORE}) not valid")
