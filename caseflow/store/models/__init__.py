"""The tables, one file each; importing this package makes all of them known to the metadata."""

from caseflow.store.models.background_process import BackgroundProcess
from caseflow.store.models.case import Case
from caseflow.store.models.claim import Claim
from caseflow.store.models.claim_reply import ClaimReply
from caseflow.store.models.clock import Clock
from caseflow.store.models.clock_offset import ClockOffset
from caseflow.store.models.clock_pause import ClockPause
from caseflow.store.models.closure_rule import ClosureRule
from caseflow.store.models.co_unit import CoUnit
from caseflow.store.models.company import Company
from caseflow.store.models.complaint import Complaint
from caseflow.store.models.contact import Contact
from caseflow.store.models.determination import Determination
from caseflow.store.models.digest import Digest
from caseflow.store.models.dispatch import Dispatch
from caseflow.store.models.document_text import DocumentText
from caseflow.store.models.draft import Draft
from caseflow.store.models.edition import Edition
from caseflow.store.models.edition_draft import EditionDraft
from caseflow.store.models.entry import Entry
from caseflow.store.models.event import Event
from caseflow.store.models.evidence import Evidence
from caseflow.store.models.extension import Extension
from caseflow.store.models.follow_up import FollowUp
from caseflow.store.models.handover import Handover
from caseflow.store.models.heartbeat import Heartbeat
from caseflow.store.models.import_batch import ImportBatch
from caseflow.store.models.import_row import ImportRow
from caseflow.store.models.instalment import Instalment
from caseflow.store.models.letter import Letter
from caseflow.store.models.letter_draft import LetterDraft
from caseflow.store.models.letter_receipt import LetterReceipt
from caseflow.store.models.letter_service import LetterService
from caseflow.store.models.measure import Measure
from caseflow.store.models.measure_report import MeasureReport
from caseflow.store.models.notice import Notice
from caseflow.store.models.notice_setting import NoticeSetting
from caseflow.store.models.notice_text import NoticeText
from caseflow.store.models.number_series import NumberSeries
from caseflow.store.models.objection import Objection
from caseflow.store.models.offered_payment import OfferedPayment
from caseflow.store.models.outbox import Outbox
from caseflow.store.models.payment import Payment
from caseflow.store.models.person import Person
from caseflow.store.models.publication import Publication
from caseflow.store.models.publication_answer import PublicationAnswer
from caseflow.store.models.publication_objection import PublicationObjection
from caseflow.store.models.receipt import Receipt
from caseflow.store.models.reception import Reception
from caseflow.store.models.recheck import Recheck
from caseflow.store.models.recheck_draw import RecheckDraw
from caseflow.store.models.recheck_finding import RecheckFinding
from caseflow.store.models.repayment_plan import RepaymentPlan
from caseflow.store.models.respondent_draft import RespondentDraft
from caseflow.store.models.respondent_link import RespondentLink
from caseflow.store.models.result import Result
from caseflow.store.models.review import Review
from caseflow.store.models.robot import Robot
from caseflow.store.models.routing_decision import RoutingDecision
from caseflow.store.models.seal import Seal
from caseflow.store.models.session import Session
from caseflow.store.models.sign_in_attempt import SignInAttempt
from caseflow.store.models.submission import Submission
from caseflow.store.models.supplement import Supplement
from caseflow.store.models.unit import Unit
from caseflow.store.models.unit_history import UnitHistory
from caseflow.store.models.unit_name import UnitName
from caseflow.store.models.unreached import Unreached
from caseflow.store.models.waiver import Waiver
from caseflow.store.models.write_off_request import WriteOffRequest

__all__ = [
    "BackgroundProcess",
    "Case",
    "Claim",
    "ClaimReply",
    "Clock",
    "ClockOffset",
    "ClockPause",
    "ClosureRule",
    "CoUnit",
    "Company",
    "Complaint",
    "Contact",
    "Determination",
    "Digest",
    "Dispatch",
    "DocumentText",
    "Draft",
    "Edition",
    "EditionDraft",
    "Entry",
    "Event",
    "Evidence",
    "Extension",
    "FollowUp",
    "Handover",
    "Heartbeat",
    "ImportBatch",
    "ImportRow",
    "Instalment",
    "Letter",
    "LetterDraft",
    "LetterReceipt",
    "LetterService",
    "Measure",
    "MeasureReport",
    "Notice",
    "NoticeSetting",
    "NoticeText",
    "NumberSeries",
    "Objection",
    "OfferedPayment",
    "Outbox",
    "Payment",
    "Person",
    "Publication",
    "PublicationAnswer",
    "PublicationObjection",
    "Receipt",
    "Reception",
    "Recheck",
    "RecheckDraw",
    "RecheckFinding",
    "RepaymentPlan",
    "RespondentDraft",
    "RespondentLink",
    "Result",
    "Review",
    "Robot",
    "RoutingDecision",
    "Seal",
    "Session",
    "SignInAttempt",
    "Submission",
    "Supplement",
    "Unit",
    "UnitHistory",
    "UnitName",
    "Unreached",
    "Waiver",
    "WriteOffRequest",
]
