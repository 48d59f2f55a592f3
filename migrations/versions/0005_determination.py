"""规模认定, and the spans in which a time limit stands still."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

KEEP_ANSWER = """
create function keep_determination() returns trigger language plpgsql as $$
begin
    if old.determined_at is not null
        or (new.id, new.case_id, new.unit_id, new.requested_by_id, new.requested_at, new.due)
            is distinct from (old.id, old.case_id, old.unit_id, old.requested_by_id, old.requested_at, old.due) then
        raise exception 'a determination is answered once' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;

create trigger determination_once before update on determination
for each row execute function keep_determination();
"""

KEEP_PAUSE = """
create function keep_pause() returns trigger language plpgsql as $$
begin
    if old.until_on is not null
        or (new.id, new.clock_id, new.cause, new.from_on)
            is distinct from (old.id, old.clock_id, old.cause, old.from_on) then
        raise exception 'a pause that ended stays as it was' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;

create trigger clock_pause_once before update on clock_pause for each row execute function keep_pause();
"""


def upgrade() -> None:
    op.create_table(
        "determination",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("requested_by_id", sa.BigInteger(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("determined_by_id", sa.BigInteger(), nullable=True),
        sa.Column("determined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("size", sa.String(), nullable=True),
        sa.CheckConstraint("size in ('微型','小型','中型','大型')", name=op.f("ck_determination_size")),
        sa.CheckConstraint(
            "(determined_at is null) = (size is null) and (determined_at is null) = (determined_by_id is null)",
            name=op.f("ck_determination_whole"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_determination_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_determination_unit_id")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["person.id"], name=op.f("fk_determination_requested_by_id")),
        sa.ForeignKeyConstraint(["determined_by_id"], ["person.id"], name=op.f("fk_determination_determined_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_determination")),
        sa.UniqueConstraint("case_id", name=op.f("uq_determination_case_id")),
    )
    op.create_index(op.f("ix_determination_unit_id"), "determination", ["unit_id"])
    op.create_table(
        "clock_pause",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("clock_id", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_clock_pause_order")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_clock_pause_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_pause")),
    )
    op.create_index(op.f("ix_clock_pause_clock_id"), "clock_pause", ["clock_id"])
    op.create_index(
        "uq_clock_pause_open", "clock_pause", ["clock_id"], unique=True, postgresql_where=sa.text("until_on is null")
    )
    op.execute(KEEP_ANSWER)
    op.execute(KEEP_PAUSE)
    op.execute("grant select, insert on determination, clock_pause to caseflow_app")
    op.execute("grant update (determined_by_id, determined_at, size) on determination to caseflow_app")
    op.execute("grant update (until_on) on clock_pause to caseflow_app")
    op.execute("grant usage on sequence determination_id_seq, clock_pause_id_seq to caseflow_app")


def downgrade() -> None:
    op.drop_table("clock_pause")
    op.drop_table("determination")
    op.execute("drop function keep_pause()")
    op.execute("drop function keep_determination()")
