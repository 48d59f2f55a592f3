"""The complainant's answer by the link of its notice."""

from dataclasses import dataclass

from caseflow.closure import replies
from caseflow.closure.words import SATISFIED, UNSATISFIED
from caseflow.core.errors import BadInput, IllegalMove, NotFound
from caseflow.core.events import Code, FollowedUp
from caseflow.store.cases import lock_case
from caseflow.store.clocks import meet_clocks
from caseflow.store.models import FollowUp
from caseflow.store.unit_of_work import Said, Submission, transaction

ABSENT = "这个链接无效，请核对通知里的完整地址。"


@dataclass(frozen=True)
class Answered:
    """What the holder of the link says: satisfied or not, and words that may be ''."""

    answer: str
    words: str = ""


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
        meet_clocks(work, case, "follow_up")
        work.record(FollowedUp(row.id, Code(given.answer), by_link=True), case, words=Said(given.words))
