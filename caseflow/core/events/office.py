"""What happens to the office itself: accounts, rules."""

from dataclasses import dataclass
from datetime import date

from caseflow.core.events.fact import Code, Event


@dataclass(frozen=True)
class UserAdded(Event):
    """新建账号."""

    user_id: int
    role: Code


@dataclass(frozen=True)
class UserDisabled(Event):
    """停用账号."""

    user_id: int


@dataclass(frozen=True)
class SignedIn(Event):
    """登录."""

    user_id: int


@dataclass(frozen=True)
class PasswordReset(Event):
    """重置口令."""

    user_id: int


@dataclass(frozen=True)
class RoleChanged(Event):
    """调整角色."""

    user_id: int
    role: Code


@dataclass(frozen=True)
class EditionPublished(Event):
    """规则发布新版本."""

    edition: Code
    edition_id: int
    files: int


@dataclass(frozen=True)
class NoticeTextChanged(Event):
    """修改通知文字. The words themselves stand in the edition `text_id`."""

    text_id: int
    text: Code
    channel: Code
    version: int


@dataclass(frozen=True)
class DocumentTextImported(Event):
    """存入政策文件全文."""

    document: Code
    sha256: Code
    clauses: int


@dataclass(frozen=True)
class UnitChanged(Event):
    """修改机构资料. What it was before stands in the history of the office."""

    unit_id: int
    version: int


@dataclass(frozen=True)
class UnitConfirmed(Event):
    """确认机构联系方式."""

    unit_id: int
    version: int


@dataclass(frozen=True)
class SealUploaded(Event):
    """启用电子印章."""

    seal_id: int
    sha256: Code


@dataclass(frozen=True)
class SealRevoked(Event):
    """停用电子印章."""

    seal_id: int


@dataclass(frozen=True)
class ContactChanged(Event):
    """更改联系方式. The account's own mail address or number for SMS; neither stands here."""

    user_id: int


@dataclass(frozen=True)
class CompanyUnreached(Event):
    """投诉企业联系不上. `unit_id` is the office that received its latest case."""

    unreached_id: int
    user_id: int
    channel: Code
    unit_id: int


@dataclass(frozen=True)
class StaffUnreached(Event):
    """工作人员或者尚无案件的账号联系不上."""

    unreached_id: int
    user_id: int
    channel: Code


@dataclass(frozen=True)
class UnreachedClosed(Event):
    """联系不上的人已联系上. `means` is how: the address was corrected, or the person reached by another way on a day."""

    unreached_id: int
    user_id: int
    means: Code
    reached_on: date


@dataclass(frozen=True)
class NoticeSettingsChanged(Event):
    """更改通知设置. Of a person or of a unit, whichever is named; `version` 0: back to what holds without settings."""

    user_id: int | None
    unit_id: int | None
    version: int


@dataclass(frozen=True)
class RobotAdded(Event):
    """添加群机器人. Its address stands in the row alone."""

    robot_id: int
    unit_id: int
    robot_kind: Code


@dataclass(frozen=True)
class RobotTested(Event):
    """给群机器人发测试消息."""

    robot_id: int


@dataclass(frozen=True)
class RobotRemoved(Event):
    """移除群机器人."""

    robot_id: int


@dataclass(frozen=True)
class NoticesRepeated(Event):
    """补发没有送达的通知."""

    unreached_id: int
    user_id: int
    notices: int
