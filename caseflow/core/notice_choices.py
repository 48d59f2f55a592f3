"""What a reader or a unit wants of notices, within what may be wanted at all."""

from collections.abc import Iterable
from dataclasses import dataclass

from caseflow.core.audiences import Channel
from caseflow.core.errors import BadInput
from caseflow.core.notice_rules import Group, NoticeRules
from caseflow.core.office_hours import Hours, leave_office_hours


@dataclass(frozen=True)
class Choices:
    """`off` holds what is not wanted, as `group.channel`; `daily`: one message of reminders a day; `quiet`: own hours."""

    off: frozenset[str]
    daily: bool
    quiet: Hours | None

    def wants(self, group: Group, channel: Channel) -> bool:
        """Whether a notice of `group` goes by `channel`: the inbox always, a duty by mail and SMS always."""
        if channel is Channel.INBOX or (group.duty and channel is not Channel.ROBOT):
            return True
        return switch(group, channel) not in self.off


def unchosen(rules: NoticeRules) -> Choices:
    """What holds for a reader who chose nothing, in a unit that chose nothing."""
    return Choices(frozenset(), rules.daily, None)


def switch(group: Group, channel: Channel) -> str:
    """The name under which one group in one channel is switched off."""
    return f"{group.key}.{channel}"


def switches(rules: NoticeRules, side: str, channels: Iterable[Channel]) -> dict[str, tuple[Group, Channel]]:
    """Everything that readers of this side may switch off in `channels`: never a duty, except at a robot."""
    ways = tuple(channels)
    return {
        switch(group, channel): (group, channel)
        for group in rules.groups_for(side)
        for channel in ways
        if channel is not Channel.INBOX and (channel is Channel.ROBOT or not group.duty)
    }


def require_choosable(choices: Choices, rules: NoticeRules, allowed: Iterable[str]) -> None:
    """Raise BadInput where `choices` switch off what is owed, or leave no hour for reminders."""
    if choices.off - frozenset(allowed):
        raise BadInput("依法或者按办理程序必须告知的事项不能关闭。", "wanted")
    if choices.quiet is not None:
        leave_office_hours(choices.quiet, rules.office)
