"""What the writer of a measure's letter had written, once it was sent back, and where it is written anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from caseflow.core.access import Actor
from caseflow.documents.queries import reason_of
from caseflow.store.db import db
from caseflow.store.models import Case, LetterDraft
from caseflow.supervision.words import DETAILS, STAGE


@dataclass(frozen=True)
class Returned:
    """A draft that came back to its writer: the `reason`, and the `values` of the form in which it was written."""

    reason: str
    values: dict[str, Any]


def form_of(draft: LetterDraft) -> tuple[str, Mapping[str, Any]]:
    """The page on which the letter is written, as an endpoint with what its address needs besides the case."""
    ordered = draft.values[STAGE]
    if "measure_id" in ordered:
        return "supervision.delist", {"measure_id": ordered["measure_id"]}
    return "supervision.take", {"kind": ordered["kind"]}


def returned(actor: Actor, case: Case, draft_id: int | None) -> Returned | None:
    """What the actor had written in this draft; None unless it is the actor's own and was sent back."""
    own = (LetterDraft.id == draft_id, LetterDraft.case_id == case.id, LetterDraft.drafted_by_id == actor.user_id)
    draft = db.session.scalar(select(LetterDraft).where(*own, LetterDraft.state == "sent_back"))
    if draft is None or STAGE not in draft.values:
        return None
    return Returned(reason_of(case.id, draft.id), _written(draft))


def _written(draft: LetterDraft) -> dict[str, Any]:
    ordered = draft.values[STAGE]
    if "measure_id" in ordered:
        return {"reason": ordered["reason"]}
    details = {name: draft.values.get(name, "") for name in DETAILS[draft.kind]}
    if isinstance(details.get("materials"), list):
        details["materials"] = "\n".join(details["materials"])
    due = date.fromisoformat(ordered["due"]) if ordered["due"] else None
    contact = {name: ordered.get(name, "") for name in ("mail", "postal")}
    given = {"criterion": ordered["criterion"], "facts": ordered["facts"], "due": due}
    return {**given, **contact, **details, "body": details.get("addressee")}
