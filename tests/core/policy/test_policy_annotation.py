"""Notes on responsibility: roles from verbs, labels, order and brackets."""

import pytest

from caseflow.core.policy import Lexicon, parse_document

NOTES = [
    ("省财政厅负责", "省财政厅=responsible"),
    ("省财政厅、省工信厅等按职责分工负责", "省财政厅=responsible 省工信厅=responsible 等"),
    ("省财政厅等17个部门按职责分工负责", "省财政厅=responsible 等"),
    ("省财政厅牵头，省工信厅、省税务局配合", "省财政厅=lead 省工信厅=assist 省税务局=assist"),
    ("省财政厅牵头、省工信厅配合", "省财政厅=lead 省工信厅=assist"),
    ("由省财政厅牵头负责，省工信厅等部门参与", "省财政厅=lead 省工信厅=assist 等"),
    ("省财政厅会同省工信厅负责", "省财政厅=lead 省工信厅=assist"),
    ("省财政厅商省工信厅负责", "省财政厅=lead 省工信厅=assist"),
    ("省财政厅会同各市州政府按职责分工负责", "省财政厅=responsible 各市州政府=responsible"),
    ("责任单位：省财政厅（牵头）、省工信厅", "省财政厅=lead 省工信厅=responsible"),
    ("牵头单位：省财政厅；配合单位：省工信厅、省税务局", "省财政厅=lead 省工信厅=assist 省税务局=assist"),
    ("责任单位：省财政厅、省工信厅，列第一位者为牵头单位", "省财政厅=lead 省工信厅=responsible"),
    (
        "省财政厅负责；各市州政府、兰州新区管委会组织实施",
        "省财政厅=responsible 各市州政府=implementing 兰州新区管委会=implementing",
    ),
    ("省财政厅，各市州政府负责", "省财政厅=responsible 各市州政府=responsible"),
    ("省财政厅，各市州政府抓好落实", "省财政厅=responsible 各市州政府=implementing"),
    ("省财政厅组织实施", "省财政厅=responsible"),
    ("省财政厅和省工信厅负责", "省财政厅=responsible 省工信厅=responsible"),
    ("省文化和旅游厅负责", "省文化和旅游厅=responsible"),
    ("省工商联、省残疾人联合会负责", "省工商联=responsible 省残疾人联合会=responsible"),
    ("省财政厅负责，2025年底前完成", "省财政厅=responsible"),
    ("省财政厅，各市（州）、县（区）人民政府负责", "省财政厅=responsible 各市（州）、县（区）人民政府=responsible"),
    ("全体成员单位", "全体成员单位=responsible"),
]


@pytest.mark.parametrize(("note", "expected"), NOTES)
@pytest.mark.parametrize("shape", ["（{}）", "({})", "({}）", "【{}】", "〔{}〕"])
def test_roles(note: str, expected: str, shape: str, lexicon: Lexicon) -> None:
    text = f"甘肃省办法\n一、环境\n（一）清欠。办理投诉。{shape.format(note)}\n（二）公开。公开结果。（省审计厅负责）\n"
    first, second = parse_document(text, lexicon).clauses
    told = [f"{unit.cited}={unit.role}" for unit in first.units] + (["等"] if first.open_list else [])
    assert " ".join(told) == expected
    assert [unit.cited for unit in second.units] == ["省审计厅"]


@pytest.mark.parametrize("words", ["（以下简称条例）", "（2020年修订）", "（LPR）", "（站、室）", "（甘肃）", "（含）"])
def test_other_brackets_are_no_notes(words: str, lexicon: Lexicon) -> None:
    text = f"甘肃省办法\n一、环境\n（一）清欠。落实规定{words}。（省财政厅负责）\n"
    assert [unit.cited for unit in parse_document(text, lexicon).clauses[0].units] == ["省财政厅"]


def test_the_rule_that_the_first_leads_may_stand_outside(lexicon: Lexicon) -> None:
    text = (
        "甘肃省办法\n责任单位中列第一位的为牵头单位。\n一、环境\n（一）清欠。办理。（责任单位：省财政厅、省工信厅）\n"
    )
    assert [unit.role for unit in parse_document(text, lexicon).clauses[0].units] == ["lead", "responsible"]


def test_a_default_implementer_is_stated_once(lexicon: Lexicon) -> None:
    note = "（省财政厅负责；各市州政府组织实施。以下任务均需各市州政府组织实施，不再一一列出）"
    text = f"甘肃省办法\n一、环境\n（一）清欠。办理。{note}\n（二）公开。公开结果。（省审计厅负责）\n"
    parsed = parse_document(text, lexicon)
    assert parsed.default_implementing == ("各市州政府",)
    assert [unit.cited for unit in parsed.clauses[0].units] == ["省财政厅", "各市州政府"]
    assert [unit.cited for unit in parsed.clauses[1].units] == ["省审计厅"]


def test_words_nobody_can_read_are_listed(lexicon: Lexicon) -> None:
    text = "甘肃省办法\n一、环境\n（一）清欠。办理。（省财政厅、神秘机构负责）\n"
    parsed = parse_document(text, lexicon)
    assert [unit.competence for unit in parsed.clauses[0].units] == ["财政", None]
    assert any("神秘机构" in problem.text for problem in parsed.problems)
