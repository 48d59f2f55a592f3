"""Invented documents of the genre, each with its reviewed reading beside it."""

import re
from pathlib import Path

import pytest

from caseflow.core.policy import Lexicon, parse_document
from tests.core.policy.outlook import told

TEXTS = sorted((Path(__file__).parent / "texts").glob("*.txt"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_document_reads_as_reviewed(path: Path, lexicon: Lexicon) -> None:
    parsed = parse_document(path.read_text(encoding="utf-8"), lexicon)
    assert told(parsed) == path.with_suffix(".expected").read_text(encoding="utf-8")


def test_there_are_texts() -> None:
    assert len(TEXTS) >= 12


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_spans_point_at_what_is_cited(path: Path, lexicon: Lexicon) -> None:
    text = path.read_text(encoding="utf-8")
    units = [unit for clause in parse_document(text, lexicon).clauses for unit in clause.units]
    for unit in units:
        found = re.sub(r"\s|-\s*\d+\s*-", "", text[slice(*unit.span)])
        assert unit.cited == found


def test_half_widths_broken_lines_and_form_feeds_change_nothing(lexicon: Lexicon) -> None:
    plain = "一、环境\n（一）清欠。办理投诉。（省财政厅、省工信厅按职责分工负责）\n"
    odd = "一、环境\r\n\x0c(一)清欠。办理\n\n- 4 -\n\n投诉。(省财\n\n政厅､、省工信厅按职\n责分工负责)\n".replace(
        "､", ""
    )
    first, second = (parse_document(text, lexicon).clauses[0] for text in (plain, odd))
    assert [u.cited for u in second.units] == [u.cited for u in first.units] == ["省财政厅", "省工信厅"]
    assert first.title == second.title


def test_json_has_the_keys_others_rely_on(lexicon: Lexicon) -> None:
    answer = parse_document("一、环境\n（一）清欠。办理投诉。（省财政厅负责）\n", lexicon).as_json()
    assert set(answer) == {"document", "cover", "default_implementing", "clauses", "problems"}
    assert set(answer["document"]) == {"number", "title", "issuers", "date", "territory", "level"}
    assert {"number", "part", "title", "span", "units", "open_list", "tasks"} <= set(answer["clauses"][0])
    unit = answer["clauses"][0]["units"][0]
    assert {"cited", "name", "competence", "level", "territory", "role", "order"} <= set(unit)
    assert answer["document"]["number"] is None
    assert {problem["kind"] for problem in answer["problems"]} >= {"no_number", "no_title", "no_issuer", "no_date"}
