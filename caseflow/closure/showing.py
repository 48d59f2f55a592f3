"""The dossier as pages show it: each claim with its money and its files, the letters, the answers, the reviews."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from caseflow.closure import dossier as dossiers
from caseflow.closure.words import ANSWERS, APPROVED, PAYMENT_METHODS, RETURNED
from caseflow.core.access import Actor
from caseflow.core.closure import ClaimState, Lack, lacks, requirements
from caseflow.documents.queries import LetterLine, letters_of
from caseflow.evidence.queries import File, files_of
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.history import Happening, happenings
from caseflow.store.models import Case, Claim, Payment, Person, Review, WriteOffRequest

REVIEW_EVENTS = frozenset({"ReviewApproved", "WrittenOff", "ReviewReturned"})
BOTH = ("parties", "office")


@dataclass(frozen=True)
class PaymentLine:
    """A payment; one that was reversed counts no more."""

    id: int
    amount: Decimal
    paid_on: date
    method: str
    evidence_id: int | None
    confirmed: bool
    denied: bool
    reversed: bool


@dataclass(frozen=True)
class Proof:
    """A proof the claim needs, and the files that may be it: its own and those of the whole case."""

    name: str
    present: bool
    files: tuple[File, ...]


@dataclass(frozen=True)
class ClaimView:
    """One claim beside its proofs; `amount` in yuan, `files` are its other files."""

    state: ClaimState
    outcome: str
    amount: Decimal
    disputed: Decimal
    payments: tuple[PaymentLine, ...]
    proofs: tuple[Proof, ...]
    files: tuple[File, ...]


@dataclass(frozen=True)
class CallView:
    """One call back."""

    answer: str
    at: datetime
    by: str
    note: str


@dataclass(frozen=True)
class DossierView:
    """Everything a reviewer looks at; `common` are the files of the whole case, `findings` what the unit found."""

    findings: str
    claims: tuple[ClaimView, ...]
    common: tuple[File, ...]
    letters: tuple[LetterLine, ...]
    calls: tuple[CallView, ...]
    lacks: tuple[Lack, ...]


@dataclass(frozen=True)
class LevelView:
    """One level of a request; `state` is done, returned, now, ahead or void (the request ended before it)."""

    order: int
    level: str
    unit: str
    reason: str
    state: str
    by: str = ""
    at: datetime | None = None
    opinion: str = ""
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class RequestView:
    """One request with its levels; `outcome` is '' while it is open."""

    round: int
    at: datetime
    by: str
    explanation: str
    outcome: str
    levels: tuple[LevelView, ...]


def dossier_view(actor: Actor, case: Case, request: WriteOffRequest | None) -> DossierView:
    """The dossier with everything this actor may read of it."""
    found = dossiers.dossier(case, request)
    files = files_of(actor, case)
    rows = list(db.session.scalars(select(Claim).where(Claim.case_id == case.id).order_by(Claim.position)))
    result = dossiers.newest_result(case)
    return DossierView(
        findings=result.findings if result else "",
        claims=_claims(case, found.claims, rows, files),
        common=tuple(file for file in files if file.claim_id is None),
        letters=_letters(actor, case),
        calls=_calls(case),
        lacks=lacks(found, editions.current().closure),
    )


def requests_of(case: Case) -> tuple[RequestView, ...]:
    """Every request of the case with who decided what, oldest first."""
    rows = db.session.scalars(
        select(WriteOffRequest).where(WriteOffRequest.case_id == case.id).order_by(WriteOffRequest.id)
    ).all()
    said = _texts(case.id) if rows else {}
    return tuple(_request(row, said) for row in rows)


def payments_of(case_id: int) -> tuple[tuple[int, PaymentLine], ...]:
    """(claim id, payment) of a case, oldest first."""
    rows = db.session.scalars(select(Payment).where(Payment.case_id == case_id).order_by(Payment.paid_on, Payment.id))
    return tuple((row.claim_id, _payment(row)) for row in rows)


def _payment(row: Payment) -> PaymentLine:
    return PaymentLine(
        id=row.id,
        amount=row.amount,
        paid_on=row.paid_on,
        method=PAYMENT_METHODS.get(row.method, row.method),
        evidence_id=row.evidence_id,
        confirmed=row.confirmed_at is not None,
        denied=row.denied_at is not None and row.confirmed_at is None,
        reversed=row.reversed_at is not None,
    )


def _claims(case: Case, states: tuple[ClaimState, ...], rows: list[Claim], files: list[File]) -> tuple[ClaimView, ...]:
    if not rows:
        return tuple(_claim(state, case.amount, Decimal(0), (), files, None) for state in states)
    paid = payments_of(case.id)
    return tuple(
        _claim(state, row.amount, row.disputed, tuple(line for owner, line in paid if owner == row.id), files, row.id)
        for state, row in zip(states, rows, strict=bool(states))
    )


def _claim(
    state: ClaimState,
    amount: Decimal,
    disputed: Decimal,
    payments: tuple[PaymentLine, ...],
    files: list[File],
    claim_id: int | None,
) -> ClaimView:
    rules = editions.current().closure
    near = [file for file in files if claim_id is None or file.claim_id in {None, claim_id}]
    proofs = tuple(
        Proof(
            name="或者".join(rules.evidence[kind] for kind in wanted.kinds),
            present=wanted.present,
            files=tuple(file for file in near if file.kind_code in wanted.kinds),
        )
        for wanted in requirements(state, rules)
    )
    shown = {file.id for proof in proofs for file in proof.files}
    own = tuple(file for file in near if file.claim_id is not None and file.id not in shown)
    return ClaimView(state, rules.outcome(state.outcome).name, amount, disputed, payments, proofs, own)


def _letters(actor: Actor, case: Case) -> tuple[LetterLine, ...]:
    result = dossiers.newest_result(case)
    wanted = {result.letter_id, result.feedback_letter_id} if result else set()
    return tuple(letter for letter in letters_of(actor, case) if letter.id in wanted)


def _calls(case: Case) -> tuple[CallView, ...]:
    rows = dossiers.follow_ups_of(case, dossiers.newest_result(case))
    notes = {
        line.event.data["follow_up_id"]: "；".join(line.texts.values())
        for line in happenings(case.id, BOTH)
        if line.event.kind == "FollowedUp"
    }
    return tuple(
        CallView(
            ANSWERS.get(row.answer, row.answer),
            row.at,
            _name(row.by_id) if row.by_id else "投诉企业（通过链接答复）",
            notes.get(row.id, ""),
        )
        for row in rows
    )


def _texts(case_id: int) -> dict[tuple[int, int], Mapping[str, str]]:
    """Texts of requests (level 0) and decisions by (request id, level)."""
    lines = [line for line in happenings(case_id, BOTH) if line.event.kind in {*REVIEW_EVENTS, "WriteOffRequested"}]
    return {(line.event.data["request_id"], _level(line)): line.texts for line in lines}


def _level(line: Happening) -> int:
    return int(line.event.data["level"]) if line.event.kind in REVIEW_EVENTS else 0


def _request(row: WriteOffRequest, said: Mapping[tuple[int, int], Mapping[str, str]]) -> RequestView:
    decided = {review.level: review for review in dossiers.reviews_of(row.id)}
    levels = tuple(
        _level_view(row, entry, decided, said.get((row.id, entry["order"]), {})) for entry in row.plan
    )  # fmt: skip
    return RequestView(
        round=row.round,
        at=row.requested_at,
        by=_name(row.applicant_id),
        explanation=said.get((row.id, 0), {}).get("explanation", ""),
        outcome=row.outcome or "",
        levels=levels,
    )


def _level_view(
    request: WriteOffRequest, entry: Mapping[str, Any], decided: Mapping[int, Review], texts: Mapping[str, str]
) -> LevelView:
    row = decided.get(entry["order"])
    return LevelView(
        order=entry["order"],
        level=entry["level"],
        unit=entry["unit"],
        reason=entry["reason"],
        state=_state(request, entry["order"], decided),
        by=_name(row.reviewer_id) if row else "",
        at=row.decided_at if row else None,
        opinion=texts.get("opinion", ""),
        lacking=tuple(texts.get("missing", "").splitlines()),
    )


def _state(request: WriteOffRequest, order: int, decided: Mapping[int, Review]) -> str:
    if order in decided:
        return {APPROVED: "done", RETURNED: "returned"}[decided[order].decision]
    if request.closed_at is not None:
        return "void"
    return "now" if order == len(decided) + 1 else "ahead"


def _name(person_id: int) -> str:
    return db.session.get_one(Person, person_id).name
