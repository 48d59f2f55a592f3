"""`policies parse | import | compare` as a person types them, on invented documents."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from caseflow.cli.policies_documents import commands
from caseflow.core.errors import BadInput

TEXT = "甘肃省办法\n甘某发〔2024〕3号\n一、环境\n（一）清欠。办理投诉。（省财政厅牵头，省工信厅配合）\n2024年5月6日\n"


def run(*arguments: str, data: bytes | None = None) -> Result:
    """One command of the group."""
    group = click.Group(commands={command.name: command for command in commands if command.name})
    return CliRunner().invoke(group, list(arguments), input=data, catch_exceptions=True)


def test_parse_prints_one_json_value() -> None:
    result = run("parse", "-", "--json", data=TEXT.encode("gb18030"))
    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert answer["document"]["number"] == "甘某发〔2024〕3号"
    assert [unit["role"] for unit in answer["clauses"][0]["units"]] == ["lead", "assist"]


def test_parse_for_people_names_units_and_doubts() -> None:
    result = run("parse", "-", data=TEXT.replace("省工信厅", "神秘办").encode())
    assert "省财政厅[lead]" in result.stdout
    assert "神秘办" in result.stderr


@pytest.mark.parametrize("data", [b"", b"\x00" * 100])
def test_what_is_no_text_is_bad_input(data: bytes) -> None:
    assert isinstance(run("parse", "-", "--json", data=data).exception, BadInput)


def test_import_then_compare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lexicon = (Path(__file__).parents[2] / "policies" / "competences.toml").read_text(encoding="utf-8")
    (tmp_path / "competences.toml").write_text(lexicon, encoding="utf-8")
    monkeypatch.setenv("CASEFLOW_POLICIES", str(tmp_path))
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text(TEXT, encoding="utf-8")
    assert run("compare", str(texts)).exit_code == 1
    assert run("import", str(texts / "a.txt"), "--key", "gan-2024-3").exit_code == 0
    target = tmp_path / "documents" / "gan-2024-3.toml"
    reviewed = target.read_text(encoding="utf-8").replace('summary = ""', 'summary = "办理拖欠投诉"')
    target.write_text(reviewed, encoding="utf-8")
    assert run("import", str(texts / "a.txt"), "--key", "gan-2024-3").exit_code == 0
    assert target.read_text(encoding="utf-8") == reviewed
    assert run("compare", str(texts)).exit_code == 0
    (texts / "a.txt").write_text(TEXT.replace("省工信厅", "省审计厅"), encoding="utf-8")
    changed = run("compare", str(texts))
    assert changed.exit_code == 1
    assert "省审计厅" in changed.stdout
    assert "省工信厅" in changed.stdout
