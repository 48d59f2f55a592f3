"""What the page behind a reply code shows: the letter, the claims it is about, what was answered; nothing else of the case."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from caseflow.core.access import Actor
from caseflow.evidence.by_link import files_of_link
from caseflow.evidence.queries import File
from caseflow.store import clock, editions
from caseflow.store.db import db
from caseflow.store.history import happenings
from caseflow.store.models import Claim, MeasureReport, Unit
from caseflow.supervision.claims import Told, claims_of, told
from caseflow.supervision.respondent.places import Place, Standing
from caseflow.supervision.words import OFFICE

HOTLINE = "12345"


@dataclass(frozen=True)
class Receipt:
    """What was submitted by the link, for its holder to keep while the link runs."""

    at: datetime
    text: str
    signed: str
    told: Told
    files: tuple[File, ...]


@dataclass(frozen=True)
class Allegation:
    """What the holder of a code reads. Where the link is not open there are neither letter nor claims.

    `phone` is where to ring; `receipt` what was submitted by this link, until its last day.
    """

    standing: Standing
    name: str
    letter_number: str
    issuer: str
    phone: str
    until: date | None
    number: str = ""
    addressee: str = ""
    dated: date | None = None
    paragraphs: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    answered_at: datetime | None = None
    receipt: Receipt | None = None

    @property
    def open(self) -> bool:
        """Whether it may be answered here and now."""
        return self.standing is Standing.OPEN


def shown(place: Place, actor: Actor | None) -> Allegation:
    """What is shown; reading changes nothing."""
    today = clock.today()
    standing = place.standing(today)
    if actor is not None:
        standing = Standing.SIGNED_IN
    unit = db.session.get_one(Unit, place.measure.unit_id)
    frame = {
        "standing": standing,
        "name": editions.current().supervision.name(place.measure.kind),
        "letter_number": place.letter.number,
        "issuer": unit.name,
        "phone": unit.phone or HOTLINE,
        "until": place.until,
    }
    if standing is Standing.ANSWERED:
        running = place.until is None or today <= place.until
        return Allegation(**frame, answered_at=place.measure.answered_at, receipt=_receipt(place) if running else None)  # type: ignore[arg-type]
    if standing is not Standing.OPEN:
        return Allegation(**frame)  # type: ignore[arg-type]
    return Allegation(
        **frame,  # type: ignore[arg-type]
        number=place.case.number,
        addressee=place.letter.addressee_name,
        dated=place.letter.dated,
        paragraphs=tuple(place.letter.body.splitlines()),
        claims=tuple(claims_of(place.case)),
    )


def _receipt(place: Place) -> Receipt | None:
    """The reply that came by this link; None where it came on paper."""
    own = (MeasureReport.measure_id == place.measure.id, MeasureReport.by_link)
    report = db.session.scalar(select(MeasureReport).where(*own))
    if report is None:
        return None
    said = [
        line for line in happenings(place.case.id, (OFFICE,)) if line.event.data.get("measure_id") == place.measure.id
    ]
    texts = next((line.texts for line in said if line.event.kind == "RespondentAnswered"), {})
    files = tuple(files_of_link(place.link.id))
    return Receipt(report.at, texts.get("text", ""), texts.get("signed", ""), told(report, said), files)
