"""`caseflow route` and `caseflow policies check` as a person types them."""

import json
import shutil
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from caseflow.cli.routing import commands, policies_commands
from caseflow.core.errors import BadInput, RuleError
from tests.policies.rulebook import POLICIES, case, cases

GROUP = click.Group(commands={command.name: command for command in (*commands, *policies_commands) if command.name})


def run(*arguments: str, data: Any = None) -> Result:
    """One command; `data` goes in as JSON unless it is bytes already."""
    given = data if isinstance(data, bytes) or data is None else json.dumps(data).encode()
    return CliRunner().invoke(GROUP, list(arguments), input=given)


def test_one_case_gives_a_list_of_one() -> None:
    result = run("route", "-", "--json", data=case())
    (answer,) = json.loads(result.stdout)
    assert result.exit_code == 0
    assert set(answer) == {
        "id", "decision", "ground", "ground_text", "next_step", "lead", "co_handling", "implementing_territory",
        "citations", "rule", "rules_version", "trace", "rejected",
    }  # fmt: skip
    assert answer["lead"]["name"] == "山丹县财政局"


def test_many_cases_come_back_in_order() -> None:
    given = cases()
    result = run("route", "-", "--json", data={"cases": given})
    assert [answer["id"] for answer in json.loads(result.stdout)] == [one["id"] for one in given]


def test_words_for_people() -> None:
    result = run("route", "-", data=case())
    assert "主办 山丹县财政局" in result.stdout
    assert "属地：山丹县" in result.stdout


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"{", "JSON"),
        (b"\xff\xfe\x00", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"[]", "cases"),
        (b'{"cases": 5}', "cases"),
        ({"cases": [case(), case(category="抢劫")]}, "第 2 件（T-1）：不认识的 category：“抢劫”"),
    ],
)
def test_bad_input_says_what_and_where(data: Any, word: str) -> None:
    result = run("route", "-", "--json", data=data)
    assert isinstance(result.exception, BadInput)
    assert word in str(result.exception)
    assert result.stdout == ""


def test_numbers_are_read_exactly() -> None:
    data = json.dumps(case()).replace('"amount_wan": 10', '"amount_wan": 0.00').encode()
    assert json.loads(run("route", "-", "--json", data=data).stdout)[0]["ground"] == "N10"


@pytest.fixture
def own_policies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped rules that a test may break."""
    copy = tmp_path / "policies"
    shutil.copytree(POLICIES, copy)
    monkeypatch.setenv("CASEFLOW_POLICIES", str(copy))
    return copy


def test_check_fails_with_one_and_says_why(own_policies: Path) -> None:
    table = own_policies / "expected" / "routing.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace(",A,R4a-甘肃,财政,", ",A,R4a-甘肃,审计,", 1), encoding="utf-8"
    )
    result = run("check", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["faults"] == ["预期表E001：{'lead_competence': '财政'}"]
    assert "1 处错误" in result.stderr


def test_check_passes_and_prints_counts() -> None:
    result = run("check")
    assert result.exit_code == 0
    assert "没有着落的空洞 0 个" in result.stdout


def test_missing_rules_are_an_alarm(own_policies: Path) -> None:
    (own_policies / "routing.toml").unlink()
    result = run("route", "-", data=case())
    assert isinstance(result.exception, RuleError)
    assert "routing.toml" in str(result.exception)
