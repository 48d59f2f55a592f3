"""A reply that is being written behind a link: kept on the server as it was typed, its files beside it."""

from typing import Any

from caseflow.core.errors import IllegalMove, Stale
from caseflow.evidence.actions import Upload
from caseflow.evidence.by_link import remove_from_link, store_for_link
from caseflow.store import throttle
from caseflow.store.db import db
from caseflow.store.models import RespondentDraft
from caseflow.store.unit_of_work import Work, transaction
from caseflow.supervision.respondent.places import Place, Standing, held_place
from caseflow.web.draft_forms import Raw

PRESSED = throttle.Limit("respondent-post", tries=60, minutes=15)
CHANGED = "这份答复在别的窗口或者设备上改过。您这次填写的内容还在下面，再保存一次，就以这次填写的为准。"
CLOSED = "这份函已经答复过，或者不再接受网上答复。您填写的内容没有提交，请联系发函单位。"


def admit_press(place: Place, address: str) -> None:
    """Count one press behind this link. TooMany beyond 60 in fifteen minutes, of the link or of the address."""
    throttle.admit(PRESSED, (f"link {place.link.id}", f"address {address}"))


def kept(link_id: int) -> tuple[Raw, int]:
    """What was typed so far, and the version of it; nothing yet is version 0."""
    draft = db.session.get(RespondentDraft, link_id)
    saved: dict[str, Any] = draft.answers if draft else {}
    return {name: list(values) for name, values in saved.items()}, draft.version if draft else 0


def save(link_id: int, raw: Raw, version: int | None) -> int:
    """Keep what was typed; returns the new version.

    IllegalMove where the link is not open any more. Stale when the form was rendered from an older version, unless it
    says just what is kept already.
    """
    with transaction(None) as work:
        require_open(work, link_id)
        draft = held_draft(link_id)
        if draft is None:
            draft = work.add(RespondentDraft(link_id=link_id, version=0, answers={}, updated_at=work.now))
        elif draft.answers == raw:
            return draft.version
        if draft.version != (version or 0):
            raise Stale(CHANGED)
        draft.answers = raw
        draft.version += 1
        draft.updated_at = work.now
        return draft.version


def add_files(link_id: int, uploads: list[Upload], kind: str) -> None:
    """Store files with the reply. BadInput naming the one that is refused, IllegalMove where the link is not open."""
    store_for_link(link_id, uploads, kind, lambda work: require_open(work, link_id))


def drop_file(link_id: int, evidence_id: int) -> None:
    """Take a file out again. IllegalMove where the link is not open."""
    with transaction(None) as work:
        require_open(work, link_id)
        remove_from_link(work, link_id, evidence_id)


def require_open(work: Work, link_id: int) -> Place:
    """What the link leads to, locked. IllegalMove unless it may be answered now."""
    place, standing = held_place(work, link_id)
    if standing is not Standing.OPEN:
        raise IllegalMove(CLOSED)
    return place


def held_draft(link_id: int) -> RespondentDraft | None:
    """The draft, locked and as it is now."""
    return db.session.get(RespondentDraft, link_id, with_for_update=True, populate_existing=True)
