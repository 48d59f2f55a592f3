"""A question about the size of a firm may be recalled by the clerk who examines; it knows the clock that runs for it."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

KEEP = """
create or replace function keep_determination() returns trigger language plpgsql as $$
begin
    if old.determined_at is not null{recalled}
        or (new.id, new.case_id, new.unit_id, new.requested_by_id, new.requested_at, new.due{clock})
            is distinct from
            (old.id, old.case_id, old.unit_id, old.requested_by_id, old.requested_at, old.due{old_clock}) then
        raise exception 'a determination is answered once' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$
"""
BEFORE = {"recalled": "", "clock": "", "old_clock": ""}
AFTER = {"recalled": " or old.recalled_at is not null", "clock": ", new.clock_id", "old_clock": ", old.clock_id"}


def upgrade() -> None:
    op.add_column("determination", sa.Column("clock_id", sa.BigInteger(), nullable=True))
    op.add_column("determination", sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("determination", sa.Column("recalled_by_id", sa.BigInteger(), nullable=True))
    op.execute("alter table determination disable trigger determination_once")
    op.execute(
        "update determination set clock_id = (select max(clock.id) from clock"
        " where clock.case_id = determination.case_id and clock.key = 'determination')"
    )
    op.execute("alter table determination enable trigger determination_once")
    op.create_foreign_key(op.f("fk_determination_clock_id"), "determination", "clock", ["clock_id"], ["id"])
    op.create_foreign_key(op.f("fk_determination_recalled_by_id"), "determination", "person", ["recalled_by_id"], ["id"])
    op.create_check_constraint(
        op.f("ck_determination_recalled"),
        "determination",
        "(recalled_at is null) = (recalled_by_id is null) and (recalled_at is null or determined_at is null)",
    )
    op.drop_constraint(op.f("uq_determination_case_id"), "determination", type_="unique")
    waiting = sa.text("recalled_at is null")
    op.create_index("uq_determination_standing", "determination", ["case_id"], unique=True, postgresql_where=waiting)
    op.execute(KEEP.format(**AFTER))
    op.execute("grant update (recalled_at, recalled_by_id) on determination to caseflow_app")


def downgrade() -> None:
    """What was recalled is no question any more; the version before knows one a case."""
    op.execute(KEEP.format(**BEFORE))
    op.execute("delete from determination where recalled_at is not null")
    op.drop_index("uq_determination_standing", "determination")
    op.create_unique_constraint(op.f("uq_determination_case_id"), "determination", ["case_id"])
    op.drop_constraint(op.f("ck_determination_recalled"), "determination", type_="check")
    for column in ("recalled_by_id", "recalled_at", "clock_id"):
        op.drop_column("determination", column)
