"""The fifty worked cases: decision, ground, lead, implementing territory and clauses."""

from typing import Any

import pytest

from tests.policies.rulebook import book, cases

CASES = cases()


def test_all_fifty_are_here() -> None:
    assert len(CASES) == 50


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    expected = case["expected"]
    answer = book().decide(book().read(case)).as_json()
    lead = answer["lead"]
    assert (answer["decision"], answer["ground"]) == (expected["decision"], expected["ground"])
    assert (lead and {key: lead[key] for key in ("competence", "level", "territory")}) == expected["lead"]
    assert (lead and lead["lead_basis"]) == expected["lead_basis"]
    assert answer["implementing_territory"] == expected["implementing_territory"]
    cited = [{key: citation[key] for key in ("document", "clause", "task")} for citation in answer["citations"]]
    assert [wanted for wanted in expected["citations"] if wanted not in cited] == []


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_co_handlers_include_the_expected(case: dict[str, Any]) -> None:
    decision = book().decide(book().read(case))
    helping = {(office.competence, office.territory) for office in decision.co_handling}
    assert {(co["competence"], co["territory"]) for co in case["expected"]["co_handling"]} <= helping
