"""Recomputing the chains of the trail outside the database that made them."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import text

from caseflow.store.db import db

SEPARATOR = "\x1f"
LINKS = text(
    "select case_id, sequence, kind, step, status, actor_id, unit_id, (extract(epoch from at) * 1000000)::bigint,"
    " data::text, previous_hash, hash from event order by case_id nulls first, sequence"
)
COUNTS = text(
    'select c.id, c.event_count, count(e.id) from "case" c left join event e on e.case_id = c.id'
    " group by c.id having c.event_count <> count(e.id) order by c.id limit 1"
)


@dataclass(frozen=True)
class Verdict:
    """How many chains and events were recomputed, and the first thing that does not fit (None: all fit)."""

    chains: int
    events: int
    fault: str | None


def verify() -> Verdict:
    """Recompute every chain; a changed, missing or surplus event is named by case and sequence.

    A cut tail is found by the count on the case; of the office's own chain, only by the anchors kept outside.
    """
    return judge((tuple(row) for row in db.session.execute(LINKS)), [tuple(row) for row in db.session.execute(COUNTS)])


def judge(links: Iterable[tuple[object, ...]], short: Sequence[tuple[object, ...]]) -> Verdict:
    """The verdict on rows as LINKS and COUNTS give them."""
    chains: set[object] = set()
    events, expected, previous = 0, 1, ""
    last: object = ()
    for link in links:
        if link[0] != last:
            previous, expected, last = "", 1, link[0]
        chains.add(link[0])
        events += 1
        fault = _fault(link, previous, expected)
        if fault:
            return Verdict(len(chains), events, fault)
        previous, expected = str(link[-1]), expected + 1
    return Verdict(len(chains), events, next(map(_cut, short), None))


def _fault(link: tuple[object, ...], previous: str, expected: int) -> str | None:
    case_id, sequence, *_rest, kept_previous, kept = link
    where = f"案件内部编号 {case_id}" if case_id is not None else "本系统自身的记录"
    if sequence != expected:
        return f"{where}:缺少第 {expected} 条记录。"
    if kept_previous != previous or digest(previous, link[:-2]) != kept:
        return f"{where}:第 {sequence} 条记录与原先写入的不一致。"
    return None


def digest(previous: str, fields: tuple[object, ...]) -> str:
    """The hash of one link: the previous hash and every field, empty for NULL, parted by a control character."""
    parts = [previous, *("" if field is None else str(field) for field in fields)]
    return hashlib.sha256(SEPARATOR.join(parts).encode()).hexdigest()


def _cut(row: tuple[object, ...]) -> str:
    case_id, expected, found = row
    return f"案件内部编号 {case_id}:应有 {expected} 条记录,只有 {found} 条,末尾被删去。"
