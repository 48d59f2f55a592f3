"""The rules of 销号 as policies/closure.toml states them: kinds of result, their evidence, thresholds of review."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from caseflow.core.errors import RuleError
from caseflow.core.territory import CITY, COUNTY, PROVINCE

UPWARDS = (COUNTY, CITY, PROVINCE)
SETTLED = ("all", "undisputed", "none")


@dataclass(frozen=True)
class Outcome:
    """One kind of result: what it must be proved with, and whether and when it is an end."""

    key: str
    track: str
    name: str
    write_off: bool
    settled: str
    at_result: tuple[str, ...]
    at_write_off: tuple[str, ...]
    any_of: tuple[str, ...]
    why_not: str
    basis: str


@dataclass(frozen=True)
class ClosureRules:
    """policies/closure.toml: outcomes, names of kinds of evidence, thresholds in yuan by level, review settings.

    `reply_days` is how long a link for the answer holds; None in rules that know no links: then none is sent.
    """

    version: str
    outcomes: Mapping[str, Outcome]
    evidence: Mapping[str, str]
    thresholds: Mapping[str, Decimal]
    attempts: int
    reply_days: int | None
    paid_requires: tuple[str, ...]
    non_cash_requires: tuple[str, ...]
    returns_before_raise: int
    recheck_percent: int

    @staticmethod
    def parse(toml_text: str) -> "ClosureRules":
        """The rules from the text of closure.toml. RuleError when unreadable or naming unknown evidence."""
        try:
            data = tomllib.loads(toml_text)
            outcomes = [_outcome(entry, data["evidence"]) for entry in data["outcome"]]
            rules = ClosureRules(
                version=str(data["version"]),
                outcomes={outcome.key: outcome for outcome in outcomes},
                evidence=dict(data["evidence"]),
                thresholds={level: Decimal(data["thresholds"][level]) for level in UPWARDS},
                attempts=int(data["follow_up"]["attempts"]),
                reply_days=_days(data["follow_up"].get("reply_days")),
                paid_requires=_kinds(data["paid"]["requires"], data["evidence"]),
                non_cash_requires=_kinds(data["paid"]["non_cash_requires"], data["evidence"]),
                returns_before_raise=int(data["review"]["returns_before_raise"]),
                recheck_percent=int(data["recheck"]["percent"]),
            )
        except (tomllib.TOMLDecodeError, ArithmeticError, KeyError, TypeError, ValueError) as problem:
            raise RuleError(f"销号规则无法读取：{problem}。") from problem
        if len(rules.outcomes) != len(outcomes):
            raise RuleError("销号规则中有重复的结果种类。")
        return rules

    def outcome(self, key: str) -> Outcome:
        """The kind of result `key`. RuleError when unknown."""
        if key not in self.outcomes:
            raise RuleError(f"没有结果种类“{key}”。")
        return self.outcomes[key]

    def for_track(self, track: str) -> tuple[Outcome, ...]:
        """The kinds of result of one track, in the order of the file."""
        return tuple(outcome for outcome in self.outcomes.values() if outcome.track == track)

    def names(self, kinds: Iterable[str]) -> str:
        """The Chinese names of kinds of evidence, joined."""
        return "、".join(self.evidence[kind] for kind in kinds)


def _outcome(entry: Mapping[str, Any], evidence: Mapping[str, str]) -> Outcome:
    if entry["settled"] not in SETTLED or entry["write_off"] is bool(entry.get("why_not")) or not entry["basis"]:
        raise ValueError(f"{entry['key']} 的 settled、why_not 或 basis 有误")
    return Outcome(
        key=entry["key"],
        track=entry["track"],
        name=entry["name"],
        write_off=entry["write_off"],
        settled=entry["settled"],
        at_result=_kinds(entry["at_result"], evidence),
        at_write_off=_kinds(entry["at_write_off"], evidence),
        any_of=_kinds(entry.get("any_of", []), evidence),
        why_not=entry.get("why_not", ""),
        basis=entry["basis"],
    )


def _days(value: Any) -> int | None:
    return None if value is None else int(value)


def _kinds(kinds: list[str], evidence: Mapping[str, str]) -> tuple[str, ...]:
    unknown = [kind for kind in kinds if kind not in evidence]
    if unknown:
        raise ValueError(f"未定义的佐证种类 {unknown}")
    return tuple(kinds)
