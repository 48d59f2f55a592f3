"""Two complaints that may be one: what speaks for it, and a measure of texts that behaves."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from caseflow.core.likeness import Gist, likeness, similarity

STORY = "工程验收后一直没有付清，多次催要没有结果。"
ONE = Gist("91620700MA0ENT010N", "山丹县水务局", Decimal(500000), ("SD-2022-06",), STORY)


def test_the_same_told_twice_has_every_reason() -> None:
    found = likeness(ONE, Gist(ONE.firm, "山丹县 水务局", ONE.amount, ("ＳＤ－2022－06",), STORY + "请处理。"))
    assert found.shown
    assert found.reasons[:4] == ("合同编号相同", "同一家企业", "被投诉单位相同", "金额相同")
    assert "相同" in found.reasons[4]


def test_one_firm_with_another_matter_is_no_duplicate() -> None:
    other = Gist(ONE.firm, "高台县教育局", Decimal(8000), ("", "GT-1"), "校服款没有付，对方说等预算。")
    assert likeness(ONE, other).reasons == ("同一家企业",)
    assert not likeness(ONE, other).shown
    empty = Gist("x", "甲", Decimal(0), ("",), "")
    assert likeness(empty, Gist("y", "乙", Decimal(0), ("",), "")).reasons == (), "what nobody said is not the same"


@given(st.text(max_size=60), st.text(max_size=60))
def test_similarity_is_a_share_and_the_same_either_way(one: str, other: str) -> None:
    share = similarity(one, other)
    assert 0 <= share <= 1
    assert share == similarity(other, one)
    assert similarity(STORY + one, STORY + one) == 1
