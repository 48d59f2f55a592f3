"""Which letters a person may read: the complainant its own, officers those of the cases they see."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from caseflow.core.access import Actor, may_read_internal
from caseflow.core.errors import NotFound
from caseflow.documents.kinds import KINDS, METHODS, kind_of
from caseflow.documents.paper import ReplyBlock, Row, rows_of
from caseflow.documents.readers import may_read
from caseflow.documents.verification import PROOF
from caseflow.store.cases import facts_of
from caseflow.store.db import db
from caseflow.store.letter_code import letter_of_code
from caseflow.store.models import Case, Entry, Event, Letter, LetterDraft, LetterService, Person, Unit
from caseflow.store.respondent_code import link_of_letter, reply_address, reply_code, reply_page
from caseflow.store.scope import visible_cases

ABSENT = "没有找到这份文书，或您无权查看。"
NO_DRAFT = "没有找到这份待签发的文书，或您无权查看。"
NO_SUCH_CODE = "没有与这个核验码相符的文书，请对照文书上的核验码重新输入。"


@dataclass(frozen=True)
class LetterLine:
    """A letter in a list, with its service where recorded."""

    id: int
    kind: str
    kind_name: str
    number: str
    title: str
    addressee: str
    addressee_name: str
    dated: date
    served_on: date | None
    method: str
    receipt_id: int | None


@dataclass(frozen=True)
class Sheet:
    """A letter to be printed: the frozen row, its paragraphs (`rows` instead where it is a form), its case, its service and who
    recorded it."""

    letter: Letter
    service: LetterService | None
    paragraphs: tuple[str, ...]
    rows: tuple[Row, ...]
    case: Case
    line: LetterLine
    served_by: str


@dataclass(frozen=True)
class Confirmed:
    """All that the public page says of a letter: nothing on whom it is about."""

    number: str
    dated: date
    issuer: str
    content_hash: str


@dataclass(frozen=True)
class DraftLine:
    """A letter that waits for its signature; `own` where the reader drafted it and another has to sign."""

    id: int
    number: str
    kind_name: str
    title: str
    addressee_name: str
    drafted_by: str
    drafted_at: datetime
    state: str
    own: bool


@dataclass(frozen=True)
class DraftSheet:
    """A draft to be signed: the row, its paragraphs, the unit that would issue it, why a head has to sign it."""

    draft: LetterDraft
    line: DraftLine
    case: Case
    unit_name: str
    paragraphs: tuple[str, ...]
    basis: str


@dataclass(frozen=True)
class Panel:
    """The letters of a case, oldest first, and those of the reader's unit that wait for a signature or were sent back."""

    letters: tuple[LetterLine, ...]
    drafts: tuple[DraftLine, ...]


def letters_of(actor: Actor, case: Case) -> tuple[LetterLine, ...]:
    """The letters of `case` that `actor` may read, oldest first."""
    found = db.session.execute(_with_service().where(Letter.case_id == case.id).order_by(Letter.id)).all()
    facts = facts_of(case)
    return tuple(
        _line(letter, service)
        for letter, service in found
        if may_read(actor, facts, letter.addressee, letter.unit_id, service is not None)
    )


def kept_from(actor: Actor, case: Case) -> tuple[frozenset[int], frozenset[int]]:
    """The ids of the letters of `case`, and of its drafts, that this reader of the case may not read."""
    facts, readable = facts_of(case), {line.id for line in letters_of(actor, case)}
    letters = db.session.scalars(select(Letter.id).where(Letter.case_id == case.id))
    drafts = db.session.scalars(select(LetterDraft).where(LetterDraft.case_id == case.id))
    closed = {row.id for row in drafts if not may_read(actor, facts, row.addressee, row.office_id, served=False)}
    return frozenset(set(letters) - readable), frozenset(closed)


def panel(actor: Actor, case: Case) -> Panel | None:
    """The letters for the case page; None when there is none to read."""
    letters = letters_of(actor, case)
    waiting = _drafts(actor).where(LetterDraft.case_id == case.id, LetterDraft.state != "issued", ~_written_anew())
    drafts = _draft_lines(actor, waiting) if may_read_internal(actor, facts_of(case)) else ()
    return Panel(letters, drafts) if letters or drafts else None


def waiting_drafts(actor: Actor, limit: int = 100) -> tuple[DraftLine, ...]:
    """What waits for a signature of the actor's unit, oldest first, at most `limit`."""
    return _draft_lines(actor, _drafts(actor).where(LetterDraft.state == "submitted").limit(limit))


def to_sign(actor: Actor) -> int:
    """How many letters wait for this very person: those of the office that somebody else drafted."""
    others = _drafts(actor).where(LetterDraft.state == "submitted", LetterDraft.drafted_by_id != actor.user_id)
    return db.session.scalar(select(func.count()).select_from(others.order_by(None).subquery())) or 0


