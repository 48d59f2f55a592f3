"""The ledger balances in the database: what is paid is the sum of what counts, on no claim more than it owes.

A payment is a fact: its day, amount, claim and proofs never change; that it came, did not come or did not hold is said once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

SAID_ONCE = ("confirmed_at", "denied_at", "reversed_at")

FACTS = """
create function keep_payment() returns trigger language plpgsql as $$
begin
    if to_jsonb(new) - array['confirmed_at', 'denied_at', 'reversed_at']
            <> to_jsonb(old) - array['confirmed_at', 'denied_at', 'reversed_at']
        or old.confirmed_at is not null and new.confirmed_at is distinct from old.confirmed_at
        or old.denied_at is not null and new.denied_at is distinct from old.denied_at
        or old.reversed_at is not null and new.reversed_at is distinct from old.reversed_at
    then raise exception 'a payment is a fact; what did not hold is reversed, once' using errcode = 'check_violation'; end if;
    return new;
end $$;

create trigger payment_fact before update on payment for each row execute function keep_payment();

-- consents given before lie among the evidence alone, so that the rule holds for new payments
create function require_consent() returns trigger language plpgsql as $$
begin
    raise exception 'what is not money counts with the written consent of the complainant' using errcode = 'check_violation';
end $$;

create trigger payment_consent before insert on payment for each row
when (new.method not in ('transfer', 'cash') and new.consent_id is null) execute function require_consent();
create trigger payment_kept before delete on payment for each row execute function refuse_change();
create trigger payment_no_truncate before truncate on payment for each statement execute function refuse_change();
"""

# At the end of the transaction, under the lock of the case, so that none of two at once can miss the other.
BALANCE = """
create function require_balance() returns trigger language plpgsql as $$
declare
    subject "case";
begin
    select * into strict subject from "case"
    where id = case when tg_table_name = 'case' then new.id else (to_jsonb(new) ->> 'case_id')::bigint end for update;
    if subject.amount_paid
        <> (select coalesce(sum(amount), 0) from payment where case_id = subject.id and reversed_at is null)
    then raise exception 'what is paid is the sum of the payments that count' using errcode = 'check_violation'; end if;
    if exists (
        select from claim c where c.case_id = subject.id and c.amount
            < (select coalesce(sum(amount), 0) from payment where claim_id = c.id and reversed_at is null))
    then raise exception 'more was paid on a claim than it owes' using errcode = 'check_violation'; end if;
    return null;
end $$;

create constraint trigger payment_balance after insert or update of reversed_at on payment deferrable initially deferred
for each row execute function require_balance();
create constraint trigger case_balance after update of amount_paid on "case" deferrable initially deferred
for each row when (new.amount_paid <> old.amount_paid) execute function require_balance();
create constraint trigger case_begins_balanced after insert on "case" deferrable initially deferred
for each row when (new.amount_paid <> 0) execute function require_balance();
"""


def upgrade() -> None:
    op.add_column("payment", sa.Column("denied_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("payment", sa.Column("consent_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_payment_consent_id"), "payment", "evidence", ["consent_id"], ["id"])
    op.execute("revoke update on payment from caseflow_app")
    op.execute(f"grant update ({', '.join(SAID_ONCE)}) on payment to caseflow_app")
    op.execute(FACTS)
    op.execute(BALANCE)


def downgrade() -> None:
    op.execute('drop trigger case_balance on "case"')
    op.execute('drop trigger case_begins_balanced on "case"')
    for trigger in ("balance", "fact", "consent", "kept", "no_truncate"):
        op.execute(f"drop trigger payment_{trigger} on payment")
    op.execute("drop function require_balance()")
    op.execute("drop function keep_payment()")
    op.execute("drop function require_consent()")
    op.execute("grant update on payment to caseflow_app")
    op.drop_column("payment", "consent_id")
    op.drop_column("payment", "denied_at")
