"""Spreadsheets of complaints, read and entered row by row in the background."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("refusal", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_import_batch_unit_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_import_batch_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_batch"),
        sa.CheckConstraint(
            "state in ('waiting','checking','entering','done','refused')", name=op.f("ck_import_batch_state")
        ),
        sa.CheckConstraint("(state = 'waiting') = (content is not null)", name=op.f("ck_import_batch_content")),
    )
    op.create_index("ix_import_batch_unit", "import_batch", ["unit_id", "id"])
    op.create_index(
        "ix_import_batch_open", "import_batch", ["id"],
        postgresql_where=sa.text("state in ('waiting','checking','entering')"),
    )
    op.create_table(
        "import_row",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("cells", JSONB(), nullable=True),
        sa.Column("faults", JSONB(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name="fk_import_row_batch_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_import_row_case_id"),
        sa.PrimaryKeyConstraint("batch_id", "number", name="pk_import_row"),
        sa.CheckConstraint(
            "outcome in ('unread','good','wrong','entered','repeated','left_out')", name=op.f("ck_import_row_outcome")
        ),
    )
    op.create_index("ix_import_row_outcome", "import_row", ["batch_id", "outcome", "number"])
    op.execute("grant select, insert on import_batch, import_row to caseflow_app")
    op.execute("grant update (content, state, rows, refusal, finished_at) on import_batch to caseflow_app")
    op.execute("grant update (outcome, cells, faults, case_id) on import_row to caseflow_app")
    op.execute("grant usage on sequence import_batch_id_seq to caseflow_app")
    # whom and about what somebody complained before: asked at every examination
    op.create_index("ix_case_respondent_name", "case", ["respondent_name"])
    op.create_index(
        "ix_claim_contract_number", "claim", ["contract_number"], postgresql_where=sa.text("contract_number <> ''")
    )


def downgrade() -> None:
    op.drop_index("ix_claim_contract_number", "claim")
    op.drop_index("ix_case_respondent_name", "case")
    op.drop_table("import_row")
    op.drop_table("import_batch")
