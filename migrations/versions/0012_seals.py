"""Seals of units; a letter names the seal it bears, always one of the unit that issued it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

# a seal is a fact; only its revocation comes later, and once
GUARD = """
create function guard_seal() returns trigger language plpgsql as $$
begin
    if old.revoked_at is null and new.revoked_at is not null
       and (to_jsonb(old) - 'revoked_at' - 'revoked_by_id') = (to_jsonb(new) - 'revoked_at' - 'revoked_by_id') then
        return new;
    end if;
    raise exception 'a seal can only be revoked, and once' using errcode = 'insufficient_privilege';
end $$;
"""


def upgrade() -> None:
    op.create_table(
        "seal",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("uploaded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_seal_period")),
        sa.CheckConstraint("(revoked_at is null) = (revoked_by_id is null)", name=op.f("ck_seal_revoked")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_seal_unit_id")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["person.id"], name=op.f("fk_seal_uploaded_by_id")),
        sa.ForeignKeyConstraint(["revoked_by_id"], ["person.id"], name=op.f("fk_seal_revoked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal")),
        sa.UniqueConstraint("id", "unit_id", name=op.f("uq_seal_id_unit_id")),
    )
    op.create_index(
        "ix_seal_standing", "seal", ["unit_id"], unique=True, postgresql_where=sa.text("revoked_at is null")
    )
    op.execute(GUARD)
    op.execute("create trigger seal_guarded before update on seal for each row execute function guard_seal()")
    op.execute("create trigger seal_kept before delete on seal for each row execute function refuse_change()")
    op.execute("create trigger seal_no_truncate before truncate on seal for each statement execute function refuse_change()")
    op.execute("grant select, insert on seal to caseflow_app")
    op.execute("grant update (revoked_at, revoked_by_id) on seal to caseflow_app")
    op.execute("grant usage on sequence seal_id_seq to caseflow_app")
    op.add_column("letter", sa.Column("seal_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_letter_seal_id"), "letter", "seal", ["seal_id", "unit_id"], ["id", "unit_id"])


def downgrade() -> None:
    op.drop_column("letter", "seal_id")
    op.drop_table("seal")
    op.execute("drop function guard_seal()")
