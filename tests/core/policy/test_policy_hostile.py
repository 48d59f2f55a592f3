"""Whatever is thrown at the parser: a clear answer, soon."""

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseflow.core.errors import BadInput
from caseflow.core.policy import Lexicon, ParsedFile, decode, load_lexicon, parse_document
from caseflow.settings import policies_dir

SECONDS = 2.0
START = "一、甲\n（一）乙。丙。\n"
HOSTILE = {
    "one line": "推动高质量发展，" * 130_000,
    "one sign": "一" * 350_000,
    "no line breaks": "一、甲" + "".join(f"（{n}）丙。丁。（省财政厅负责）" for n in "一二三四五六七八九十") * 3000,
    "opening": START + "（" * 10_000 + "省财政厅负责",
    "closing": START + "）" * 10_000,
    "pairs": START + "（省财政厅负责）" * 10_000,
    "nested": START + "（" * 5_000 + "省财政厅负责" + "）" * 5_000,
    "sets": START + "（" + "各市、" * 600 + "负责）",
    "verbs": START + "（" + "牵头" * 900 + "）",
    "marks": "（一）\n" * 40_000,
    "tasks": "1.发展\n" * 40_000,
    "labels": START + "责任单位：省财政厅\n" * 30_000,
    "defaults": START + "以下任务均需" * 50_000 + "不再列出",
    "first": START + "第一位为" * 100_000,
    "dates": "2020年1月1日\n" * 40_000,
    "attachments": "附件\n" * 40_000,
    "pages": START + "一段文字，没有结束\n—7—\n" * 24_000,
    "lines": "甲\n" * 400_000,
    "blanks": " " * 1_000_000 + "甲",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_an_answer_in_time(name: str, lexicon: Lexicon) -> None:
    begun = time.process_time()
    with contextlib.suppress(BadInput):
        parse_document(HOSTILE[name], lexicon)
    assert time.process_time() - begun < SECONDS


def test_too_many_numbers_or_brackets_are_refused_in_words(lexicon: Lexicon) -> None:
    for name in ("marks", "tasks", "pairs", "no line breaks", "lines"):
        with pytest.raises(BadInput, match="不像一份政策文件"):
            parse_document(HOSTILE[name], lexicon)


@pytest.mark.parametrize(
    "data", [b"", b" \n\t", b"\x00\x01" * 1000, bytes(range(256)) * 40, bytes(n * 7919 % 251 for n in range(50_000))]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        decode(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert decode("（省财政厅负责）".encode(encoding)) == "（省财政厅负责）"


WORDS = [
    "一、",
    "（一）",
    "(二)",
    "（三",
    "1.",
    "2、",
    "一是",
    "第一条",
    "第二章",
    "。",
    "，",
    "；",
    " ",
    "—3—",
    "省财政厅",
    "自治区司法厅、",
    "各市、县〔区〕人民政府",
    "负责",
    "牵头，",
    "配合",
    "会同",
    "组织实施",
    "等部门",
    "（",
    "）",
    "【",
    "责任单位：",
    "以下任务均需",
    "不再一一列出",
    "列第一位者为牵头单位",
    "2021年3月30日",
    "〔2020〕5号",
    "关于印发",
    "的通知",
    "附件",
    "甘肃",
]
BREAKS = ["\n", "\n\n", "\r\n", "\x0c", "\u2028"]
LEXICON = load_lexicon((policies_dir() / "competences.toml").read_text(encoding="utf-8"))


def spans_hold(parsed: ParsedFile, length: int) -> None:
    """Spans lie inside the text; clauses follow one another; units and tasks lie in order."""
    starts = [clause.span[0] for clause in parsed.clauses]
    assert starts == sorted(starts)
    for clause in parsed.clauses:
        assert 0 <= clause.span[0] < clause.span[1] <= length
        assert [task.span[0] for task in clause.tasks] == sorted(task.span[0] for task in clause.tasks)
    for problem in parsed.problems:
        assert 0 <= problem.where[0] <= problem.where[1] <= length
    for unit in (unit for clause in parsed.clauses for unit in clause.units):
        assert 0 <= unit.span[0] < unit.span[1] <= length


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(BREAKS), st.text(max_size=6)), max_size=60).map("".join)
)
def test_nothing_but_bad_input_is_raised_and_spans_hold(text: str) -> None:
    try:
        parsed = parse_document(text, LEXICON)
    except BadInput:
        return
    spans_hold(parsed, len(text))
    parsed.as_json()
