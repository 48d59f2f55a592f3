"""Commands that a production refuses."""

import pytest
from click.testing import CliRunner

from caseflow.cli import main


@pytest.mark.parametrize("words", [["clocks", "shift", "3"], ["demo"]])
def test_a_production_refuses(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    given = {
        "CASEFLOW_PRODUCTION": "1", "CASEFLOW_ADDRESS": "https://tousu.example.cn",
        "SECRET_KEY": "k" * 40, "CASEFLOW_TEXT_KEY": "t" * 40,
        "DATABASE_URL": "postgresql+psycopg://caseflow_app@127.0.0.1:1/none",
        "DATABASE_OWNER_URL": "postgresql+psycopg://caseflow_owner@127.0.0.1:1/none",
    }  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 2
    assert "生产环境不得" in answer.stderr
