"""The generated documents are true in the same commit."""

from caseflow.cli.reference import generated


def test_generated_documents_are_current() -> None:
    stale = [path.name for path, text in generated().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run: python3 manage.py reference"
