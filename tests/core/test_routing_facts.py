"""Reading the input of `route`: unknown words are refused by name."""

from datetime import date
from decimal import Decimal

import pytest

from caseflow.core.errors import BadInput
from tests.policies.rulebook import book, case, region


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"category": "拖欠工资"}, "拖欠工资"),
        ({"respondent__type": "外星机关"}, "外星机关"),
        ({"respondent__level": "区级"}, "区级"),
        ({"respondent__industry": "航天"}, "航天"),
        ({"complainant__size": "巨型"}, "巨型"),
        ({"declared__price_of": "彩票"}, "彩票"),
        ({"respondent__region": region("甘肃省", "张掖市", "山南县")}, "山南县"),
        ({"respondent__region": region("甘肃省", "张掖市", "贺兰县")}, "贺兰县"),
        ({"dates": {"filed": "2025-13-01"}}, "2025-13-01"),
        ({"dates": {}}, "dates.filed"),
        ({"amount_wan": "很多"}, "很多"),
        ({"amount_wan": -1}, "-1"),
        ({"amount_wan": "NaN"}, "NaN"),
        ({"amount_wan": True}, "True"),
        ({"declared__contactable": "是"}, "contactable"),
        ({"respondent": "水务局"}, "respondent"),
        ({"respondent__region": "甘肃"}, "region"),
        ({"respondent__name": 5}, "name"),
        ({"respondent__name": "局" * 501}, "name 太长"),
    ],
)
def test_an_unusable_word_is_named(changes: dict[str, object], word: str) -> None:
    with pytest.raises(BadInput, match=word):
        book().read(case(**changes))


def test_amounts_are_decimal_and_dates_are_dates() -> None:
    facts = book().read(case(amount_wan="312.75"))
    assert facts.amount == Decimal("312.75")
    assert facts.filed == date(2026, 3, 1)
    assert book().read(case(amount_wan=None)).amount is None


def test_other_provinces_are_not_looked_up() -> None:
    facts = book().read(case(respondent__region=region("陕西省", "西安市", "雁塔区")))
    assert facts.seat is None
    assert facts.province == "陕西省"


def test_aliases_lead_to_the_official_name() -> None:
    facts = book().read(case(respondent__region=region("甘肃", "甘南州", "合作市")))
    assert facts.province == "甘肃省"
    assert facts.city is not None
    assert facts.city.name == "甘南藏族自治州"


@pytest.mark.parametrize("nothing", ["", "无", "没有", None])
def test_no_proceedings_in_words(nothing: str | None) -> None:
    assert book().read(case(declared__proceedings=nothing)).proceedings is None


def test_missing_tables_are_an_unclear_complaint_not_a_crash() -> None:
    decision = book().decide(book().read({"category": "拖欠货款", "dates": {"filed": "2026-01-01"}}))
    assert decision.ground == "S1"
