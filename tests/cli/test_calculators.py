"""The calculators as commands: one JSON value on standard output, sentences on standard error, exit codes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from caseflow.cli import main

ROOT = Path(__file__).parents[2]


def _run(*words: str, given: object = None) -> Result:
    typed = given if isinstance(given, str | bytes) else json.dumps(given)
    return CliRunner().invoke(main, list(words), input=typed)


def test_due_as_json() -> None:
    result = _run("due", "--clock", "dispatch", "--start", "2026-09-28", "--json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert (answer["due"], answer["due_next_working_day"], answer["provisional"]) == ("2026-10-16", "2026-10-16", False)
    assert (answer["counted"], answer["made_up"]) == (10, ["2026-10-10"])
    assert answer["skipped"][0] == "2026-10-01"
    assert "802号第二十五条" in answer["basis"]


def test_due_by_track() -> None:
    result = _run("due", "--clock", "dispatch", "--track", "B", "--start", "2026-09-30", "--json")
    assert json.loads(result.stdout)["due"] == "2026-10-08"


def test_interest_reads_numbers_as_decimals() -> None:
    claim = (
        '{"contract_date":"2024-03-01","due_date":"2025-01-01","principal":1000000.10,"agreed_annual_rate":3.45,'
        '"payments":[],"as_of":"2025-05-01","day_count":360}'
    )
    answer = json.loads(_run("interest", "-", "--json", given=claim).stdout)
    assert (answer["total"], answer["rate_used"], answer["segments"][0]["principal"]) == (
        "11500.00",
        "3.45",
        "1000000.10",
    )


def test_payment_due_from_a_file(tmp_path: Path) -> None:
    question = {
        "respondent_type": "大型企业",
        "contract_date": "2024-01-01",
        "price_of": "工程",
        "start_kind": "accepted",
        "start_date": "2025-01-02",
        "agreed_days": None,
    }
    (tmp_path / "question.json").write_text(json.dumps(question), "utf-8")
    result = _run("payment-due", str(tmp_path / "question.json"), "--json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["due"], answer["law"]) == (0, None, "国务院令第728号")
    assert answer["notes"]


def test_size() -> None:
    figures = {"industry_code": "C", "employees": 1000, "revenue_wan": 39999, "assets_wan": None}
    answer = json.loads(_run("size", "-", "--json", given=figures).stdout)
    assert (answer["size"], len(answer["by"])) == ("中型", 2)
    assert "size: 中型" in _run("size", "-", given=figures).stdout


@pytest.mark.parametrize(
    ("words", "given", "says"),
    [
        (("due", "--clock", "lunch", "--start", "2026-01-05"), "", "没有时限“lunch”"),
        (("due", "--clock", "sign", "--start", "2026-02-30"), "", "--start"),
        (("due", "--clock", "sign", "--track", "C", "--start", "2026-01-05"), "", "--track"),
        (("due", "--clock", "supervision", "--start", "2026-01-05"), "", "督办函"),
        (("interest", "-"), "{", "第 1 行"),
        (("interest", "-"), "[]", "JSON 对象"),
        (("interest", "-"), '{"principal": NaN}', "JSON"),
        (("interest", "-"), "{}", "缺少 principal"),
        (("interest", "-"), b"\xff\xfe", "UTF-8"),
        (("payment-due", "-"), '{"respondent_type": "机关"}', "缺少 contract_date"),
        (("size", "-"), '{"industry_code": "F"}', "写到更细的代码"),
        (("size", "no-such-file.json"), "", "no-such-file.json"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(words: tuple[str, ...], given: str, says: str) -> None:
    result = _run(*words, "--json", given=given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_the_rules_come_from_the_named_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "policies", tmp_path / "rules")
    (tmp_path / "rules/calendar/2026.toml").unlink()
    monkeypatch.setenv("CASEFLOW_POLICIES", str(tmp_path / "rules"))
    answer = json.loads(_run("due", "--clock", "dispatch", "--start", "2026-09-28", "--json").stdout)
    assert (answer["due"], answer["provisional"]) == ("2026-10-12", True)
    (tmp_path / "rules/deadlines.toml").unlink()
    result = _run("due", "--clock", "dispatch", "--start", "2026-09-28")
    assert (result.exit_code, "deadlines.toml" in result.stderr) == (1, True)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_the_time_zone_of_the_process_does_not_matter(zone: str) -> None:
    words = ["due", "--clock", "result", "--start", "2026-04-30", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "caseflow", *words],
        env={**os.environ, "TZ": zone, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        timeout=60,
    )
    answer = json.loads(done.stdout)
    assert (answer["due"], answer["due_next_working_day"]) == ("2026-05-30", "2026-06-01")
