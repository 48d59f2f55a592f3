"""No write-off without its dossier, its levels and its different people, whatever the application says."""

import json
import tomllib

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"

# who asks is the head of the lead unit, over the newest result and for the handler of the case; the levels are those
# that policies/closure.toml demands. After the constraints, so that those speak first.
REQUESTED = """
create function require_dossier_people() returns trigger language plpgsql as $$
declare
    subject "case"%rowtype;
    final result%rowtype;
    lead unit%rowtype;
    threshold numeric;
begin
    select * into subject from "case" where id = new.case_id;
    select * into final from result where case_id = new.case_id and round = new.round order by id desc limit 1;
    select * into lead from unit where id = subject.lead_unit_id;
    select (rules -> 'thresholds' ->> lead.level)::numeric into threshold
    from closure_rule order by edition_id desc limit 1;
    if new.closed_at is not null or new.outcome is not null or subject.status <> 'resolved'
        or new.round <> subject.round or new.levels <> jsonb_array_length(new.plan)
        or new.handler_id is distinct from subject.handler_id
        or new.author_id is distinct from final.author_id or new.signer_id is distinct from final.signer_id
        or not exists (select from person where id = new.applicant_id and role = 'unit_head'
            and unit_id = subject.lead_unit_id and disabled_at is null)
    then
        raise exception 'a request names the people of its case' using errcode = 'check_violation';
    end if;
    if new.levels < 2 and (subject.ever_overdue or subject.amount > coalesce(threshold, 0)
        or subject.listing in ('省级', '市级', '县级') or exists (
            select from measure where case_id = new.case_id and kind = 'priority_listing') or (
            select answer = 'unsatisfied' from follow_up where case_id = new.case_id and round = new.round
            and answer <> 'unreached' and at >= final.served_at order by id desc limit 1))
    then
        raise exception 'this case needs a second level' using errcode = 'check_violation';
    end if;
    return null;
end $$;

create trigger write_off_request_people after insert on write_off_request for each row
when (new.outcome is distinct from 'return') execute function require_dossier_people();

create function require_approvals() returns trigger language plpgsql as $$
begin
    if old.closed_at is not null then
        raise exception 'a request that was closed stays as it is' using errcode = 'insufficient_privilege';
    end if;
    if new.outcome = 'written_off' and (
        select count(*) from review where request_id = new.id and decision = 'approve') <> new.levels
    then
        raise exception 'a request ends well when every level approved' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger write_off_request_closed before update on write_off_request
for each row execute function require_approvals();
"""

# the level that is due, by a reviewer of the office whose level it is
REVIEWED = """
create function require_turn() returns trigger language plpgsql as $$
declare
    asked write_off_request%rowtype;
    subject "case"%rowtype;
begin
    select * into asked from write_off_request where id = new.request_id;
    select * into subject from "case" where id = asked.case_id;
    if asked.closed_at is not null or subject.status <> 'write_off_requested' or new.level > asked.levels
        or (select count(*) from review where request_id = new.request_id and decision = 'approve'
            and level < new.level) <> new.level - 1
        or new.unit_id is distinct from (asked.plan -> (new.level - 1)::int ->> 'unit_id')::bigint
        or new.unit_id is not distinct from subject.respondent_unit_id
        or not exists (select from person where id = new.reviewer_id and role = 'supervisor'
            and unit_id = new.unit_id and disabled_at is null)
    then
        raise exception 'level % is not for this reviewer now', new.level using errcode = 'check_violation';
    end if;
    return null;
end $$;

create trigger review_in_turn after insert on review for each row execute function require_turn();
"""

