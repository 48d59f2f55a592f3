"""An edition published by the command knows which files came with the program, so that none undoes the offices' changes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("edition", sa.Column("shipped", JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("edition", "shipped")
