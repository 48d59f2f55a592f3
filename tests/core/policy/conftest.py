"""The shipped lexicon, read once."""

import pytest

from caseflow.core.policy import Lexicon, load_lexicon
from caseflow.settings import policies_dir


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """policies/competences.toml."""
    return load_lexicon((policies_dir() / "competences.toml").read_text(encoding="utf-8"))
