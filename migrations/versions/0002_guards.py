"""What the database itself refuses: the hash chain of events, append-only tables, the narrow application role."""

from alembic import op

revision = "0002"
down_revision = "0001"

CHAIN = r"""
create function event_digest(
    previous text, case_id bigint, sequence bigint, kind text, step text, status text,
    actor_id bigint, unit_id bigint, at timestamptz, data jsonb
) returns text language sql immutable as $$
    select encode(sha256(convert_to(
        previous || E'\x1f' || coalesce(case_id::text, '') || E'\x1f' || sequence || E'\x1f' || kind
        || E'\x1f' || coalesce(step, '') || E'\x1f' || coalesce(status, '')
        || E'\x1f' || coalesce(actor_id::text, '') || E'\x1f' || coalesce(unit_id::text, '')
        || E'\x1f' || (extract(epoch from at) * 1000000)::bigint || E'\x1f' || data::text, 'UTF8')), 'hex')
$$;

create function chain_event() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare previous text;
begin
    if new.case_id is null then
        perform pg_advisory_xact_lock(20210701);
        select coalesce(max(sequence), 0) + 1 into new.sequence from event where case_id is null;
    else
        update "case" set event_count = event_count + 1 where id = new.case_id
        returning event_count into strict new.sequence;
    end if;
    select hash into previous from event
    where case_id is not distinct from new.case_id and sequence = new.sequence - 1;
    if previous is null and new.sequence > 1 then
        raise exception 'the chain of case % has lost its link %', new.case_id, new.sequence - 1;
    end if;
    new.previous_hash := coalesce(previous, '');
    new.hash := event_digest(new.previous_hash, new.case_id, new.sequence, new.kind, new.step, new.status,
                             new.actor_id, new.unit_id, new.at, new.data);
    return new;
end $$;

create trigger event_chain before insert on event for each row execute function chain_event();
"""

APPEND_ONLY = """
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
"""

# who acts stands in a setting of the transaction; security definer, so that nobody but the trigger writes the history
UNIT_HISTORY = """
create function keep_unit() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
    insert into unit_history (unit_id, old, person_id, at)
    values (old.id, to_jsonb(old), nullif(current_setting('app.person', true), '')::bigint,
            now() + (select value from clock_offset where id = 1));
    return new;
end $$;

create trigger unit_versioned before update on unit for each row
when (old.* is distinct from new.*) execute function keep_unit();
"""

FROZEN = (
    "event", "complaint", "edition", "letter", "letter_service", "review", "routing_decision", "follow_up", "contact",
    "unit_history", "unit_name",
)

UPDATABLE = (
    "unit", "company", "person", "session", "number_series", "draft", "evidence", "supplement", "dispatch", "objection",
    "payment", "extension", "result", "write_off_request", "clock", "outbox", "notice", "submission", "heartbeat",
    "edition_draft", "document_text",
)
CASE_COLUMNS = (
    "status", "version", "round", "lead_unit_id", "receiving_unit_id", "handler_id", "procedure_law", "substance_law",
    "complexity", "accepted_at", "first_dispatched_on", "result_until", "resolved_at", "closed_at", "amount_paid",
    "amount_waived", "ever_overdue", "listing", "satisfied", "result_returned", "appealed", "respondent_unit_id",
)
DELETABLE = ("session", "sign_in_attempt", "submission", "co_unit")


def upgrade() -> None:
    op.execute(CHAIN)
    op.execute(APPEND_ONLY)
    op.execute(UNIT_HISTORY)
    for table in FROZEN:
        op.execute(
            f'create trigger {table}_append_only before update or delete on "{table}"'
            " for each row execute function refuse_change()"
        )
        op.execute(
            f'create trigger {table}_no_truncate before truncate on "{table}"'
            " for each statement execute function refuse_change()"
        )
    op.execute("revoke create on schema public from public")
    op.execute("grant usage on schema public to caseflow_app")
    op.execute("grant select on all tables in schema public to caseflow_app")
    op.execute("grant insert on all tables in schema public to caseflow_app")
    op.execute("revoke insert on clock_offset, alembic_version, unit_history from caseflow_app")
    op.execute("grant usage on all sequences in schema public to caseflow_app")
    for table in UPDATABLE:
        op.execute(f'grant update on "{table}" to caseflow_app')
    op.execute(f'grant update ({", ".join(CASE_COLUMNS)}) on "case" to caseflow_app')
    op.execute("grant update (text, erased_at) on entry to caseflow_app")
    for table in DELETABLE:
        op.execute(f'grant delete on "{table}" to caseflow_app')
    op.execute("insert into clock_offset (id, value) values (1, interval '0')")


def downgrade() -> None:
    op.execute("revoke all on all tables in schema public from caseflow_app")
    op.execute("revoke all on all sequences in schema public from caseflow_app")
    op.execute("delete from clock_offset")
    for table in FROZEN:
        op.execute(f'drop trigger {table}_append_only on "{table}"')
        op.execute(f'drop trigger {table}_no_truncate on "{table}"')
    op.execute("drop trigger unit_versioned on unit")
    op.execute("drop function keep_unit()")
    op.execute("drop function refuse_change() cascade")
    op.execute("drop function chain_event() cascade")
    op.execute("drop function event_digest cascade")
