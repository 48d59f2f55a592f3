"""Which notices are owed and which are courtesy, when reminders go out, how long failed ones may be repeated.

As policies/notices.toml states it. Every text of `core.notices` belongs to exactly one group.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from typing import Any

from caseflow.core.audiences import Audience
from caseflow.core.errors import RuleError
from caseflow.core.notices import CLOCK_EVENTS, voices
from caseflow.core.office_hours import Hours
from caseflow.core.robots import WEBHOOK, RobotKind, robot_kind

FIRM, STAFF, ACCOUNT, RESPONDENT = "firm", "staff", "account", "respondent"
OF_ACCOUNTS = frozenset({Audience.ACCOUNT, Audience.ADMINISTRATORS, Audience.REACHING})
REMINDING = CLOCK_EVENTS | {"ListingRaised", "ListingReported", "CalendarMissing", "CompanyUnreached", "StaffUnreached"}
"""What only reminds. Everything else may start a limit or prove that somebody was told, and never waits."""
OWED = frozenset(
    {
        "ComplaintFiled", "SupplementRequested", "SupplementLapsed", "Declined", "Accepted", "Dispatched",
        "ExtensionApproved", "ResultServed", "WrittenOff", "Withdrawn", "Relapsed", "Rehandled",
    }
)  # fmt: skip
"""What law and workflow owe the complainant: no edition of the rules can make it a courtesy."""
LONGEST_REPEAT = 366


def side_of(audience: Audience) -> str:
    """On which side a reader hears: as the complainant, as the respondent, at work on cases, or about accounts and the
    system."""
    if audience in (Audience.COMPLAINANT, Audience.RESPONDENT):
        return FIRM if audience is Audience.COMPLAINANT else RESPONDENT
    return ACCOUNT if audience in OF_ACCOUNTS else STAFF


@dataclass(frozen=True)
class Group:
    """One kind of notices. `duty`: mail and SMS cannot be switched off; `quiet`: it waits for office hours."""

    key: str
    name: str
    to: str
    events: frozenset[str]
    duty: bool
    quiet: bool
    basis: str
    valid_from: date


UNSORTED = Group("unsorted", "其他", ACCOUNT, frozenset(), duty=True, quiet=False, basis="", valid_from=date.min)


@dataclass(frozen=True)
class NoticeRules:
    """policies/notices.toml: the groups, the office hours, how reminders are gathered, how long failed notices count.

    `daily` is what holds for readers who chose nothing; `gathering_minutes` is how long the first reminder waits for others.
    """

    version: str
    groups: tuple[Group, ...]
    office: Hours
    daily: bool
    gathering_minutes: int
    repeating_days: int
    robots: tuple[RobotKind, ...] = ()

    @staticmethod
    def parse(toml_text: str) -> "NoticeRules":
        """The rules from the text of notices.toml. RuleError names what cannot be used."""
        try:
            data = tomllib.loads(toml_text)
            gathering = data["gathering"]
            return NoticeRules(
                version=str(data["version"]),
                groups=tuple(_group(entry) for entry in data["group"]),
                office=_hours(data["office_hours"]),
                daily=_switch(gathering["daily"]),
                gathering_minutes=_number(gathering, "minutes", 120),
                repeating_days=_number(data["repeating"], "days", LONGEST_REPEAT),
                robots=tuple(robot_kind(entry["key"], entry["name"], entry["hosts"], _basis(entry))
                             for entry in data.get("robot", ())),
            )
        except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as problem:
            raise RuleError(f"通知规则无法读取：{problem}。") from problem

    def require_whole(self) -> "NoticeRules":
        """These rules. Raises RuleError unless every text belongs to exactly one group, and what is owed is a duty."""
        if len({group.key for group in self.groups}) != len(self.groups):
            raise RuleError("通知规则中有重复的类别。")
        asked = {(voice.kind, side_of(voice.audience)) for voice in voices().values()}
        listed = [(kind, group.to) for group in self.groups for kind in group.events]
        for kind, to in sorted(asked.symmetric_difference(listed)):
            raise RuleError(f"通知规则中事件“{kind}”（{to}）没有归类，或者没有这种通知。")
        if len(listed) != len(set(listed)):
            raise RuleError("通知规则中有事件归入了两类。")
        if any(kind.key == WEBHOOK and kind.hosts for kind in self.robots):
            raise RuleError("网络回调（Webhook）的主机由部署的环境变量规定，规则里不能写。")
        if any(group.to == FIRM and not group.duty and group.events & OWED for group in self.groups):
            raise RuleError("依法或者按办理程序必须告知企业的事项不能归入可以关闭的一类。")
        return self

    @cached_property
    def _places(self) -> Mapping[tuple[str, str], Group]:
        return {(kind, group.to): group for group in self.groups for kind in group.events}

    def group(self, kind: str, audience: Audience) -> Group:
        """The group of the text of event `kind` for `audience`; one that an older edition does not know is owed, at once."""
        return self._places.get((kind, side_of(audience)), UNSORTED)

    def groups_for(self, side: str) -> tuple[Group, ...]:
        """The groups whose texts readers of this side get about cases."""
        return tuple(group for group in self.groups if group.to == side)

    def robot_name(self, key: str) -> str:
        """What the kind is called; its key where the rules in force know it no more, for its robots can still be removed."""
        return next((kind.name for kind in self.robots if kind.key == key), key)

    def robot(self, key: str) -> RobotKind:
        """The kind of robot. RuleError when the rules in force have none of this name."""
        found = next((kind for kind in self.robots if kind.key == key), None)
        if found is None:
            raise RuleError(f"规则里没有“{key}”这种群机器人。")
        return found


def _group(entry: Mapping[str, Any]) -> Group:
    group = Group(
        key=str(entry["key"]),
        name=str(entry["name"]),
        to=str(entry["to"]),
        events=frozenset(entry["events"]),
        duty=_switch(entry.get("duty", False)),
        quiet=_switch(entry.get("quiet", False)),
        basis=_basis(entry),
        valid_from=entry["valid_from"],
    )
    if group.to not in (FIRM, STAFF, ACCOUNT, RESPONDENT) or len(group.events) != len(entry["events"]):
        raise ValueError(f"{group.key} 的 to 或 events 有误")
    if group.quiet and group.events - REMINDING:
        raise ValueError(f"{group.key} 里有不只是提醒的事件，不能等到办公时间")
    return group


def _hours(entry: Mapping[str, Any]) -> Hours:
    start, end = entry["from"], entry["until"]
    if not (isinstance(start, time) and isinstance(end, time) and start < end):
        raise ValueError("办公时间的 from 和 until 有误")
    _basis(entry)
    return Hours(start, end)


def _number(entry: Mapping[str, Any], name: str, most: int) -> int:
    value = entry[name]
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise ValueError(f"{name} 应为 1 至 {most} 的整数")
    _basis(entry)
    return value


def _switch(value: object) -> bool:
    if value is True or value is False:
        return value
    raise ValueError(f"{value} 只能写 true 或 false")


def _basis(entry: Mapping[str, Any]) -> str:
    if not entry["basis"] or not isinstance(entry["valid_from"], date):
        raise ValueError(f"{entry.get('key', '')} 缺依据或生效日")
    return str(entry["basis"])
