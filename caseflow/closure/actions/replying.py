"""The complainant's answer by the link of its notice, and sending that link once more."""

from dataclasses import dataclass

from caseflow.closure import dossier as dossiers
from caseflow.closure import replies
from caseflow.closure.words import SATISFIED, UNSATISFIED
from caseflow.core.access import Actor, Permission
from caseflow.core.errors import BadInput, Denied, IllegalMove, NotFound
from caseflow.core.events import Code, FollowedUp, ReplyLinkSent
from caseflow.store.cases import lock_case, open_case
from caseflow.store.clocks import meet_clocks
from caseflow.store.models import FollowUp
from caseflow.store.unit_of_work import Said, Submission, transaction

ABSENT = "这个链接无效，请核对通知里的完整地址。"


@dataclass(frozen=True)
class Answered:
    """What the holder of the link says: satisfied or not, and words that may be ''."""

    answer: str
    words: str = ""


def send_link(actor: Actor, number: str, version: int, submission: Submission) -> None:
    """The receiving unit has the link of the present result sent to the firm again, at the addresses of its account.

    Denied for the unit that handled the case, IllegalMove where no answer is asked any more or it was sent today.
    """
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.RETURN_RESULT, version)
        if actor.unit_id == case.lead_unit_id:
            raise Denied("承办单位不能再次发送答复链接。")
        result, standing = dossiers.newest_result(case), replies.state(actor, case)
        if result is None or standing is None or not standing.may_send:
            raise IllegalMove("现在不用再发：企业已经答复、链接已经失效，或者今天已经发过一次。")
        work.record(ReplyLinkSent(result.id), case)
        work.answer = case.number


def reply(token: str, given: Answered, submission: Submission) -> None:
    """Take the one answer of a link, while it runs and its result is the newest one of an open case.

    NotFound for a text that is no token of ours, IllegalMove once it was answered, expired or over, BadInput for an
    unknown answer.
    """
    if given.answer not in {SATISFIED, UNSATISFIED}:
        raise BadInput("请选择满意或不满意。", "answer")
    with transaction(None, submission) as work:
        found = replies.asked_by(token)
        if found is None:
            raise NotFound(ABSENT)
        result, until = found
        case = lock_case(result.case_id)
        if replies.standing(case, result, until, work.today) is not replies.Standing.OPEN:
            raise IllegalMove("这个链接已经答复过或者已经失效，没有重复记录。")
        row = work.add(
            FollowUp(case_id=case.id, round=case.round, answer=given.answer, link_result_id=result.id, at=work.now)
        )
        case.satisfied = given.answer == SATISFIED
        case.version += 1  # a person answered, though nobody signed in: whoever reviews meanwhile must notice
        meet_clocks(work, case, "follow_up")
        work.record(FollowedUp(row.id, Code(given.answer), by_link=True), case, words=Said(given.words))
