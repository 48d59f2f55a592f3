"""公示: publications, objections and answers, and no last approval of a listed case before they are done"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = ("publication", "publication_objection", "publication_answer")

# the day is that of the one clock of the house; a listing by a level is 重点挂牌, every other one is not
GUARD = """
create function require_publication() returns trigger language plpgsql as $$
declare
    wanted record;
    today date := (now() + (select value from clock_offset where id = 1)) at time zone 'Asia/Shanghai';
begin
    select r.levels, c.listing into wanted
    from write_off_request r join "case" c on c.id = r.case_id where r.id = new.request_id;
    if new.decision <> 'approve' or new.level < wanted.levels
        or coalesce(wanted.listing, '') not in ('省级', '市级', '县级') then
        return new;
    end if;
    if not exists (
        select from publication p join clock k on k.id = p.clock_id
        where p.request_id = new.request_id and k.due_rolled < today
    ) or exists (
        select from publication p join publication_objection o on o.publication_id = p.id
        left join publication_answer a on a.objection_id = o.id
        where p.request_id = new.request_id and coalesce(a.upheld, true)
    ) then
        raise exception 'a listed case ends after its publication' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger review_published before insert on review for each row execute function require_publication();
"""


def upgrade() -> None:
    op.create_table(
        "publication",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("clock_id", sa.BigInteger(), nullable=False),
        sa.Column("territory", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_publication_case_id")),
        sa.ForeignKeyConstraint(["request_id"], ["write_off_request.id"], name=op.f("fk_publication_request_id")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_publication_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("request_id", name=op.f("uq_publication_request_id")),
        sa.UniqueConstraint("clock_id", name=op.f("uq_publication_clock_id")),
    )
    op.create_index(op.f("ix_publication_case_id"), "publication", ["case_id"], unique=False)
    op.create_table(
        "publication_objection",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("publication_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_publication_objection_publication_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_objection")),
    )
    op.create_index(
        op.f("ix_publication_objection_publication_id"), "publication_objection", ["publication_id"], unique=False
    )
    op.create_table(
        "publication_answer",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("objection_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["objection_id"], ["publication_objection.id"], name=op.f("fk_publication_answer_objection_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_publication_answer_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_answer")),
        sa.UniqueConstraint("objection_id", name=op.f("uq_publication_answer_objection_id")),
    )
    for table in TABLES:
        op.execute(f"grant select, insert on {table} to caseflow_app")
        op.execute(f"grant usage on sequence {table}_id_seq to caseflow_app")
        op.execute(
            f"create trigger {table}_append_only before update or delete on {table}"
            " for each row execute function refuse_change()"
        )
        op.execute(
            f"create trigger {table}_no_truncate before truncate on {table}"
            " for each statement execute function refuse_change()"
        )
    op.execute(GUARD)


def downgrade() -> None:
    op.execute("drop trigger review_published on review")
    op.execute("drop function require_publication()")
    for table in reversed(TABLES):
        op.drop_table(table)
