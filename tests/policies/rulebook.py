"""The shipped rules, read once for the tests of routing."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from caseflow.core.routing import RuleBook

POLICIES = Path(__file__).parents[2] / "policies"
CASES = Path(__file__).with_name("cases.json")


@cache
def files() -> dict[str, str]:
    """The texts of policies/ that routing reads."""
    paths = [*POLICIES.glob("*.toml"), *POLICIES.glob("*.csv"), *POLICIES.glob("documents/*.toml")]
    return {path.relative_to(POLICIES).as_posix(): path.read_text(encoding="utf-8") for path in paths}


@cache
def book() -> RuleBook:
    """The shipped edition."""
    return RuleBook.parse(files())


def changed(name: str, text: str) -> RuleBook:
    """The shipped edition with one file replaced."""
    return RuleBook.parse({**files(), name: text})


def cases() -> list[dict[str, Any]]:
    """The worked cases with what must come out."""
    return list(json.loads(CASES.read_text(encoding="utf-8"))["cases"])


def case(**changes: Any) -> dict[str, Any]:
    """An ordinary complaint: 山丹县水务局 owes for works. Keys of a nested table are written table__key."""
    made: dict[str, Any] = {
        "id": "T-1",
        "complainant": {"name": "甲公司", "region": "甘肃省张掖市山丹县", "size": "小型"},
        "respondent": {
            "name": "山丹县水务局",
            "type": "机关",
            "level": "县级",
            "region": {"province": "甘肃省", "city": "张掖市", "county": "山丹县"},
            "supervising_department": None,
            "industry": None,
        },
        "category": "拖欠工程款",
        "amount_wan": 10,
        "dates": {"contract": "2025-07-01", "due": "2025-12-31", "filed": "2026-03-01"},
        "declared": {"contactable": True, "contract_relation": True, "price_of": "工程"},
    }
    for key, value in changes.items():
        table, _, inner = key.partition("__")
        if inner:
            made[table][inner] = value
        else:
            made[table] = value
    return made


def region(province: str, city: str | None = None, county: str | None = None) -> dict[str, str | None]:
    """A region as the input writes it."""
    return {"province": province, "city": city, "county": county}
