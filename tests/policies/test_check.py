"""`policies check`: the shipped rules hold, and broken ones are found."""

import csv
from typing import Any

import pytest

from caseflow.core.errors import RuleError
from caseflow.core.routing import RuleBook
from caseflow.core.routing.checking import Sweep, check, expected_faults, rule_faults
from caseflow.core.routing.probing import Probes
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


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"gan-2020-351#10"', '"gan-2020-351#99"', "gan-2020-351#99不存在"),
        (', "gan-2019-114#3-2"', "", "gan-2019-114#3-2写有受理处理投诉的职责（受理和处理投诉）"),
        ('basis = "政府采购法第十三条"', 'basis = ""', "没有法定依据"),
        ('principle = ["宁夏"]\n', "", "没有注明依原则"),
        ('reason = "行政', 'principle = ["甘肃"]\nreason = "行政', "却列了财政"),
        ('competence = "地方金融"', 'competence = "不存在线"', "不在机构表里"),
        ('clauses."宁夏" = ["ningxia-2021#8"]\n', "", "没有写明宁夏引用的条款"),
    ],
)
def test_a_broken_rule_is_found(old: str, new: str, fault: str) -> None:
    text = files()["routing.toml"]
    assert old in text
    faults = list(rule_faults(changed("routing.toml", text.replace(old, new, 1))))
    assert any(fault in found for found in faults), faults


def test_the_shipped_rules_have_none() -> None:
    assert list(rule_faults(book())) == []


def sweep_one_county(rules: RuleBook) -> Sweep:
    """Every category, respondent type and level at one county."""
    sweep = Sweep(rules.offices, rules.rules)
    sweep.run(facts for facts in Probes(rules.offices).full() if facts.seat == rules.territories.get("山丹县"))
    return sweep


def test_a_rule_that_cannot_be_evaluated_is_a_hole() -> None:
    text = files()["routing.toml"]
    old = 'competence = "工信"\nlevel = "seat"'
    assert old in text
    sweep = sweep_one_county(changed("routing.toml", text.replace(old, 'competence = "@body"\nlevel = "seat"', 1)))
    assert sweep.holes
    assert all("R4d" in hole and "民营大型企业" in hole for hole in sweep.holes)


def test_a_rule_nothing_reaches_is_named() -> None:
    text = files()["routing.toml"].replace(
        'category = ["政府采购歧视"]', 'category = ["政府采购歧视"], level = ["没有"]', 1
    )
    assert "规则R5-政府采购歧视从未成立" in sweep_one_county(changed("routing.toml", text)).unreachable()


def test_a_wrong_expectation_is_reported() -> None:
    row = expected_rows()[0] | {"lead_competence": "审计"}
    assert expected_faults(book(), [row]) == (["预期表E001：{'lead_competence': '财政'}"], 1)


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
