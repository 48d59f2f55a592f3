"""`policies check`: the shipped rules hold, and broken ones are found."""

import csv
from typing import Any

import pytest

from caseflow.core.errors import RuleError
from caseflow.core.routing import checking, probing
from caseflow.core.routing.checking import check
from tests.policies.rulebook import POLICIES, book, changed, files


def expected_rows() -> list[dict[str, str]]:
    return list(csv.DictReader((POLICIES / "expected" / "routing.csv").read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return check(book(), expected_rows())


def test_every_combination_is_answered(report: dict[str, Any]) -> None:
    assert report["holes"] == []
    assert report["full_product"] == 30 * 16 * 9 * report["territories"]
    outcomes = report["outcomes"]
    assert (
        outcomes["lead"] + sum(outcomes["ground"].values()) + sum(outcomes["queue"].values()) == report["combinations"]
    )


def test_shipped_rules_have_no_fault(report: dict[str, Any]) -> None:
    assert report["faults"] == []
    assert report["ok"] is True


def test_every_rule_is_reached(report: dict[str, Any]) -> None:
    assert [rule for rule, hits in report["hits"].items() if not hits] == []


def test_a_lead_that_no_clause_names_has_a_legal_basis(report: dict[str, Any]) -> None:
    principle = [basis for basis in report["bases"] if basis["basis"] == "principle"]
    assert principle
    assert all(basis["law"] for basis in principle)


def test_expected_table_is_not_small(report: dict[str, Any]) -> None:
    assert report["expected"]["lines"] >= 100


@pytest.fixture
def few_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Faults of the rules show at one county; the whole product is tried once above."""

    def places(probes: probing.Probes) -> tuple[Any, ...]:
        return (probes.offices.territories.get("山丹县"),)

    monkeypatch.setattr(checking.Probes, "places", places)


@pytest.mark.usefixtures("few_places")
@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"gan-2020-351#10"', '"gan-2020-351#99"', "gan-2020-351#99不存在"),
        ('basis = "政府采购法第十三条"', 'basis = ""', "没有法定依据"),
        ('principle = ["宁夏"]\n', "", "没有注明依原则"),
        ('reason = "行政', 'principle = ["甘肃"]\nreason = "行政', "却列了财政"),
        ('competence = "地方金融"', 'competence = "不存在线"', "不在机构表里"),
        ('clauses."宁夏" = ["ningxia-2021#8"]\n', "", "没有写明宁夏引用的条款"),
        ('category = ["政府采购歧视"]', 'category = ["政府采购歧视"], level = ["没有的层级"]', "从未成立"),
    ],
)
def test_a_broken_rule_is_found(old: str, new: str, fault: str) -> None:
    text = files()["routing.toml"]
    assert old in text
    faults = check(changed("routing.toml", text.replace(old, new, 1)), ())["faults"]
    assert any(fault in found for found in faults), faults


@pytest.mark.usefixtures("few_places")
def test_a_lead_in_the_wrong_place_is_a_hole() -> None:
    text = files()["routing.toml"].replace(
        'competence = "财政"\nlevel = "up"', 'competence = "财政"\nlevel = "same"', 1
    )
    wrong = text.replace('type = ["机关", "部门监管行为", "司法机关"], body = ["财政", "工信"]', 'type = ["不明"]')
    assert wrong != text
    rows = [row for row in expected_rows() if row["id"] == "E008"]
    assert check(changed("routing.toml", wrong), rows)["expected"]["wrong"] != []


@pytest.mark.usefixtures("few_places")
def test_a_wrong_expectation_is_reported() -> None:
    row = expected_rows()[0] | {"lead_competence": "审计"}
    report = check(book(), [row])
    assert report["ok"] is False
    assert report["expected"]["wrong"] == ["预期表E001：{'lead_competence': '财政'}"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('when = { track = ["A"]', 'when = { colour = ["A"]'),
        ('level = "up"', 'level = "sideways"'),
        ('competence = "@body"', 'competence = "@moon"'),
        ('id = "R4a2"', 'id = "R4b"'),
        ("[[rule]]", "[[rule"),
    ],
)
def test_an_unreadable_rule_is_refused(old: str, new: str) -> None:
    text = files()["routing.toml"]
    assert old in text
    with pytest.raises(RuleError):
        changed("routing.toml", text.replace(old, new, 1))


def test_a_missing_file_is_named() -> None:
    with pytest.raises(RuleError, match=r"units\.toml"):
        type(book()).parse({name: text for name, text in files().items() if name != "units.toml"})
