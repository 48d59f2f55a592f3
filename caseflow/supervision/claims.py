"""What a respondent says claim by claim, and what it proposes to pay: taken in and told again, whichever way it came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from caseflow.core.errors import BadInput
from caseflow.core.events import ClaimAnswered, Code
from caseflow.core.reply_grounds import Ground
from caseflow.store import clock, editions
from caseflow.store.db import db
from caseflow.store.history import Happening
from caseflow.store.models import Case, Claim, ClaimReply, Measure, MeasureReport, OfferedPayment
from caseflow.store.unit_of_work import Said, Work
from caseflow.supervision.words import OFFICE

ADMITS, PARTLY, DENIES = "admits", "partly", "denies"
STANCES: Mapping[str, str] = {ADMITS: "认可", PARTLY: "部分认可", DENIES: "不认可"}
MOST_OFFERS = 12


@dataclass(frozen=True)
class ClaimAnswer:
    """To one claim: a stance of STANCES; `admitted` yuan where only a part is; ground and words where not all of it is."""

    claim_id: int
    stance: str
    admitted: Decimal | None = None
    ground: str = ""
    words: str = ""


@dataclass(frozen=True)
class Offer:
    """One payment proposed: by when, how many yuan."""

    due_on: date
    amount: Decimal


@dataclass(frozen=True)
class Substance:
    """What a reply says besides its text: about claims, and of payments to come."""

    answers: tuple[ClaimAnswer, ...] = ()
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True)
class ClaimLine:
    """A claim, and what was said to it; `void` is the provision by which the ground cannot stand, '' where none does."""

    claim: Claim
    stance: str
    admitted: Decimal
    ground: str
    void: str
    words: str


@dataclass(frozen=True)
class Told:
    """What a reply said besides its text, for reading."""

    lines: tuple[ClaimLine, ...] = ()
    offers: tuple[OfferedPayment, ...] = ()

    @property
    def void(self) -> int:
        """How many claims are refused on a ground that the law does not let stand."""
        return sum(bool(line.void) for line in self.lines)


def claims_of(case: Case) -> list[Claim]:
    """The claims of a case in their order."""
    return list(db.session.scalars(select(Claim).where(Claim.case_id == case.id).order_by(Claim.position)))


def grounds() -> dict[str, Ground]:
    """The grounds that may be given today, by key."""
    known = editions.current().supervision.grounds
    return {key: ground for key, ground in known.items() if ground.offered(clock.today())}


def void_basis(case: Case, claim: Claim, ground: str) -> str:
    """The provision by which this ground cannot stand under the contract of the claim; '' where none does."""
    known = editions.current().supervision.grounds.get(ground)
    return known.void_basis(claim.contract_date or clock.day_of(case.filed_at)) if known else ""


def take_in(work: Work, case: Case, report: MeasureReport, said: Substance) -> None:
    """Store what a reply says besides its text, each claim with an event. BadInput where it says what cannot be."""
    claims = {claim.id: claim for claim in claims_of(case)}
    kind = db.session.get_one(Measure, report.measure_id).kind
    for answer in said.answers:
        claim = claims.get(answer.claim_id)
        if claim is None:
            raise BadInput("有一笔款不属于这件案件，请刷新页面后重新填写。")
        _take_one(work, case, report, claim, answer, kind)
    _offered(work, report, said.offers)


def _take_one(work: Work, case: Case, report: MeasureReport, claim: Claim, answer: ClaimAnswer, kind: str) -> None:
    admitted = checked(claim, answer)
    ground = "" if answer.stance == ADMITS else answer.ground
    void = void_basis(case, claim, ground)
    work.add(
        ClaimReply(
            report_id=report.id,
            claim_id=claim.id,
            stance=answer.stance,
            admitted=admitted,
            ground=ground,
            void_basis=void,
        )
    )
    event = ClaimAnswered(
        report.measure_id, Code(kind), claim_id=claim.id, stance=Code(answer.stance), admitted=admitted,
        ground=Code(ground) if ground else None, void=bool(void), by_link=report.by_link,
    )  # fmt: skip
    work.record(event, case, words=Said(answer.words, OFFICE))


def checked(claim: Claim, answer: ClaimAnswer) -> Decimal:
    """How much of the claim is admitted. BadInput for a stance, an amount or a ground that cannot be."""
    if answer.stance == ADMITS:
        return claim.amount
    if answer.stance not in STANCES or answer.ground not in grounds():
        raise BadInput(f"请写明对“{claim.contract_name}”认可多少；不全部认可的，还要选择理由。")
    if answer.stance == DENIES:
        return Decimal(0)
    if answer.admitted is None or not 0 < answer.admitted < claim.amount:
        raise BadInput(f"“{claim.contract_name}”的认可金额应大于 0，小于 {claim.amount:,.2f} 元。")
    return answer.admitted


def _offered(work: Work, report: MeasureReport, offers: Sequence[Offer]) -> None:
    if len(offers) > MOST_OFFERS or len({offer.due_on for offer in offers}) != len(offers):
        raise BadInput(f"付款安排最多 {MOST_OFFERS} 笔，同一天只写一笔。")
    if any(offer.amount <= 0 for offer in offers):
        raise BadInput("付款安排的金额应大于 0。")
    if report.by_link and any(offer.due_on < work.today for offer in offers):
        raise BadInput("付款安排的日期不能早于今天。")
    for offer in offers:
        work.add(OfferedPayment(report_id=report.id, due_on=offer.due_on, amount=offer.amount))


def told(report: MeasureReport, said: Sequence[Happening]) -> Told:
    """What this reply said besides its text; the words to each claim are among `said`, the events about its measure."""
    words = {
        line.event.data["claim_id"]: line.texts.get("words", "")
        for line in said
        if line.event.kind == "ClaimAnswered" and line.event.at == report.at
    }
    rows = (
        select(ClaimReply, Claim).join(Claim, Claim.id == ClaimReply.claim_id).where(ClaimReply.report_id == report.id)
    )
    known = editions.current().supervision.grounds
    lines = tuple(
        ClaimLine(
            claim=claim,
            stance=STANCES[row.stance],
            admitted=row.admitted,
            ground=known[row.ground].name if row.ground in known else row.ground,
            void=row.void_basis,
            words=words.get(claim.id, ""),
        )
        for row, claim in db.session.execute(rows.order_by(Claim.position))
    )
    offered = select(OfferedPayment).where(OfferedPayment.report_id == report.id).order_by(OfferedPayment.due_on)
    return Told(lines, tuple(db.session.scalars(offered)))
