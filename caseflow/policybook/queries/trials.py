"""The dry run: the stored facts of past cases decided again under the rules in force and under the draft."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from caseflow.core.edition import Edition
from caseflow.core.errors import CaseflowError
from caseflow.core.routing import Decision
from caseflow.store.db import db
from caseflow.store.models import Case, RoutingDecision

SECONDS = 15.0
MOST_KEPT = 1000
BATCH = 500
DECISIONS = {"accept": "受理", "not_accept": "不予受理", "needs_supplement": "补正或先行认定"}
KINDS = {
    "decision": "受理结论变了",
    "lead": "承办单位变了",
    "helpers": "协办或组织实施变了",
    "words": "只有理由、依据或规则编号变了",
    "alarm": "新规则算不出来",
}


@dataclass(frozen=True)
class Change:
    """A case that the draft would decide otherwise; `kind` is a key of KINDS."""

    number: str
    category: str
    kind: str
    before: str
    after: str
    why: str

    def as_json(self) -> dict[str, str]:
        """The change as it is kept with the draft."""
        return dict(vars(self))


def dry_run(base: Edition, draft: Edition, most: int, seconds: float = SECONDS) -> dict[str, Any]:
    """Decide the newest `most` cases under both editions, for at most `seconds`; the answer says how far it came.

    Both sides are computed, so that what differs is the draft's doing and not that of earlier editions. Changes are
    counted by kind; the first ones are kept, those that matter before those of words alone.
    """
    until = time.monotonic() + seconds
    counts: Counter[str] = Counter()
    changes: list[Change] = []
    tried = 0
    for number, facts in _cases(most):
        if time.monotonic() > until:
            break
        tried += 1
        change = compare(number, facts, base, draft)
        if change:
            counts[change.kind] += 1
            changes.append(change)
    order = list(KINDS)
    changes.sort(key=lambda change: order.index(change.kind) if change.kind != "alarm" else -1)
    return {
        "total": db.session.scalar(select(func.count()).select_from(Case)) or 0,
        "wanted": most,
        "tried": tried,
        "counts": {kind: counts[kind] for kind in KINDS},
        "changed": len(changes),
        "changes": [change.as_json() for change in changes[:MOST_KEPT]],
    }


def compare(number: str, facts: Mapping[str, Any], base: Edition, draft: Edition) -> Change | None:
    """What the draft does to one case; None when the two decisions are the same."""
    old, new = _decide(base, facts), _decide(draft, facts)
    kind = _kind(old, new)
    if kind is None:
        return None
    return Change(number, str(facts.get("category", "")), kind, _said(old), _said(new), _why(old, new))


def _cases(most: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    newest = (
        select(func.max(RoutingDecision.id).label("id"))
        .group_by(RoutingDecision.case_id)
        .order_by(func.max(RoutingDecision.id).desc())
        .limit(most)
        .subquery()
    )
    ids = list(db.session.scalars(select(newest.c.id)))
    for start in range(0, len(ids), BATCH):
        query = (
            select(Case.number, RoutingDecision.facts)
            .join(RoutingDecision, RoutingDecision.case_id == Case.id)
            .where(RoutingDecision.id.in_(ids[start : start + BATCH]))
            .order_by(RoutingDecision.id.desc())
        )
        yield from ((number, facts) for number, facts in db.session.execute(query))


def _decide(edition: Edition, facts: Mapping[str, Any]) -> Decision | str:
    try:
        return edition.book.decide(edition.book.read(facts))
    except CaseflowError as alarm:
        return str(alarm)


def _kind(old: Decision | str, new: Decision | str) -> str | None:
    if isinstance(new, str) or isinstance(old, str):
        return None if old == new else ("alarm" if isinstance(new, str) else "decision")
    if (old.decision, old.ground) != (new.decision, new.ground):
        return "decision"
    if _office(old) != _office(new):
        return "lead"
    if (old.co_handling, old.implementing_territory) != (new.co_handling, new.implementing_territory):
        return "helpers"
    return None if _reasons(old) == _reasons(new) else "words"


def _office(decision: Decision) -> tuple[str, ...]:
    lead = decision.lead
    return (lead.name, lead.competence, lead.level, lead.territory) if lead else (decision.next_step,)


def _reasons(decision: Decision) -> tuple[object, ...]:
    return decision.rule, decision.trace, decision.citations, decision.next_step, decision.lead_basis


def _said(decision: Decision | str) -> str:
    if isinstance(decision, str):
        return f"算不出来：{decision}"
    if decision.decision != "accept":
        return f"{DECISIONS[decision.decision]}（{decision.ground_text}）"
    lead = decision.lead.name if decision.lead else "转人工分办"
    return f"受理，{lead}" + "".join(f"，协办{office.name}" for office in decision.co_handling)


def _why(old: Decision | str, new: Decision | str) -> str:
    if isinstance(new, str) or isinstance(old, str):
        return str(new) if isinstance(new, str) else _reason(new)
    moved = f"规则由 {old.rule} 变为 {new.rule}：" if old.rule != new.rule else f"规则 {new.rule} 或它所用的资料改了："
    differing = [sentence for sentence in new.trace if sentence not in old.trace]
    return moved + (differing[0] if differing else _reason(new))


def _reason(decision: Decision) -> str:
    return next((s for s in decision.trace if s.startswith(("主管", "受理审查"))), decision.ground_text)
