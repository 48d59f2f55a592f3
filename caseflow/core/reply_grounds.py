"""Why a respondent does not admit what is claimed, and whether the law lets such a reason stand.

The reasons that never stand are those of 国务院令第802号第十四条 (before 2025-06-01: 第728号第十三条); which of the two
holds follows the day of the contract, as all substance does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

VOID = "法定不成立理由"
"""How a reason is marked that the law does not let stand."""


@dataclass(frozen=True)
class Void:
    """The provision by which a reason cannot stand under contracts made from `start` to `end` (None: until today)."""

    basis: str
    start: date
    end: date | None


@dataclass(frozen=True)
class Ground:
    """One reason. `ended`: offered up to this day (None: still); a reply of before keeps naming it."""

    key: str
    name: str
    basis: str
    ended: date | None
    void: tuple[Void, ...]

    def void_basis(self, contracted: date) -> str:
        """The provision by which it cannot stand under a contract of this day; '' where it is for the unit to look into."""
        holding = (
            each.basis
            for each in self.void
            if each.start <= contracted and (each.end is None or contracted <= each.end)
        )
        return next(holding, "")

    def offered(self, today: date) -> bool:
        """Whether it may still be given."""
        return self.ended is None or today <= self.ended


def ground_in(entry: Mapping[str, Any]) -> Ground:
    """One entry `ground` of policies/supervision.toml. KeyError or ValueError where it cannot be used."""
    void = tuple(_void(each) for each in entry.get("void", ()))
    if not entry["name"] or not entry["basis"] or not isinstance(entry["valid_from"], date):
        raise ValueError(f"{entry['key']} 缺名称、依据或生效日")
    return Ground(str(entry["key"]), str(entry["name"]), str(entry["basis"]), entry.get("until"), void)


def _void(entry: Mapping[str, Any]) -> Void:
    if not entry["basis"] or not isinstance(entry["valid_from"], date):
        raise ValueError("void 缺依据或生效日")
    return Void(str(entry["basis"]), entry["valid_from"], entry.get("until"))
