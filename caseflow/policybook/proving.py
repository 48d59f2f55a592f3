"""May these rules be published? Parsers, what running cases still need, and the full product of `policies check`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from caseflow.core.edition import Edition
from caseflow.core.errors import CaseflowError
from caseflow.core.routing import RuleBook
from caseflow.core.routing.checking import answer, check
from caseflow.policybook.rule_files import UNFIT, Fault, file_faults, joint_faults, place_in

SHOWN = 100
COLUMNS = {
    "decision": "受理结论",
    "ground": "受理理由",
    "rule": "规则",
    "lead_competence": "主办条线",
    "lead_level": "主办层级",
    "lead_territory": "主办地区",
    "implementing": "组织实施",
    "co": "协办",
}


@dataclass(frozen=True)
class InUse:
    """What the running system relies on: codes of places of cases and offices."""

    territories: frozenset[str]


@dataclass(frozen=True)
class Report:
    """`faults` forbid publication; `warnings` are lines of the expected table that the rules now answer otherwise."""

    faults: tuple[Fault, ...]
    warnings: tuple[str, ...]
    counts: Mapping[str, int]

    @property
    def ok(self) -> bool:
        """Whether the edition may be published."""
        return not self.faults

    def as_json(self) -> dict[str, Any]:
        """The report as it is kept with the draft."""
        faults = [{"file": f.file, "line": f.line, "place": f.place, "text": f.text} for f in self.faults[:SHOWN]]
        return {
            "ok": self.ok,
            "faults": faults,
            "fault_count": len(self.faults),
            "warnings": list(self.warnings[:SHOWN]),
            "warning_count": len(self.warnings),
            "counts": dict(self.counts),
        }


def prove(edition: Edition, base: Edition, in_use: InUse, expected: Iterable[Mapping[str, str]]) -> Report:
    """Check `edition`, which changes `base`. Takes some seconds where the files can be read, else none."""
    faults = file_faults(edition.files) or joint_faults(edition) or _lost(edition, base, in_use)
    if faults:
        return Report(tuple(faults), (), {})
    try:
        report = check(edition.book, ())
        rows = list(expected)
        warnings = tuple(filter(None, (_otherwise(edition.book, row) for row in rows)))
    except CaseflowError as refusal:
        return Report((place_in(edition.files, str(refusal)),), (), {})
    except UNFIT as problem:
        return Report(
            (Fault("routing.toml", None, f"逐项试算时出错（{type(problem).__name__}），请检查改动。"),), (), {}
        )
    found = [place_in(edition.files, f"{text}。") for text in report["faults"]]
    found += [Fault("routing.toml", None, f"没有着落：{hole}") for hole in report["holes"]]
    outcomes = report["outcomes"]
    counts = {
        "combinations": report["combinations"],
        "lead": outcomes["lead"],
        "ground": sum(outcomes["ground"].values()),
        "queue": sum(outcomes["queue"].values()),
        "holes": report["hole_count"],
        "expected": len(rows),
    }
    return Report(tuple(found), warnings, counts)


def _otherwise(book: RuleBook, row: Mapping[str, str]) -> str:
    got = answer(book, row)
    moved = [
        f"{COLUMNS.get(key, key)}由“{row.get(key) or '无'}”变为“{value or '无'}”"
        for key, value in got.items()
        if value != (row.get(key) or "")
    ]
    return f"{row['id']}（{row['category']}，{row['respondent']}）：{'；'.join(moved)}" if moved else ""


def _lost(edition: Edition, base: Edition, in_use: InUse) -> list[Fault]:
    places = edition.territories.by_code
    gone = [code for code in sorted(in_use.territories) if code not in places]
    faults = [
        Fault("territory.csv", None, f"删去了代码 {code}（{_name(base, code)}），但还有机构或案件用到它。")
        for code in gone
    ]
    clocks = {key for key, _track in base.deadlines.rules} - {key for key, _track in edition.deadlines.rules}
    faults += [Fault("deadlines.toml", None, f"删去了时限“{key}”，办理中还要用到它。") for key in sorted(clocks)]
    results = base.closure.outcomes.keys() - edition.closure.outcomes.keys()
    faults += [Fault("closure.toml", None, f"删去了处理结果“{key}”，已有案件还要用到它。") for key in sorted(results)]
    return faults


def _name(base: Edition, code: str) -> str:
    place = base.territories.by_code.get(code)
    return place.name if place else "未知"