def draft_sheet(actor: Actor, number: str, draft_id: int) -> DraftSheet:
    """One draft of the actor's own unit. NotFound also for one the actor may not read."""
    found = db.session.execute(_drafts(actor).where(LetterDraft.id == draft_id, Case.number == number)).first()
    if found is None or not may_read_internal(actor, facts_of(found[1])):
        raise NotFound(NO_DRAFT)
    draft, case, _name = found
    (line,) = _draft_lines(actor, _drafts(actor).where(LetterDraft.id == draft_id))
    unit = db.session.get_one(Unit, draft.unit_id)
    return DraftSheet(draft, line, case, unit.name, tuple(draft.body.splitlines()), kind_of(draft.kind).approval)


def reason_of(case_id: int, draft_id: int) -> str:
    """Why a draft was sent back; empty once erased."""
    said = select(Entry.text).join(Event, Event.id == Entry.event_id).where(Event.case_id == case_id, Entry.name == "reason")
    of_draft = (Event.kind == "LetterSentBack", Event.data["draft_id"].as_integer() == draft_id)
    return db.session.scalar(said.where(*of_draft)) or ""


def sheet(actor: Actor, letter_id: int) -> Sheet:
    """One letter for printing. NotFound also for a letter that the actor may not read."""
    found = db.session.execute(_with_service().where(Letter.id == letter_id)).first()
    if found is None:
        raise NotFound(ABSENT)
    letter, service = found
    case = db.session.scalar(visible_cases(actor).where(Case.id == letter.case_id))
    if case is None or not may_read(actor, facts_of(case), letter.addressee, letter.unit_id, service is not None):
        raise NotFound(ABSENT)
    rows = rows_of(letter.body) if kind_of(letter.kind).form else ()
    return Sheet(letter, service, tuple(letter.body.splitlines()), rows, case, _line(letter, service), _server(service))


def reply_block(actor: Actor, letter: Letter) -> ReplyBlock | None:
    """How the addressee answers this letter on the net; None where it bears no code, or for whom it is not to send."""
    if letter.unit_id != actor.unit_id or link_of_letter(letter.id) is None:
        return None
    return ReplyBlock(reply_page(), reply_code(letter), reply_address(letter))


def confirmed(code: str) -> Confirmed | None:
    """What the letter with this verification code is; None when there is none."""
    letter = letter_of_code(PROOF, code)
    if letter is None:
        return None
    return Confirmed(letter.number, letter.dated, letter.issuer_name, letter.content_hash)


def _server(service: LetterService | None) -> str:
    return db.session.get_one(Person, service.served_by_id).name if service else ""


def _with_service() -> Select[Letter, LetterService]:
    return select(Letter, LetterService).outerjoin(LetterService, LetterService.letter_id == Letter.id)


def _drafts(actor: Actor) -> Select[LetterDraft, Case, str]:
    own = LetterDraft.office_id == actor.unit_id
    cases = visible_cases(actor).with_only_columns(Case.id)
    query = select(LetterDraft, Case, Person.name).join(Case, Case.id == LetterDraft.case_id)
    return (
        query.join(Person, Person.id == LetterDraft.drafted_by_id)
        .where(own, LetterDraft.case_id.in_(cases))
        .order_by(LetterDraft.id)
    )


def _written_anew() -> ColumnElement[bool]:
    """Whether a later draft of the same letter took the place of one that was sent back."""
    later = aliased(LetterDraft)
    same = (later.case_id == LetterDraft.case_id, later.unit_id == LetterDraft.unit_id, later.kind == LetterDraft.kind)
    return exists().where(*same, later.id > LetterDraft.id)


def _draft_lines(actor: Actor, query: Select[LetterDraft, Case, str]) -> tuple[DraftLine, ...]:
    return tuple(
        DraftLine(
            id=draft.id,
            number=case.number,
            kind_name=KINDS[draft.kind].name,
            title=draft.title,
            addressee_name=draft.addressee_name,
            drafted_by=name,
            drafted_at=draft.drafted_at,
            state=draft.state,
            own=draft.drafted_by_id == actor.user_id,
        )
        for draft, case, name in db.session.execute(query)
    )


def _line(letter: Letter, service: LetterService | None) -> LetterLine:
    return LetterLine(
        id=letter.id,
        kind=letter.kind,
        kind_name=KINDS[letter.kind].name,
        number=letter.number,
        title=letter.title,
        addressee=letter.addressee,
        addressee_name=letter.addressee_name,
        dated=letter.dated,
        served_on=service.served_on if service else None,
        method=METHODS[service.method] if service else "",
        receipt_id=service.receipt_id if service else None,
    )
