"""Documents as data: what is written is read back, and equals its text."""

import dataclasses
from pathlib import Path

import pytest

from caseflow.core.errors import BadInput, RuleError
from caseflow.core.policy import (
    Document,
    Lexicon,
    differences,
    document_from,
    load_documents,
    match,
    parse_document,
    to_toml,
    with_summaries,
)

CHANGES = [
    ("省财政厅", "省审计厅"),
    ("[2018]7号", "[2018]8号"),
    ("(二)降低成本", "(二)压降成本"),
    ("2018年2月3日", "2018年2月4日"),
    ("2.规范招投标", "2.规范招标"),
    ("省市场监管局)", "省市场监管局等)"),
    ("二是强化督导,按月调度。办理不力的通报。\n", ""),
]
TEXT = Path(__file__).parent / "texts" / "department_sections.txt"


@pytest.fixture
def document(lexicon: Lexicon) -> Document:
    """An invented document, imported."""
    return document_from(parse_document(TEXT.read_text(encoding="utf-8"), lexicon), "yun-2018-7")


def test_ids_take_the_part_where_numbers_repeat(document: Document) -> None:
    assert [clause.id for clause in document.clauses] == [
        "yun-2018-7#1-1", "yun-2018-7#1-2", "yun-2018-7#2-1", "yun-2018-7#2-2", "yun-2018-7#3-1", "yun-2018-7#3-2",
    ]  # fmt: skip
    assert [task.id for task in document.clauses[3].tasks] == ["yun-2018-7#2-2.1", "yun-2018-7#2-2.2"]


def test_a_paragraph_without_number_gets_a_letter(lexicon: Lexicon) -> None:
    text = (
        "甘肃省办法\n一、环境\n（一）清欠。办理投诉。（省财政厅负责）\n"
        "制定政策时听取企业家意见，加强宣传解读，定期评估。（省工信厅负责）\n"
    )
    parsed = parse_document(text, lexicon)
    assert [clause.id for clause in document_from(parsed, "gan-1").clauses] == ["gan-1#1", "gan-1#1a"]
    assert parsed.clauses[1].number == ""
    assert any(problem.kind == "no_number" and problem.where[0] > 0 for problem in parsed.problems)


def test_a_written_document_reads_back_the_same(document: Document) -> None:
    odd = dataclasses.replace(document, title='引号"与\\反斜线')
    assert load_documents({"a": to_toml(document)}) == (document,)
    assert load_documents({"a": to_toml(odd)}) == (odd,)


def test_the_text_equals_its_own_data(document: Document, lexicon: Lexicon) -> None:
    parsed = parse_document(TEXT.read_text(encoding="utf-8"), lexicon)
    assert match(parsed, (document,)) == document
    assert differences(document, parsed) == ()


def test_every_change_is_told(document: Document, lexicon: Lexicon) -> None:
    text = TEXT.read_text(encoding="utf-8")
    for old, new in CHANGES:
        changed = differences(document, parse_document(text.replace(old, new), lexicon))
        assert old in text
        assert changed, old


def test_more_issuers_in_the_data_are_no_difference(document: Document, lexicon: Lexicon) -> None:
    parsed = parse_document(TEXT.read_text(encoding="utf-8"), lexicon)
    assert differences(dataclasses.replace(document, issuers=(*document.issuers, "云南省财政厅")), parsed) == ()
    assert "发文机关" in differences(dataclasses.replace(document, issuers=()), parsed)[0]


def test_importing_again_keeps_the_summaries(document: Document) -> None:
    told = dataclasses.replace(document.clauses[0], summary="宣传政策")
    reviewed = dataclasses.replace(document, clauses=(told, *document.clauses[1:]))
    assert with_summaries(document, reviewed) == reviewed


@pytest.mark.parametrize("key", ["", "甘", "Gan 1", "../x", "a--b"])
def test_a_key_must_be_plain(key: str, lexicon: Lexicon) -> None:
    with pytest.raises(BadInput):
        document_from(parse_document(TEXT.read_text(encoding="utf-8"), lexicon), key)


def test_a_text_without_clauses_cannot_be_imported(lexicon: Lexicon) -> None:
    with pytest.raises(BadInput):
        document_from(parse_document("甘肃省公告\n没有条款。", lexicon), "gan-1")


def test_broken_data_is_an_alarm(document: Document) -> None:
    good = to_toml(document)
    twice = good.replace('id = "1-2"', 'id = "1-1"')
    long = good.replace('title = "宣传政策"', f'title = "{"长" * 31}"')
    for text in ("key = 3", "key = ", "clauses = []", twice, long):
        with pytest.raises(RuleError):
            load_documents({"a": text})
    with pytest.raises(RuleError):
        load_documents({"a": good, "b": good})
