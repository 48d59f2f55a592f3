"""The demo's cases, taken as far as their script says through the same actions as real ones."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from caseflow import reactions
from caseflow.acceptance.actions import Acceptance, accept_case
from caseflow.closure import actions as closing
from caseflow.core.access import Actor
from caseflow.demo.complaints import COMPLAINTS, DemoComplaint
from caseflow.demo.papers import paper
from caseflow.demo.people import firm_login
from caseflow.dispatch.actions import Confirmation, dispatch_case
from caseflow.evidence.actions import Target, store_file
from caseflow.handling import actions as desk
from caseflow.intake.actions import Arrivals, Outcome, confirm_outcome, file_complaint
from caseflow.intake.drafts import start_draft
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.models import Case, Claim, Payment, Person
from caseflow.store.people import actor_of
from caseflow.store.routes import latest_decision
from caseflow.store.unit_of_work import Submission

PACE = ("filed", "accepted", "dispatched", "handling", "paying", "resolved", "written_off")


def add_demo_cases() -> int:
    """Make the cases of firms that have none yet; returns how many were made."""
    made = 0
    for complaint in COMPLAINTS:
        firm = _actor(firm_login(complaint.firm))
        if db.session.scalar(select(Case.id).where(Case.company_id == firm.company_id).limit(1)) is None:
            DemoCase(complaint, firm).play()
            made += 1
    return made


class DemoCase:
    """One complaint on its way; every step is an action in the name of the person whose step it is."""

    def __init__(self, complaint: DemoComplaint, firm: Actor) -> None:
        self.complaint = complaint
        self.firm = firm
        province = "ningxia" if complaint.filing.region["province"] == "宁夏回族自治区" else "gansu"
        self.clerk = _actor(f"{province}.sl")
        self.handler = _actor(f"{complaint.office}.cb")
        self.head = _actor(f"{complaint.office}.fz")
        self.number = ""
        self._steps = 0

    def play(self) -> None:
        """Take every step up to the one the script names."""
        steps = (self.file, self.accept, self.dispatch, self.handle, self.pay, self.resolve, self.write_off)
        for step in steps[: PACE.index(self.complaint.until) + 1]:
            step()

    def file(self) -> None:
        """The firm files with one piece of evidence; the route is proposed as the relay would."""
        draft_id = start_draft(self.firm)
        store_file(self.firm, paper("contract.png", "CONTRACT (demo)"), Target("contract", draft_id=draft_id))
        self.number = file_complaint(self.firm, draft_id, 1, self.complaint.filing, self._submission())
        while reactions.relay(100):
            pass

    def accept(self) -> None:
        """The clerk accepts."""
        accept_case(self.clerk, self.number, Acceptance(self._version(), None, "材料齐全"), self._submission())

    def dispatch(self) -> None:
        """The clerk confirms the proposed unit."""
        decision = latest_decision(self._case().id)
        unit_id = decision.lead_unit_id if decision else None
        confirmation = Confirmation(self._version(), unit_id or 0, "")
        dispatch_case(self.clerk, self.number, confirmation, self._submission())

    def handle(self) -> None:
        """The unit signs and records a first call."""
        desk.sign(self.head, self.number, desk.Signing(self._version(), self.handler.user_id), self._submission())
        note = desk.ContactNote(
            self._version(), "call", "parties", clock.today(), "已与双方电话联系，对方承认欠款，正在筹措资金。"
        )
        desk.record_contact(self.handler, self.number, note, self._submission())

    def pay(self) -> None:
        """Money comes: all of it where the case is to end, else two fifths and a plan for the rest."""
        share = Decimal(1) if self.complaint.until in {"resolved", "written_off"} else Decimal("0.4")
        claim = db.session.scalars(select(Claim).where(Claim.case_id == self._case().id)).one()
        note = desk.PaymentNote(
            version=self._version(),
            claim_id=claim.id,
            amount=(claim.amount * share).quantize(Decimal("0.01")),
            paid_on=clock.today(),
            method="transfer",
            proof=paper("receipt.png", "BANK RECEIPT (demo)"),
        )
        desk.record_payment(self.handler, self.number, note, self._submission())
        if note.amount < claim.amount:
            self._promise(claim.id, claim.amount - note.amount)

    def _promise(self, claim_id: int, left: Decimal) -> None:
        """The rest in two instalments, in one and in two months."""
        today, half = clock.today(), (left / 2).quantize(Decimal("0.01"))
        promises = (
            desk.Promise(claim_id, today + timedelta(days=30), half),
            desk.Promise(claim_id, today + timedelta(days=60), left - half),
        )
        signed = desk.PlanNote(self._version(), today, promises, paper("plan.png", "REPAYMENT PLAN (demo)"))
        desk.agree_plan(self.handler, self.number, signed, self._submission())

    def resolve(self) -> None:
        """The result is written, signed off and served; the firm answers."""
        draft = desk.ResultDraft(
            version=self._version(),
            outcome="paid_in_full",
            amount_recognised=self.complaint.filing.amount,
            findings="经核实，合同、交付和欠款金额属实，被投诉单位已一次付清。",
            basis="国务院令第802号第九条、第二十五条",
        )
        desk.submit_result(self.handler, self.number, draft, self._submission())
        desk.sign_off(self.head, self.number, self._version(), self._submission())
        today = clock.today()
        record = desk.ServiceRecord(self._version(), "platform", today, "exchange", today)
        desk.serve(self.handler, self.number, record, self._submission())
        payments = frozenset(db.session.scalars(select(Payment.id).where(Payment.case_id == self._case().id)))
        answer = Outcome(self._version(), True, "款已到账，谢谢。", Arrivals(payments))
        confirm_outcome(self.firm, self.number, answer, self._submission())

    def write_off(self) -> None:
        """The head applies; the reviewer of the county's office decides."""
        closing.apply(self.head, self.number, closing.Application(self._version()), self._submission())
        opinion = closing.Decision(self._version(), approve=True, opinion="已核对银行回单和企业确认，同意销号。")
        reviewer = _actor(f"{self.complaint.office.split('.')[0]}.sh")
        closing.review(reviewer, self.number, opinion, self._submission())

    def _case(self) -> Case:
        return db.session.scalars(select(Case).where(Case.number == self.number)).one()

    def _version(self) -> int:
        return self._case().version

    def _submission(self) -> Submission:
        self._steps += 1
        return Submission(f"demo-{self.complaint.firm}-{self._steps}", "demo")


def _actor(login: str) -> Actor:
    person_id = db.session.scalars(select(Person.id).where(Person.login == login)).one()
    actor = actor_of(person_id)
    if actor is None:
        raise LookupError(login)
    return actor