# the end itself, over the rows: approvals of every level, letters served, the complainant asked, proofs, money
ENDED = """
create function end_lacks(subject "case") returns text language plpgsql stable as $$
declare
    asked write_off_request%rowtype;
    final result%rowtype;
    rules jsonb;
    wanted jsonb;
    due record;
    needed text[];
begin
    select * into asked from write_off_request
    where case_id = subject.id and round = subject.round order by id desc limit 1;
    if asked.outcome is distinct from 'written_off' or (
        select count(*) from review where request_id = asked.id and decision = 'approve') <> asked.levels
        or (select count(distinct reviewer_id) from review where request_id = asked.id) <> asked.levels
    then return 'an approval of every level'; end if;
    if subject.listing in ('省级', '市级', '县级')
        and array_position(array['县级', '市级', '省级'], asked.plan -> -1 ->> 'level')
            < array_position(array['县级', '市级', '省级'], subject.listing)
    then return 'the approval of the office that listed it'; end if;
    select * into final from result where case_id = subject.id and round = subject.round order by id desc limit 1;
    if final.author_id is distinct from asked.author_id or final.signer_id is distinct from asked.signer_id
        or final.served_at is null or final.returned_at is not null or final.sent_back_at is not null
    then return 'the result that was reviewed'; end if;
    if (select count(*) from letter_service where letter_id in (final.letter_id, final.feedback_letter_id)) < 2
    then return 'proof of service'; end if;
    select r.rules into rules from closure_rule r order by edition_id desc limit 1;
    if not exists (select from follow_up where case_id = subject.id and round = subject.round
            and at >= final.served_at and answer <> 'unreached')
        and (select count(distinct (at at time zone 'Asia/Shanghai')::date) from follow_up
            where case_id = subject.id and round = subject.round and at >= final.served_at)
            < (rules -> 'follow_up' ->> 'attempts')::int
    then return 'an answer of the complainant'; end if;
    select entry into wanted from jsonb_array_elements(rules -> 'outcome') entry where entry ->> 'key' = final.outcome;
    if wanted is null or not (wanted ->> 'write_off')::boolean then return 'a lawful outcome'; end if;
    for due in
        select c.amount, c.undisputed,
            coalesce(sum(p.amount), 0) as paid,
            coalesce(bool_or(p.method not in ('transfer', 'cash')), false) as non_cash,
            array(select kind::text from evidence where case_id = subject.id and removed_at is null
                and (c.id is null or claim_id is null or claim_id = c.id)) as proofs
        from (select id, amount, undisputed from claim where case_id = subject.id
            union all select null, subject.amount - subject.amount_waived, subject.amount - subject.amount_waived
            where not exists (select from claim where case_id = subject.id)) c
        left join payment p on p.case_id = subject.id and p.reversed_at is null
            and (c.id is null or p.claim_id = c.id)
        group by c.id, c.amount, c.undisputed
    loop
        if wanted ->> 'settled' = 'all' and due.amount > due.paid
            or wanted ->> 'settled' = 'undisputed' and due.undisputed > due.paid
        then return 'the money that is owed'; end if;
        needed := array(select jsonb_array_elements_text(wanted -> 'at_write_off'));
        if due.paid > 0 then
            needed := needed || array(select jsonb_array_elements_text(rules -> 'paid' -> 'requires'));
        end if;
        if due.non_cash then
            needed := needed || array(select jsonb_array_elements_text(rules -> 'paid' -> 'non_cash_requires'));
        end if;
        if not due.proofs @> needed or wanted ? 'any_of'
            and not due.proofs && array(select jsonb_array_elements_text(wanted -> 'any_of'))
        then return 'a required proof'; end if;
    end loop;
    return null;
end $$;

create function require_end() returns trigger language plpgsql as $$
declare
    lack text;
begin
    if old.status <> 'write_off_requested' then
        lack := 'a request under review';
    else
        lack := end_lacks(new);
    end if;
    if lack is not null then
        raise exception 'a case is not written off without %', lack using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger case_end before update of status on "case" for each row
when (new.status = 'written_off' and old.status <> 'written_off') execute function require_end();

create function require_new_round() returns trigger language plpgsql as $$
begin
    if exists (select from write_off_request where case_id = new.id and round = new.round and outcome = 'written_off') then
        raise exception 'a case that comes back begins a new round' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger case_return before update of status on "case" for each row
when (old.status = 'written_off' and new.status <> 'written_off') execute function require_new_round();

create function refuse_written_off() returns trigger language plpgsql as $$
begin
    raise exception 'no case begins at its end' using errcode = 'check_violation';
end $$;
"""

# 回头看 is for people who had no hand in the end they look at
RECHECKED = """
create function require_fresh_eyes() returns trigger language plpgsql as $$
begin
    if exists (
        select from recheck k join write_off_request w on w.case_id = k.case_id and w.outcome = 'written_off'
        left join review v on v.request_id = w.id
        where k.id = new.recheck_id
        and new.by_id in (w.applicant_id, w.handler_id, w.author_id, w.signer_id, v.reviewer_id)
    ) then
        raise exception 'who ended a case does not look at it again' using errcode = 'check_violation';
    end if;
    return null;
end $$;

create trigger recheck_finding_fresh after insert on recheck_finding
for each row execute function require_fresh_eyes();
"""

CLOSING = "closed_at, outcome"


def upgrade() -> None:
    op.create_table(
        "closure_rule",
        sa.Column("edition_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rules", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_closure_rule_edition_id")),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_closure_rule")),
    )
    _take_over_editions()
    op.execute("grant select, insert on closure_rule to caseflow_app")
    op.execute(
        "create trigger closure_rule_append_only before update or delete on closure_rule"
        " for each row execute function refuse_change()"
    )
    op.execute(
        "create trigger closure_rule_no_truncate before truncate on closure_rule"
        " for each statement execute function refuse_change()"
    )
    op.execute("revoke update on write_off_request from caseflow_app")
    op.execute(f"grant update ({CLOSING}) on write_off_request to caseflow_app")
    for guard in (REQUESTED, REVIEWED, ENDED, RECHECKED):
        op.execute(guard)
    op.execute(
        'create trigger case_begin before insert on "case" for each row'
        " when (new.status = 'written_off' and current_user = 'caseflow_app') execute function refuse_written_off()"
    )


def _take_over_editions() -> None:
    """The rules of 销号 of every edition that was published before."""
    connection = op.get_bind()
    rows = connection.execute(sa.text("select id, files ->> 'closure.toml' as told from edition order by id")).all()
    for row in rows:
        if row.told is not None:
            connection.execute(
                sa.text("insert into closure_rule (edition_id, rules) values (:id, cast(:rules as jsonb))"),
                {"id": row.id, "rules": json.dumps(tomllib.loads(row.told), default=str)},
            )


def downgrade() -> None:
    op.execute("drop trigger recheck_finding_fresh on recheck_finding")
    op.execute("drop function require_fresh_eyes()")
    op.execute('drop trigger case_begin on "case"')
    op.execute('drop trigger case_return on "case"')
    op.execute("drop function require_new_round()")
    op.execute('drop trigger case_end on "case"')
    op.execute("drop function refuse_written_off()")
    op.execute("drop function require_end()")
    op.execute('drop function end_lacks("case")')
    op.execute("drop trigger review_in_turn on review")
    op.execute("drop function require_turn()")
    op.execute("drop trigger write_off_request_closed on write_off_request")
    op.execute("drop function require_approvals()")
    op.execute("drop trigger write_off_request_people on write_off_request")
    op.execute("drop function require_dossier_people()")
    op.execute(f"revoke update ({CLOSING}) on write_off_request from caseflow_app")
    op.execute("grant update on write_off_request to caseflow_app")
    op.drop_table("closure_rule")
