"""Words are found whatever their width or case, and marked without touching the text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from caseflow.policybook.spotting import found_in, highlight, plain

TEXT = st.text(alphabet="拖欠账款（）()aAＡ<&> 一", max_size=30)


def test_width_and_case_do_not_matter() -> None:
    assert plain("（ＡB）") == plain("(ab)")
    assert highlight("（三十）清理拖欠", "(三十) 拖欠") == "<mark>（三十）</mark>清理<mark>拖欠</mark>"


def test_what_was_typed_is_escaped() -> None:
    assert highlight("<b>拖欠</b>", "拖欠") == "&lt;b&gt;<mark>拖欠</mark>&lt;/b&gt;"


def test_words_that_overlap_are_marked_once() -> None:
    assert highlight("甲乙丙", "甲乙 乙丙") == "<mark>甲乙丙</mark>"


@given(TEXT, TEXT)
def test_marking_changes_nothing_but_marks(text: str, words: str) -> None:
    assert re.sub("</?mark>", "", highlight(text, words)) == highlight(text, "")


@given(TEXT)
def test_plain_text_keeps_its_length(text: str) -> None:
    assert len(plain(text)) == len(text)


def test_the_passage_stands_around_the_word() -> None:
    assert found_in("甲" * 50 + "拖欠" + "乙" * 50, "拖欠") == "…" + "甲" * 30 + "拖欠" + "乙" * 30 + "…"
    assert found_in("甲乙", "丙") == ""
