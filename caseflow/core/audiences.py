"""Whom a notice may concern and how it reaches them: the words of the table in core/notices.py."""

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """A way to reach a person."""

    INBOX = "inbox"
    MAIL = "mail"
    SMS = "sms"
    ROBOT = "robot"

    @property
    def label(self) -> str:
        """The word shown on the page."""
        return {"inbox": "站内消息", "mail": "电子邮件", "sms": "短信", "robot": "群机器人"}[self.value]


class Audience(StrEnum):
    """Whom an event concerns, said by what they are to the case."""

    COMPLAINANT = "complainant"
    RECEIVING = "receiving"
    LEAD = "lead"
    HEADS = "heads"
    HANDLER = "handler"
    OBJECTING = "objecting"
    DETERMINING = "determining"
    REVIEWERS = "reviewers"
    SUPERVISORS = "supervisors"
    ISSUING = "issuing"
    ASKED = "asked"
    CHECKERS = "checkers"
    SIGNERS = "signers"
    DRAFTER = "drafter"
    ACCOUNT = "account"
    ADMINISTRATORS = "administrators"
    REACHING = "reaching"
    RESPONDENT = "respondent"

    @property
    def label(self) -> str:
        """The word shown on the page."""
        return AUDIENCE_LABELS[self]


AUDIENCE_LABELS = {
    Audience.COMPLAINANT: "投诉企业",
    Audience.RECEIVING: "受理单位",
    Audience.LEAD: "承办单位",
    Audience.HEADS: "承办单位负责人",
    Audience.HANDLER: "承办人",
    Audience.OBJECTING: "退单单位",
    Audience.DETERMINING: "规模认定单位",
    Audience.REVIEWERS: "销号审核人",
    Audience.SUPERVISORS: "督办员",
    Audience.ISSUING: "采取措施的单位",
    Audience.ASKED: "受请协调的办公室",
    Audience.CHECKERS: "回头看的办公室",
    Audience.SIGNERS: "有权签发的人",
    Audience.DRAFTER: "起草人",
    Audience.ACCOUNT: "账号本人",
    Audience.ADMINISTRATORS: "系统管理员",
    Audience.REACHING: "负责联系企业的受理单位",
    Audience.RESPONDENT: "被投诉单位",
}


@dataclass(frozen=True)
class Hearing:
    """One audience of an event. `receipt` tells also the person whose own deed the event is (a proof of receipt)."""

    audience: Audience
    channels: tuple[Channel, ...]
    receipt: bool = False


INBOX = (Channel.INBOX,)
BOTH = (Channel.INBOX, Channel.MAIL)
