"""签发: a letter that needs it is drafted by one person and issued by another of the same office, or sent back.

What is signed is the text as it was submitted; the number is given in the transaction that issues it. The stage that
drafted says, before the number, whether the letter may still go out, and does in the same transaction what the letter does:
no letter bears a number for something that did not come to stand.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from caseflow.core.access import Actor, Permission
from caseflow.core.errors import BadInput, Denied, IllegalMove, NotFound, RuleError
from caseflow.core.events import Code, LetterDrafted, LetterIssued, LetterSentBack
from caseflow.documents.actions import numbered, written
from caseflow.documents.kinds import kind_of
from caseflow.documents.queries import NO_DRAFT
from caseflow.documents.readers import Addressee
from caseflow.documents.text import LetterText
from caseflow.store.cases import lock_case, open_case, read_case
from caseflow.store.db import db
from caseflow.store.models import Case, Letter, LetterDraft, Unit
from caseflow.store.people import actor_of
from caseflow.store.unit_of_work import Said, Submission, Work, transaction


@dataclass(frozen=True)
class Drafting:
    """What a stage says of the letters it drafts, under its name in the values of the draft.

    `obstacle` is why this person's office may not send it any more, as a sentence (None when it may); `carry_out` is what
    the signed and numbered letter brings about; `form_of` the page on which it is written, as an endpoint with what its
    address needs besides the case.
    """

    obstacle: Callable[[Actor, Case, LetterDraft], str | None]
    carry_out: Callable[[Work, Case, LetterDraft, Letter], object]
    form_of: Callable[[LetterDraft], tuple[str, Mapping[str, Any]]]


def install(app: Flask, stages: Mapping[str, Drafting]) -> None:
    """Let the stages be asked about the letters that they draft."""
    app.extensions[DRAFTING] = stages


DRAFTING = "caseflow.drafting"


@dataclass(frozen=True)
class Verdict:
    """The head's word on a draft of the case in `version`; sending it back needs `reason`."""

    version: int
    approved: bool
    reason: str = ""


def draft_letter(
    work: Work, case: Case, kind: str, unit_id: int, whom: Addressee, context: Mapping[str, object], matter: str = ""
) -> LetterDraft:
    """Submit a letter of `kind` in the name of unit `unit_id`, for signature by another person of the drafter's office (the
    unit itself, or the 领导小组办公室 it hosts); parameters as for `issue_letter`.

    `matter` tells apart what is written in letters of one kind (the measure; '' where the kind says it all). RuleError as
    there and for a kind nobody has to sign; IllegalMove while one on this matter waits in this case.
    """
    chosen = kind_of(kind)
    if not chosen.approval:
        raise RuleError(f"{chosen.name}不需要签发，直接发出。")
    if _waits(case.id, unit_id, kind, matter):
        raise IllegalMove(f"本案已有一份{chosen.name}等待签发。")
    text = written(work, case, chosen, db.session.get_one(Unit, unit_id), whom, context)
    row = work.add(
        LetterDraft(
            case_id=case.id,
            unit_id=unit_id,
            office_id=work.actor.unit_id if work.actor else None,
            kind=kind,
            matter=matter,
            addressee=whom.audience,
            addressee_name=whom.name,
            addressee_unit_id=whom.unit_id,
            title=text.title,
            body=text.body,
            values=json.loads(json.dumps(dict(context), ensure_ascii=False, default=str)),
            drafted_by_id=work.person_id,
            drafted_at=work.now,
        )
    )
    work.record(LetterDrafted(draft_id=row.id, letter_kind=Code(kind)), case)
    return row


