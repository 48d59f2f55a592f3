"""Changing the text of a notice: a new edition beside the old ones; notices already written keep their words."""

from sqlalchemy.exc import IntegrityError

from caseflow.core.access import Actor, Permission, require
from caseflow.core.errors import BadInput, CaseflowError, Stale
from caseflow.core.events import Code, NoticeTextChanged
from caseflow.notices.wording.book import voice_of
from caseflow.notices.wording.checking import check
from caseflow.notices.wording.texts import Source, current, shipped
from caseflow.store.models import NoticeText
from caseflow.store.unit_of_work import Submission, transaction

STALE = "您打开这一页以后，有人修改了这段文字。"


class Unusable(CaseflowError):
    """A text that may not be used; `wrong` says why, by the box of the form."""

    def __init__(self, wrong: dict[str, list[str]]) -> None:
        super().__init__("这段文字还不能使用，请改正指出的地方。")
        self.wrong = wrong


def change_text(actor: Actor, name: str, channel: str, source: Source, reason: str, submission: Submission) -> int:
    """Make `source` the text in use, `source.version` being the edition it was written upon; returns its own number.

    Raises Unusable where it may not be used, BadInput where it is the same as before, Stale when somebody was faster.
    """
    require(actor, Permission.CONFIGURE)
    wrong = check(voice_of(name, channel), name, channel, source)
    if wrong:
        raise Unusable(wrong)
    return _edition(actor, name, channel, source, reason, submission)


def restore_text(actor: Actor, name: str, channel: str, version: int, reason: str, submission: Submission) -> int:
    """Make a new edition of the shipped text; raises as `change_text` does."""
    require(actor, Permission.CONFIGURE)
    voice_of(name, channel)
    first = shipped(name, channel)
    return _edition(actor, name, channel, Source(first.subject, first.body, version), reason, submission)


def _edition(actor: Actor, name: str, channel: str, source: Source, reason: str, submission: Submission) -> int:
    try:
        with transaction(actor, submission) as work:
            before = current(name, channel)
            if before.version != source.version:
                raise Stale(STALE)
            if (before.subject, before.body) == (source.subject, source.body):
                raise BadInput("文字没有变化，不需要保存。")
            row = NoticeText(
                name=name, channel=channel, version=before.version + 1, subject=source.subject, body=source.body,
                reason=reason, changed_by_id=work.person_id, changed_at=work.now,
            )  # fmt: skip
            work.add(row)
            work.record(NoticeTextChanged(text_id=row.id, text=Code(name), channel=Code(channel), version=row.version))
            return row.version
    except IntegrityError as faster:
        raise Stale(STALE) from faster
