"""How a complaint reaches an office other than through the firm's own account, and since when it counts as received.

The day on which a complaint was received stands apart from the day on which a clerk wrote it down: limits and the law of
procedure go by the first (工信部企业〔2021〕224号: the review begins with the receipt).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from caseflow.core.chinese import SHANGHAI
from caseflow.core.errors import BadInput, RuleError

WEB = "web"
WEB_NAME = "企业网上提交"


@dataclass(frozen=True)
class Channel:
    """One way in; `external`: whoever sent it on gave it a number, which has to be kept."""

    key: str
    name: str
    external: bool
    basis: str


@dataclass(frozen=True)
class ReceptionRules:
    """policies/channels.toml: the ways in beside the firm's own, and how many days back a receipt may lie."""

    version: str
    channels: Mapping[str, Channel]
    days_back: int

    @staticmethod
    def parse(toml_text: str) -> "ReceptionRules":
        """The rules from the text of channels.toml. RuleError names what cannot be used."""
        try:
            data = tomllib.loads(toml_text)
            rows = [_channel(row) for row in data["channel"]]
            days, version = int(data["received"]["days_back"]), str(data["version"])
        except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as problem:
            raise RuleError(f"来件渠道无法读取：{problem}。") from problem
        if len({row.key for row in rows}) != len(rows) or not rows or days < 0:
            raise RuleError("来件渠道为空、有重复的代号，或者可倒填的天数写错了。")
        return ReceptionRules(version, {row.key: row for row in rows}, days)

    def name(self, key: str) -> str:
        """What a way in is called; the key itself where the rules no longer have it."""
        known = self.channels.get(key)
        return WEB_NAME if key == WEB else known.name if known else key

    def check(self, channel: str, external_number: str, received_on: date, today: date) -> None:
        """BadInput, naming the field, for an unknown way in, a number that is missing, or a day that cannot be."""
        known = self.channels.get(channel)
        if known is None:
            raise BadInput(f"来件渠道应是其中之一：{'、'.join(each.name for each in self.channels.values())}。", "channel")
        if known.external and not external_number:
            raise BadInput(f"{known.name}的，请填写对方的编号。", "external_number")
        if received_on > today:
            raise BadInput("收到日期不能晚于今天。", "received_on")
        if received_on < today - timedelta(days=self.days_back):
            raise BadInput(f"收到日期不能早于 {self.days_back} 天以前；更早收到的，请先与上级部门核对。", "received_on")


def filing_moment(received_on: date, at: datetime) -> datetime:
    """Since when a complaint counts as filed that was received on a day and written down `at` this moment.

    The moment itself on the same day, else the first of the day of receipt (Asia/Shanghai).
    """
    if at.astimezone(SHANGHAI).date() == received_on:
        return at
    return datetime.combine(received_on, time.min, SHANGHAI)


def _channel(row: Mapping[str, Any]) -> Channel:
    if not row["basis"] or row["key"] == WEB:
        raise ValueError(f"{row['key']} 缺依据，或者用了留给网上提交的代号")
    return Channel(str(row["key"]), str(row["name"]), bool(row["external"]), str(row["basis"]))
