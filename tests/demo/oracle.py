"""The sets of policies/figures.toml counted once more, by plain SQL over the trail alone: case_id, unit, amount."""

from collections.abc import Mapping

TOLD = """
    told as (
        select e.id, e.case_id, e.kind, e.at, e.data, e.sequence, (e.at at time zone 'Asia/Shanghai')::date as day,
            c.lead_unit_id as lead, c.amount, (
                select (d.data->>'lead_unit_id')::bigint from event d
                where d.case_id = e.case_id and d.kind = 'Dispatched' and d.id <= e.id order by d.id desc limit 1) as unit
        from event e join "case" c on c.id = e.case_id),
    now_at as (select distinct on (case_id) case_id, status from event where case_id is not null order by case_id, sequence desc),
    money as (
        select case_id, sum((data->>'amount')::numeric * case kind when 'PaymentRecorded' then 1 else -1 end) as paid
        from told where kind in ('PaymentRecorded', 'PaymentReversed') group by 1),
    claim as (select case_id, (data->>'amount')::numeric as claimed from told where kind = 'ComplaintFiled'),
    first_service as (
        select t.case_id, min(t.at) as at from told t where t.kind = 'ResultServed' and not exists (
            select 1 from told r where r.case_id = t.case_id and r.kind in ('Relapsed', 'Rehandled') and r.id < t.id)
        group by 1),
    first_lateness as (
        select case_id, min(due_rolled + 1)::timestamp at time zone 'Asia/Shanghai' as at from clock k
        where key like 'result%' and coalesce((met_at at time zone 'Asia/Shanghai')::date, :today) > due_rolled
            and not (met_at is null and exists (select 1 from clock_pause p where p.clock_id = k.id and p.until_on is null))
        group by 1),
    fate as (
        select c.id as case_id, c.amount, s.at as served, l.at as late,
            (least(s.at, l.at) at time zone 'Asia/Shanghai')::date as day, (
                select (d.data->>'lead_unit_id')::bigint from event d
                where d.case_id = c.id and d.kind = 'Dispatched' and d.at <= least(s.at, l.at)
                order by d.id desc limit 1) as unit
        from "case" c left join first_service s on s.case_id = c.id left join first_lateness l on l.case_id = c.id),
    handed as (
        select case_id, (data->>'lead_unit_id')::bigint as unit, amount, day, id,
            row_number() over (partition by case_id order by id) as place,
            (select min(a.id) from event a where a.case_id = told.case_id and a.id > told.id
                and a.kind in ('SignedFor', 'Objected')) as answer
        from told where kind = 'Dispatched'),
    signing as (
        select h.case_id, h.unit, h.amount, h.day, a.day as answered, k.due_rolled as due
        from handed h join clock k on k.case_id = h.case_id and k.key = 'sign' and k.sequence = h.place
        left join told a on a.id = h.answer),
    last_service as (
        select distinct on (case_id) case_id, unit, amount from told
        where kind = 'ResultServed' and day between :since and :until order by case_id, id desc),
    last_end as (
        select distinct on (case_id) case_id, unit, amount from told
        where kind = 'WrittenOff' and day between :since and :until order by case_id, id desc),
    answers as (
        select distinct on (case_id) case_id, unit, amount, data->>'answer' as answer from told
        where kind = 'FollowedUp' and data->>'answer' <> 'unreached' and day between :since and :until
        order by case_id, id desc)
"""
IN_PERIOD = "day between :since and :until"

MEMBERS: Mapping[str, str] = {
    "received": f"select case_id, unit, amount from handed where {IN_PERIOD}",
    "sign_due": f"select case_id, unit, amount from signing where {IN_PERIOD} and (answered is not null or due < :today)",
    "signed_in_time": f"select case_id, unit, amount from signing where {IN_PERIOD} and answered <= due",
    "accepted": f"select case_id, lead as unit, amount from told where kind = 'Accepted' and {IN_PERIOD}",
    "accepted_written_off": f"""
        select case_id, lead as unit, amount from told join now_at using (case_id)
        where kind = 'Accepted' and {IN_PERIOD} and now_at.status = 'written_off'""",
    "result_due": f"select case_id, unit, amount from fate where {IN_PERIOD}",
    "resolved_in_time": f"select case_id, unit, amount from fate where {IN_PERIOD} and (late is null or served < late)",
    "served": "select case_id, unit, amount from last_service",
    "returned": """
        select case_id, unit, amount from last_service s where exists (
            select 1 from told r where r.case_id = s.case_id and r.kind in ('ResultReturned', 'ReviewReturned')
                and r.day between :since and :until)""",
    "ended": "select case_id, unit, amount from last_end",
    "relapsed": f"""
        select case_id, unit, amount from last_end e where exists (
            select 1 from told w join told b on b.case_id = w.case_id and b.kind = 'Relapsed' and b.id > w.id
            where w.case_id = e.case_id and w.kind = 'WrittenOff' and w.{IN_PERIOD})""",
    "claimed": f"""
        select case_id, lead as unit, claimed as amount from told join claim using (case_id)
        where kind = 'Accepted' and {IN_PERIOD} and data->>'track' = 'A'""",
    "recovered": f"""
        select case_id, lead as unit, paid as amount from told join money using (case_id)
        where kind = 'Accepted' and {IN_PERIOD} and data->>'track' = 'A' and paid > 0""",
    "answered": "select case_id, unit, amount from answers",
    "satisfied": "select case_id, unit, amount from answers where answer = 'satisfied'",
}


def counting(key: str, column: str) -> str:
    """The statement that counts set `key` by `column` of m (the member) or k (its case), within :scope."""
    return f"""
        with {TOLD} select {column}, count(*), coalesce(sum(m.amount), 0)
        from ({MEMBERS[key]}) m join "case" k on k.id = m.case_id where k.territory like :scope group by 1"""
