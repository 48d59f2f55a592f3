"""Eligibility R1: each ground, their order, and which concern arrears only."""

from datetime import date

import pytest

from caseflow.core.acceptance import Acceptance
from caseflow.core.errors import RuleError
from tests.policies.rulebook import book, case, files, region

# every reason at once, taken away one after the other: the order of R1
LAYERS: list[tuple[str, dict[str, object]]] = [
    ("S1", {"declared__contactable": False}),
    ("S2", {"declared__contract_relation": False}),
    ("S4", {"declared__size_disputed": True}),
    ("N7", {"respondent__region": region("陕西省")}),
    ("N8", {"respondent__level": "中央"}),
    ("N4", {"complainant__size": "大型"}),
    ("N1", {"respondent__type": "中小企业"}),
    ("N3", {"declared__price_of": "工资"}),
    ("N10", {"amount_wan": 0}),
    ("N5", {"dates": {"due": "2026-09-01", "filed": "2026-03-01"}}),
    ("N2", {"declared__proceedings": "仲裁委员会已受理"}),
    ("N6", {"declared__duplicate_of": "GS-2026-000001"}),
]


def ground(changes: dict[str, object]) -> str:
    return book().decide(book().read(case(**changes))).ground


@pytest.mark.parametrize("first", range(len(LAYERS)), ids=[code for code, _ in LAYERS])
def test_the_first_ground_in_order_decides(first: int) -> None:
    changes = {key: value for _, layer in LAYERS[first:] for key, value in layer.items()}
    assert ground(changes) == LAYERS[first][0]


def test_outside_the_area_unfair_treatment_is_not_sent_to_the_payments_platform() -> None:
    changes = {"respondent__region": region("陕西省"), "category": "乱罚款"}
    answer = book().decide(book().read(case(**changes))).as_json()
    assert answer["ground"] == "N7"
    assert "12345" in str(answer)
    assert "款项支付投诉平台" not in str(answer)


def test_special_remedies_name_their_deadline_and_basis() -> None:
    rules = book().rules.acceptance
    day = date(2026, 11, 23)
    (procurement,) = rules.remedies_for("政府采购歧视", day)
    assert [word for word in ("7 个工作日", "15 个工作日", "政府采购法") if word not in procurement] == []
    assert "10 日" in rules.remedies_for("招投标壁垒", day)[0]
    assert "60 日" in rules.remedies_for("乱罚款", day)[0]
    assert rules.remedies_for("拖欠货款", day) == ()


def test_none_of_them_means_accepted() -> None:
    assert ground({}) == "A"


@pytest.mark.parametrize(
    "changes",
    [
        {"respondent__type": "中小企业"},
        {"declared__price_of": "工资"},
        {"amount_wan": 0},
        {"dates": {"due": "2026-09-01", "filed": "2026-03-01"}},
        {"respondent__type": "国有大型企业(央企)", "respondent__level": "中央"},
        {"declared__contract_relation": False},
    ],
)
def test_what_concerns_arrears_only(changes: dict[str, object]) -> None:
    assert ground(changes) != "A"
    assert ground({**changes, "category": "转供电"}) == "A"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"complainant__name": "（匿名）"}, "S1"),
        ({"respondent__type": "不明"}, "S2"),
        ({"respondent__name": ""}, "S2"),
        ({"respondent__region": {}}, "S2"),
        ({"complainant__size": "待定"}, "S4"),
        ({"complainant__size": "不详"}, "S4"),
        ({"respondent__type": "军队单位"}, "N9"),
        ({"respondent__level": "军队"}, "N9"),
        ({"respondent__name": "国家税务总局山丹县税务局"}, "N8"),
        ({"category": "借款纠纷"}, "N3"),
        ({"respondent__type": "其他企业"}, "N1"),
        ({"dates": {"due": "2026-03-01", "filed": "2026-03-01"}}, "N5"),
        ({"dates": {"due": "2026-02-28", "filed": "2026-03-01"}}, "A"),
        ({"amount_wan": 0, "declared__interest_claimed": True}, "A"),
        ({"category": "违法查封扣押", "respondent__type": "司法机关", "respondent__name": "山丹县人民法院"}, "N2"),
        ({"category": "违法查封扣押", "respondent__type": "司法机关", "respondent__name": "山丹县公安局"}, "A"),
        ({"respondent__type": "司法机关", "respondent__name": "山丹县人民法院"}, "A"),
        ({"respondent__type": "团体组织", "respondent__supervising_department": "山丹县教育局"}, "A"),
    ],
)
def test_single_grounds(changes: dict[str, object], code: str) -> None:
    assert ground(changes) == code


def test_the_way_out_is_told() -> None:
    due = book().decide(book().read(case(dates={"due": "2026-09-01", "filed": "2026-03-01"})))
    assert "2026-09-01" in due.next_step
    size = book().decide(book().read(case(declared__size_disputed=True)))
    assert size.decision == "needs_supplement"
    assert "甘肃省张掖市山丹县" in size.next_step
    double = book().decide(book().read(case(declared__duplicate_of="GS-2026-000001")))
    assert "GS-2026-000001" in double.next_step


def test_grounds_passed_over_are_explained() -> None:
    decision = book().decide(book().read(case(complainant__size="大型")))
    assert decision.rejected[0] == ("S1", "要求投诉人可以联系为否，本案为是")
    assert all(why for _, why in decision.rejected)


def test_an_unknown_decision_is_refused() -> None:
    with pytest.raises(RuleError, match="maybe"):
        Acceptance.parse(files()["acceptance.toml"].replace("needs_supplement", "maybe", 1))
