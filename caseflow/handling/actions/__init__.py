"""What people do at the handling desk, by theme."""

from caseflow.handling.actions.extending import Decision, ExtensionRequest, decide_extension, request_extension
from caseflow.handling.actions.leaving import HandOver, hand_over, release_cases
from caseflow.handling.actions.money import PaymentNote, Reversal, record_payment, reverse_payment
from caseflow.handling.actions.planning import PlanNote, Promise, agree_plan
from caseflow.handling.actions.record import Assignment, ContactNote, assign, record_contact
from caseflow.handling.actions.resulting import Proof, Reasoned, ResultDraft, send_back, sign_off, submit_result
from caseflow.handling.actions.serving import ServiceRecord, return_result, serve
from caseflow.handling.actions.signing import Objecting, Signing, object_to_case, sign
from caseflow.handling.actions.waiving import Given, record_waiver, waive

__all__ = [
    "Assignment",
    "ContactNote",
    "Decision",
    "ExtensionRequest",
    "Given",
    "HandOver",
    "Objecting",
    "PaymentNote",
    "PlanNote",
    "Promise",
    "Proof",
    "Reasoned",
    "ResultDraft",
    "Reversal",
    "ServiceRecord",
    "Signing",
    "agree_plan",
    "assign",
    "decide_extension",
    "hand_over",
    "object_to_case",
    "record_contact",
    "record_payment",
    "record_waiver",
    "release_cases",
    "request_extension",
    "return_result",
    "reverse_payment",
    "send_back",
    "serve",
    "sign",
    "sign_off",
    "submit_result",
    "waive",
]
