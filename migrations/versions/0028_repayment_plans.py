"""Repayment plans as facts: what was promised by when, balanced against what is owed, and no end over a broken one."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

TABLES = ("repayment_plan", "instalment")

# The plan is looked at once, when the transaction that made it ends, under the lock of its case: what is paid later meets
# it and does not unbalance it. Instalments that come later than their plan are refused with it.
BALANCE = """
create function require_balanced_plan() returns trigger language plpgsql as $$
declare
    plan repayment_plan;
    wrong bigint;
begin
    select * into strict plan from repayment_plan
    where id = case when tg_table_name = 'repayment_plan' then new.id else (to_jsonb(new) ->> 'plan_id')::bigint end;
    perform from "case" where id = plan.case_id for update;
    if plan.sequence <> (select count(*) from repayment_plan where case_id = plan.case_id)
        or plan.xmin <> pg_current_xact_id()::xid
    then raise exception 'a plan is made whole and in its turn' using errcode = 'check_violation'; end if;
    if (select (count(*), sum(amount)) from instalment where plan_id = plan.id)
        is distinct from (plan.instalments, plan.amount)
    then raise exception 'the instalments are not those of the plan' using errcode = 'check_violation'; end if;
    if not exists (select from evidence where id = plan.evidence_id and case_id = plan.case_id)
        or exists (select from clock k join instalment i on i.clock_id = k.id where i.plan_id = plan.id
            and (k.case_id <> plan.case_id or k.key <> 'instalment' or k.started_on <> i.due_on))
    then raise exception 'proof and clocks of a plan belong to its case' using errcode = 'check_violation'; end if;
    select c.id into wrong from claim c
    cross join lateral (select coalesce(sum(amount), 0) as paid from payment
        where claim_id = c.id and reversed_at is null) p
    cross join lateral (select coalesce(sum(amount), 0) as planned from instalment
        where claim_id = c.id and plan_id = plan.id) i
    where c.case_id = plan.case_id and i.planned not in (c.amount - p.paid, greatest(c.undisputed - p.paid, 0))
    limit 1;
    if wrong is not null then
        raise exception 'the plan does not make up what claim % owes', wrong using errcode = 'check_violation';
    end if;
    return null;
end $$;

create constraint trigger repayment_plan_balanced after insert on repayment_plan deferrable initially deferred
for each row execute function require_balanced_plan();
create constraint trigger instalment_balanced after insert on instalment deferrable initially deferred
for each row execute function require_balanced_plan();
"""

UNBROKEN = """
create function require_unbroken_plan() returns trigger language plpgsql as $$
begin
    if exists (
        select from instalment i join clock k on k.id = i.clock_id
        where i.plan_id = (select max(id) from repayment_plan where case_id = new.id)
            and k.met_at is null and k.overdue_at is not null)
    then raise exception 'a case is not written off over a broken plan' using errcode = 'check_violation'; end if;
    return new;
end $$;

create trigger case_plan before update of status on "case" for each row
when (new.status = 'written_off' and old.status <> 'written_off') execute function require_unbroken_plan();
"""


def upgrade() -> None:
    _tables()
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
    op.execute(BALANCE)
    op.execute(UNBROKEN)


def _tables() -> None:
    op.create_table(
        "repayment_plan",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("instalments", sa.BigInteger(), nullable=False),
        sa.Column("after_payment_id", sa.BigInteger(), nullable=False),
        sa.Column("evidence_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0 and instalments > 0", name=op.f("ck_repayment_plan_something")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_repayment_plan_case_id")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_repayment_plan_evidence_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_repayment_plan_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repayment_plan")),
        sa.UniqueConstraint("case_id", "sequence", name=op.f("uq_repayment_plan_case_id_sequence")),
        sa.UniqueConstraint("id", "case_id", name=op.f("uq_repayment_plan_id_case_id")),
    )
    op.create_table(
        "instalment",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("clock_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_instalment_amount")),
        sa.ForeignKeyConstraint(
            ["plan_id", "case_id"], ["repayment_plan.id", "repayment_plan.case_id"],
            name=op.f("fk_instalment_plan_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["claim_id", "case_id"], ["claim.id", "claim.case_id"], name=op.f("fk_instalment_claim_id_case_id")
        ),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_instalment_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment")),
        sa.UniqueConstraint("plan_id", "position", name=op.f("uq_instalment_plan_id_position")),
        sa.UniqueConstraint("clock_id", name=op.f("uq_instalment_clock_id")),
    )  # fmt: skip


def downgrade() -> None:
    op.execute('drop trigger case_plan on "case"')
    op.execute("drop function require_unbroken_plan()")
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("drop function require_balanced_plan()")
