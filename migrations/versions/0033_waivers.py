"""A firm may give up a part, by its own step or its own paper; ledger, plans and the end of a case know of it."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

BY_THE_FIRM = """
create function require_declaration() returns trigger language plpgsql as $$
begin
    if not exists (select from person p join "case" c on c.company_id = p.company_id
            where p.id = new.declared_by_id and c.id = new.case_id)
        and not exists (select from evidence
            where id = new.evidence_id and case_id = new.case_id and kind = 'waiver')
    then raise exception 'only the complainant gives up what it is owed' using errcode = 'check_violation'; end if;
    return new;
end $$;

create trigger waiver_declared before insert on waiver for each row execute function require_declaration();
"""

# What each function asks before and after: the one place where a waived part joins what was paid.
PARTS = {
    "require_balance": (
        (
            """    then raise exception 'what is paid is the sum of the payments that count' using errcode = 'check_violation'; end if;
""",
            """    then raise exception 'what is paid is the sum of the payments that count' using errcode = 'check_violation'; end if;
    if subject.amount_waived <> (select coalesce(sum(amount), 0) from waiver where case_id = subject.id)
    then raise exception 'what is waived is the sum of the waivers' using errcode = 'check_violation'; end if;
""",
        ),
        (
            "(select coalesce(sum(amount), 0) from payment where claim_id = c.id and reversed_at is null))",
            """(select coalesce(sum(amount), 0) from payment where claim_id = c.id and reversed_at is null)
                + (select coalesce(sum(amount), 0) from waiver where claim_id = c.id))""",
        ),
    ),
    "require_balanced_plan": (
        (
            # a row that was read into a variable keeps its transaction only until its table gets another column
            "or plan.xmin <> pg_current_xact_id()::xid",
            "or not exists (select from repayment_plan p where p.id = plan.id and p.xmin = pg_current_xact_id()::xid)",
        ),
        (
            "i.planned not in (c.amount - p.paid, greatest(c.undisputed - p.paid, 0))",
            """i.planned not in (c.amount - p.paid - w.waived,
        least(greatest(c.undisputed - p.paid, 0), c.amount - p.paid - w.waived))""",
        ),
        (
            "    where c.case_id = plan.case_id and",
            """    cross join lateral (select coalesce(sum(amount), 0) as waived from waiver where claim_id = c.id) w
    where c.case_id = plan.case_id and""",
        ),
    ),
    "end_lacks": (
        (
            "from (select id, amount, undisputed from claim where case_id = subject.id",
            """from (select k.id, k.amount - w.waived as amount, least(k.undisputed, k.amount - w.waived) as undisputed
            from claim k cross join lateral (
                select coalesce(sum(amount), 0) as waived from waiver where claim_id = k.id) w
            where k.case_id = subject.id""",
        ),
    ),
}
SWAP = """
do $swap$
declare
    found text := pg_get_functiondef('{name}'::regproc);
begin
    if position($part${old}$part$ in found) = 0 then
        raise exception 'function {name} is not the one this migration knows';
    end if;
    execute replace(found, $part${old}$part$, $part${new}$part$);
end $swap$;
"""


def upgrade() -> None:
    op.create_table(
        "waiver",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("evidence_id", sa.BigInteger(), nullable=True),
        sa.Column("declared_by_id", sa.BigInteger(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_waiver_amount")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_waiver_case_id")),
        sa.ForeignKeyConstraint(
            ["claim_id", "case_id"], ["claim.id", "claim.case_id"], name=op.f("fk_waiver_claim_id_case_id")
        ),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_waiver_evidence_id")),
        sa.ForeignKeyConstraint(["declared_by_id"], ["person.id"], name=op.f("fk_waiver_declared_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
    )
    op.create_index(op.f("ix_waiver_case_id"), "waiver", ["case_id"], unique=False)
    op.add_column(
        "repayment_plan", sa.Column("after_waiver_id", sa.BigInteger(), nullable=False, server_default="0")
    )
    op.execute("grant select, insert on waiver to caseflow_app")
    op.execute("grant usage on sequence waiver_id_seq to caseflow_app")
    op.execute(
        "create trigger waiver_append_only before update or delete on waiver for each row execute function refuse_change();"
        "create trigger waiver_no_truncate before truncate on waiver for each statement execute function refuse_change();"
    )
    op.execute(BY_THE_FIRM)
    for name, parts in PARTS.items():
        for old, new in parts:
            op.execute(SWAP.format(name=name, old=old, new=new))
    op.execute(
        "create constraint trigger waiver_balance after insert on waiver deferrable initially deferred"
        " for each row execute function require_balance();"
        'create constraint trigger case_waived_balance after update of amount_waived on "case" deferrable initially deferred'
        " for each row when (new.amount_waived <> old.amount_waived) execute function require_balance();"
    )


def downgrade() -> None:
    """Refused while something is waived: without its rows the ledger of that case would never balance again."""
    op.execute(
        "do $$ begin if exists (select from waiver) then"
        " raise exception 'waivers are facts that the schema before cannot hold'; end if; end $$"
    )
    op.execute('drop trigger case_waived_balance on "case"')
    for name, parts in PARTS.items():
        for old, new in reversed(parts):
            op.execute(SWAP.format(name=name, old=new, new=old))
    op.drop_column("repayment_plan", "after_waiver_id")
    op.drop_table("waiver")
    op.execute("drop function require_declaration()")