def decide_draft(actor: Actor, number: str, draft_id: int, verdict: Verdict, submission: Submission) -> None:
    """Issue the letter or send it back to its writer.

    NotFound for a draft of another case or office, Denied for its writer, IllegalMove when it was decided meanwhile.
    """
    if not verdict.approved and not verdict.reason:
        raise BadInput("退回修改须写明理由。", "reason")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.SIGN_LETTERS, verdict.version)
        mine = (LetterDraft.id == draft_id, LetterDraft.case_id == case.id, LetterDraft.office_id == actor.unit_id)
        draft = db.session.scalar(select(LetterDraft).where(*mine).with_for_update())
        if draft is None:
            raise NotFound(NO_DRAFT)
        if verdict.approved:
            issue_draft(work, case, draft)
        else:
            _decide(work, draft, "sent_back")
            event = LetterSentBack(draft_id=draft.id, letter_kind=Code(draft.kind))
            work.record(event, case, reason=Said(verdict.reason, "office"))
        work.answer = case.number


def issue_draft(work: Work, case: Case, draft: LetterDraft) -> Letter:
    """The letter of this draft, numbered and frozen, signed by the acting person, and what it brings about.

    Raises as `decide_draft`; IllegalMove also where the stage that drafted it would not send it any more.
    """
    _decide(work, draft, "issued")
    stage = _stage_of(draft)
    refused = stage.obstacle(work.actor, case, draft) if stage and work.actor else None
    if refused:
        raise IllegalMove(f"这份文书不能再签发：{refused}请退回起草人。")
    unit = db.session.get_one(Unit, draft.unit_id)
    whom = Addressee(draft.addressee, draft.addressee_name, draft.addressee_unit_id)
    text = LetterText(draft.title, draft.body)
    letter = numbered(work, case, kind_of(draft.kind), unit, whom, text, draft.id)
    work.record(LetterIssued(draft_id=draft.id, letter_id=letter.id, letter_kind=Code(draft.kind)), case)
    if stage:
        stage.carry_out(work, case, draft, letter)
    return letter


def form_of(actor: Actor, number: str, draft_id: int) -> tuple[str, Mapping[str, Any]]:
    """The page on which the writer of a draft that was sent back changes it. NotFound for everybody and everything else."""
    case = read_case(actor, number)
    own = (LetterDraft.id == draft_id, LetterDraft.case_id == case.id, LetterDraft.drafted_by_id == actor.user_id)
    draft = db.session.scalar(select(LetterDraft).where(*own, LetterDraft.state == "sent_back"))
    stage = _stage_of(draft) if draft else None
    if draft is None or stage is None:
        raise NotFound(NO_DRAFT)
    return stage.form_of(draft)


def send_back_overtaken(work: Work, case_id: int) -> None:
    """The case ended or changed hands: what waits for a signature and may not go out any more returns to its writer, with
    the reason."""
    case = lock_case(case_id)
    waiting = select(LetterDraft).where(LetterDraft.case_id == case_id, LetterDraft.state == "submitted")
    for draft in db.session.scalars(waiting.order_by(LetterDraft.id).with_for_update()):
        stage, writer = _stage_of(draft), actor_of(draft.drafted_by_id)
        refused = stage.obstacle(writer, case, draft) if stage and writer else None
        if refused:
            draft.state, draft.decided_at = "sent_back", work.now
            event = LetterSentBack(draft_id=draft.id, letter_kind=Code(draft.kind))
            work.record(event, case, reason=Said(refused, "office"))


def _stage_of(draft: LetterDraft) -> Drafting | None:
    stages: Mapping[str, Drafting] = current_app.extensions[DRAFTING]
    return next((stage for name, stage in stages.items() if name in draft.values), None)


def _decide(work: Work, draft: LetterDraft, state: str) -> None:
    if draft.state != "submitted":
        raise IllegalMove("这份文书已经签发或者退回，不能重复办理。")
    if draft.drafted_by_id == work.person_id:
        raise Denied("文书由起草人以外的负责人签发，您不能签发自己起草的文书。")
    draft.state, draft.decided_by_id, draft.decided_at = state, work.person_id, work.now


def _waits(case_id: int, unit_id: int, kind: str, matter: str) -> bool:
    same = (LetterDraft.case_id == case_id, LetterDraft.unit_id == unit_id, LetterDraft.kind == kind)
    found = select(LetterDraft.id).where(*same, LetterDraft.matter == matter, LetterDraft.state == "submitted")
    return db.session.scalar(found) is not None
