"""送达: whoever issued a letter records how it reached its addressee, where no step of the case does."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from caseflow.core.access import Actor, Permission, holds, may_read_internal
from caseflow.core.errors import BadInput, Denied, NotFound
from caseflow.documents.actions import record_service
from caseflow.documents.kinds import kind_of
from caseflow.documents.queries import ABSENT
from caseflow.documents.readers import audience_of
from caseflow.evidence.actions import Upload, attach
from caseflow.evidence.kinds import REFERRAL
from caseflow.store.cases import facts_of, open_case
from caseflow.store.db import db
from caseflow.store.models import Case, Letter
from caseflow.store.unit_of_work import Said, Submission, Work, transaction

PROVED: Final = frozenset({"in_person", "post"})
"""Manners of service that leave a paper: the signed receipt, the post office's (本系统默认,可由管理单位调整)."""


@dataclass(frozen=True)
class Service:
    """How and when a letter of the case in `version` was served, with its proof and a remark for the offices."""

    version: int
    method: str
    served_on: date
    remark: str = ""
    receipt: Upload | None = None


def may_record(actor: Actor, case: Case, letter: Letter) -> bool:
    """Whether the service of this letter is the actor's to record here: issued by the own unit, no form of the file,
    and not served by a step with consequences of its own (登记送达 of a result or of a measure)."""
    kind = kind_of(letter.kind)
    own = letter.unit_id == actor.unit_id and holds(actor, Permission.RECORD_SERVICE)
    return own and not kind.form and not kind.served_by_step and may_read_internal(actor, facts_of(case))


def serve_letter(actor: Actor, number: str, letter_id: int, service: Service, submission: Submission) -> None:
    """Record the service once and for all, with the receipt as evidence of the case.

    NotFound for a letter of another case, Denied for one of another unit or served by a step, IllegalMove when recorded
    before, BadInput for an impossible day or manner, or where a receipt is missing.
    """
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.RECORD_SERVICE, service.version)
        letter = db.session.scalar(select(Letter).where(Letter.id == letter_id, Letter.case_id == case.id))
        if letter is None:
            raise NotFound(ABSENT)
        if not may_record(actor, case, letter):
            raise Denied("这份文书的送达不在这里登记：由发文单位登记，处理结果和督办措施的文书在各自的步骤里登记。")
        prove_service(work, case, letter, service)
        work.answer = case.number


def prove_service(work: Work, case: Case, letter: Letter, service: Service) -> None:
    """Record the service inside the caller's transaction. BadInput for an impossible day or manner, or where a receipt is
    missing; IllegalMove when recorded before."""
    if service.method in PROVED and service.receipt is None:
        raise BadInput("直接送达和邮寄送达须上传回执。", "receipt")
    receipt_id = _kept(work, case, letter, service.receipt) if service.receipt else None
    said = Said(service.remark, "office")
    record_service(work, case, letter, service.method, service.served_on, receipt_id, said)


def _kept(work: Work, case: Case, letter: Letter, receipt: Upload) -> int:
    audience = "parties" if letter.addressee == "complainant" else "office"
    if audience_of(letter.addressee).referral:
        audience = REFERRAL
    try:
        return attach(work, case, receipt, "service_receipt", audience=audience).id
    except BadInput as refused:
        raise BadInput(str(refused), "receipt") from refused
