"""A case that stands on a unit's desk, and the people around it."""

import io
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from sqlalchemy import create_engine, select, text

from caseflow.core.access import Actor
from caseflow.core.lifecycle import Status
from caseflow.demo.people import firm_login
from caseflow.dispatch.actions import Confirmation, dispatch_case
from caseflow.evidence.actions import Upload
from caseflow.handling import actions
from caseflow.local.roles import Urls
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import Case, Claim, Company, Complaint, Person, RoutingDecision, Unit
from caseflow.store.people import actor_of
from caseflow.store.unit_of_work import Submission, Work, transaction

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n"
    b"0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)
_keys = count(1)
_numbers = count(1)


def key() -> Submission:
    """A submission nobody made before."""
    number = next(_keys)
    return Submission(f"test-{number}", str(number))


def pdf(name: str = "银行回单.pdf") -> Upload:
    """A small honest PDF."""
    return Upload(name, io.BytesIO(PDF))


def actor(login: str) -> Actor:
    """The demo person with this login."""
    person_id = db.session.scalars(select(Person.id).where(Person.login == login)).one()
    found = actor_of(person_id)
    assert found is not None
    return found


@dataclass(frozen=True)
class Scene:
    """One case and those who act on it."""

    number: str
    firm: Actor
    clerk: Actor
    handler: Actor
    head: Actor

    @property
    def case(self) -> Case:
        """The case as it is now."""
        db.session.rollback()
        return db.session.scalars(select(Case).where(Case.number == self.number)).one()

    @property
    def version(self) -> int:
        """Its present version."""
        return self.case.version

    @property
    def claim_id(self) -> int:
        """Its first claim."""
        return db.session.scalars(select(Claim.id).where(Claim.case_id == self.case.id).order_by(Claim.id)).first() or 0

    def sign(self) -> None:
        """签收 by the handler."""
        actions.sign(self.handler, self.number, actions.Signing(self.version, self.handler.user_id), key())

    def pay(self, amount: str, claim_id: int | None = None) -> None:
        """A bank transfer of today."""
        note = self.payment(amount, claim_id)
        actions.record_payment(self.handler, self.number, note, key())

    def payment(self, amount: str, claim_id: int | None = None, method: str = "transfer") -> actions.PaymentNote:
        """A payment of today as the handler notes it."""
        claim = claim_id or self.claim_id
        return actions.PaymentNote(self.version, claim, Decimal(amount), self.today, method, pdf())

    def draft(self, outcome: str = "paid_in_full", recognised: str = "100000.00") -> actions.ResultDraft:
        """A result as the handler writes it."""
        return actions.ResultDraft(
            self.version, outcome, Decimal(recognised), "合同属实，货款已付清。", "国务院令第802号第九条"
        )

    def submit(self) -> None:
        """Pay in full and submit the result."""
        self.pay("100000.00")
        actions.submit_result(self.handler, self.number, self.draft(), key())

    def sign_off(self) -> None:
        """The head signs."""
        actions.sign_off(self.head, self.number, self.version, key())

    def serve(self) -> None:
        """Both letters served today."""
        today = self.today
        record = actions.ServiceRecord(self.version, "in_person", today, "exchange", today, pdf("签收单.pdf"))
        actions.serve(self.handler, self.number, record, key())

    @property
    def today(self) -> date:
        """The day of the database."""
        db.session.rollback()
        with transaction(None) as work:
            return work.today


def dispatched(
    office: str = "shandan.caizheng", track: str = "A", amounts: tuple[str, ...] = ("100000.00",), about: str = "",
    disputed: str = "0.00",
) -> Scene:  # fmt: skip
    """A case accepted and dispatched to the office by its clerk, within an application context; `about` is the type of its
    respondent, `disputed` what that disputes of the last claim."""
    scene = Scene(
        f"GS-2026-9{next(_numbers):05d}",
        actor(firm_login("runhe")),
        actor("gansu.sl"),
        actor(f"{office}.cb"),
        actor(f"{office}.fz"),
    )
    with transaction(None) as work:
        case = _accepted(work, scene, track, amounts, about)
        _claims(work, case, amounts, Decimal(disputed))
        lead = db.session.get_one(Unit, scene.handler.unit_id)
        answer = {"co_handling": [], "lead": {"name": lead.name}}
        row = {
            "case_id": case.id,
            "facts": {},
            "edition": editions.current().version,
            "rule": "R4a",
            "answer": answer,
            "lead_unit_id": lead.id,
        }
        work.add(RoutingDecision(**row, decided_at=work.now))
    dispatch_case(scene.clerk, scene.number, Confirmation(scene.version, scene.handler.unit_id or 0, ""), key())
    return scene


def _accepted(work: Work, scene: Scene, track: str, amounts: tuple[str, ...], about: str) -> Case:
    company = db.session.get_one(Company, scene.firm.company_id)
    total = sum((Decimal(amount) for amount in amounts), Decimal(0))
    case = work.add(
        Case(
            number=scene.number,
            track=track,
            category="拖欠货款" if track == "A" else "乱收费(经营服务性)",
            channel="网上",
            status=Status.ACCEPTED,
            company_id=company.id,
            receiving_unit_id=scene.clerk.unit_id,
            territory=db.session.get_one(Unit, scene.handler.unit_id).territory,
            respondent_name="山丹县某某服务中心",
            complexity=None if track == "A" else "simple",
            filed_at=work.now - timedelta(days=3),
            accepted_at=work.now - timedelta(days=1),
            amount=total,
        )
    )
    work.add(
        Complaint(
            case_id=case.id,
            facts={},
            respondent={"type": about} if about else {},
            narrative="货已交付验收，一直没有付款。",
            request="支付货款",
            pledged_by="法定代表人",
            content_hash="0" * 64,
            filed_at=case.filed_at,
        )
    )
    return case


def _claims(work: Work, case: Case, amounts: tuple[str, ...], disputed: Decimal) -> None:
    for position, amount in enumerate(amounts, 1):
        value, denied = Decimal(amount), disputed if position == len(amounts) else Decimal(0)
        work.add(
            Claim(
                case_id=case.id,
                position=position,
                contract_name=f"供货合同{position}",
                price_of="货物",
                contract_date=date(2024, 3, 1),
                delivered_on=date(2024, 12, 3),
                due_on=date(2025, 1, 2),
                amount=value,
                undisputed=value - denied,
                disputed=denied,
            )
        )


def move_clock(database: Urls, days: int) -> None:
    """Let so many days pass since the start; only the owner role may."""
    engine = create_engine(database.owner)
    with engine.begin() as connection:
        connection.execute(text("update clock_offset set value = make_interval(days => :days)"), {"days": days})
    engine.dispose()
    db.session.rollback()
