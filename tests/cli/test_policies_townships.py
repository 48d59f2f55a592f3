"""`policies townships` makes the look-up table from a list of divisions."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from caseflow.cli import main
from caseflow.settings import ROOT

DIVISIONS = [
    {"code": "620725101", "name": "清泉镇", "parent": "620725", "level": 4},
    {"code": "620725100", "name": "甲镇", "parent": "620725", "level": 4},
    {"code": "620725", "name": "山丹县", "parent": "620700", "level": 3},
    {"code": "620702402", "name": "张掖经济技术开发区", "parent": "620702", "level": 4},
]


@pytest.fixture
def policies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of rules of its own."""
    shutil.copy(ROOT / "policies" / "territory.csv", tmp_path)
    (tmp_path / "townships.csv").write_text("code,name,county,also\n620725100,旧名,620725,620171\n", encoding="utf-8")
    monkeypatch.setenv("CASEFLOW_POLICIES", str(tmp_path))
    return tmp_path


def test_townships_are_written_by_code_and_what_people_noted_stays(policies: Path, tmp_path: Path) -> None:
    source = tmp_path / "regions.json"
    source.write_text(json.dumps({"regions": DIVISIONS}), encoding="utf-8")
    answer = CliRunner().invoke(main, ["policies", "townships", str(source)])
    assert answer.exit_code == 0, answer.output
    assert (policies / "townships.csv").read_text(encoding="utf-8").splitlines() == [
        "code,name,county,also",
        "620725100,甲镇,620725,620171",
        "620725101,清泉镇,620725,",
    ]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"regions": [1]}', '{"regions": [{"code": "1"}]}', "\xff"])
def test_what_is_no_list_of_divisions_is_refused_and_nothing_is_written(
    policies: Path, tmp_path: Path, text: str
) -> None:
    source = tmp_path / "regions.json"
    source.write_bytes(text.encode("latin-1"))
    before = (policies / "townships.csv").read_text(encoding="utf-8")
    answer = CliRunner().invoke(main, ["policies", "townships", str(source)])
    assert answer.exit_code == 2
    assert (policies / "townships.csv").read_text(encoding="utf-8") == before
