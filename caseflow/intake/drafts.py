"""A complaint that is being filled in: saved on the server at every step, as it was typed."""

from typing import Any

from caseflow.core.access import Actor, Permission, require
from caseflow.core.errors import BadInput, Stale
from caseflow.evidence.queries import own_draft
from caseflow.store.db import db
from caseflow.store.models import Draft
from caseflow.store.unit_of_work import transaction
from caseflow.web.draft_forms import Raw

MOST_DRAFTS = 20
CHANGED = "这份草稿在别的窗口或设备上改过。您这次填写的内容还在下面，再保存一次，就以这次填写的为准。"


def start_draft(actor: Actor) -> int:
    """A new empty draft, of a clerk for the own office; returns its id. BadInput where too many are open already."""
    require(actor, Permission.FILL_IN)
    with transaction(actor) as work:
        mine = (Draft.person_id == actor.user_id, Draft.case_id.is_(None), Draft.discarded_at.is_(None))
        if db.session.query(Draft).filter(*mine).count() >= MOST_DRAFTS:
            raise BadInput("您的草稿太多了，请先提交或删除一些。")
        row = Draft(
            person_id=actor.user_id, unit_id=actor.unit_id, answers={}, created_at=work.now, updated_at=work.now
        )
        return work.add(row).id


def save_step(actor: Actor, draft_id: int, step: str, raw: Raw, version: int | None) -> int:
    """Keep what was typed at `step`; returns the draft's new version.

    Raises Stale when the form was rendered from an older version, unless it says just what is saved already.
    """
    with transaction(actor) as work:
        draft = locked(actor, draft_id)
        if draft.answers.get(step) == raw:
            return draft.version
        if draft.version != version:
            raise Stale(CHANGED)
        draft.answers = {**draft.answers, step: raw}
        draft.version += 1
        draft.updated_at = work.now
        return draft.version


def discard(actor: Actor, draft_id: int) -> None:
    """Throw a draft away, with what was typed."""
    with transaction(actor) as work:
        draft = locked(actor, draft_id)
        draft.discarded_at = work.now
        draft.answers = {}


def locked(actor: Actor, draft_id: int) -> Draft:
    """One's own open draft, locked for change. Raises NotFound."""
    return own_draft(actor, draft_id, lock=True)


def answers_of(draft: Draft, step: str) -> Raw:
    """What was typed at a step so far."""
    saved: dict[str, Any] = draft.answers.get(step, {})
    return {str(name): [str(value) for value in values] for name, values in saved.items()}


def with_one_more(raw: Raw, most: int) -> Raw:
    """`raw` with an empty claim at the end."""
    numbers = _claim_numbers(raw)
    if len(numbers) >= most:
        return raw
    following = max(numbers, default=0) + 1
    return {**raw, f"claims-{following}-contract_name": [""]}


def without(raw: Raw, number: int) -> Raw:
    """`raw` without the claim of that number, the later ones moving up; the last one left is emptied."""
    left = [one for one in _claim_numbers(raw) if one != number]
    places = {old: new for new, old in enumerate(left)}
    kept = {key: value for key, value in raw.items() if not key.startswith("claims-")}
    for key, value in raw.items():
        _claims, _dash, rest = key.partition("-")
        old, _dash, name = rest.partition("-")
        if key.startswith("claims-") and old.isdigit() and int(old) in places:
            kept[f"claims-{places[int(old)]}-{name}"] = value
    return kept


def _claim_numbers(raw: Raw) -> list[int]:
    heads = (key.split("-")[1] for key in raw if key.startswith("claims-") and key.count("-") >= 2)
    return sorted({int(head) for head in heads if head.isdigit()})
