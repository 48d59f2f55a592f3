"""Write-off: what a dossier lacks, which offices review, who may not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest

from caseflow.core.closure import (
    ClaimState,
    ClosureRules,
    Dossier,
    Involved,
    Reviewer,
    ReviewLevel,
    WriteOffFacts,
    lacks,
    levels_required,
    may_review,
    missing,
    missing_before_last,
    missing_for_result,
    requirements,
)
from caseflow.core.errors import RuleError
from caseflow.core.publication import Published

TEXT = (Path(__file__).parents[2] / "policies/closure.toml").read_text("utf-8")
RULES = ClosureRules.parse(TEXT)
NOTHING = Decimal(0)
PAID = ClaimState("1号合同", "paid_in_full", Decimal(100), NOTHING, NOTHING, frozenset({"payment_proof"}))
HANDS = Involved(
    applicant=1,
    handler=2,
    author=3,
    signer=4,
    reviewers=(5,),
    lead_unit="张掖市财政局",
    lead_divisions=frozenset({"经济建设科"}),
    barred_units=frozenset({"张掖市住房和城乡建设局"}),
)
FULL = Dossier(
    claims=(PAID,),
    result_letter=True,
    served_on_complainant=True,
    served_on_receiving_unit=True,
    answered=True,
    attempts=(),
    involved=HANDS,
    next_level=ReviewLevel(2, "市级", "初审"),
)
PLAIN = WriteOffFacts(
    lead_level="市级",
    lead_hosts_office=False,
    priority_listed=False,
    listed_by=None,
    ever_overdue=False,
    amount=Decimal(1000),
    unsatisfied=False,
    times_returned=0,
)


def _levels(**changes: object) -> list[str]:
    return [level.level for level in levels_required(replace(PLAIN, **changes), RULES)]  # type: ignore[arg-type]


def test_a_full_dossier_lacks_nothing() -> None:
    assert missing(FULL, RULES) == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"claims": ()}, "没有列出任何"),
        ({"result_letter": False}, "处理结果告知书"),
        ({"served_on_complainant": False}, "送达投诉人"),
        ({"served_on_receiving_unit": False}, "反馈受理部门"),
        ({"answered": False}, "回访答复"),
        ({"answered": False, "attempts": (date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 3))}, "回访答复"),
    ],
)
def test_each_part_of_the_dossier_is_asked_for(change: dict[str, object], says: str) -> None:
    (sentence,) = missing(replace(FULL, **change), RULES)  # type: ignore[arg-type]
    assert says in sentence


def test_three_attempts_on_different_days_stand_for_an_answer() -> None:
    attempts = (date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4))
    assert missing(replace(FULL, answered=False, attempts=attempts), RULES) == ()


@pytest.mark.parametrize(
    ("claim", "says"),
    [
        (replace(PAID, evidence=frozenset()), ["缺少付款凭证"]),
        (replace(PAID, outstanding=Decimal("0.01")), ["尚欠 0.01 元"]),
        (replace(PAID, non_cash=True), ["非现金"]),
        (replace(PAID, outcome="partly_paid"), ["不得销号"]),
        (replace(PAID, outcome="confirmed_unpaid"), ["不得销号"]),
        (replace(PAID, outcome="wrong_partly_corrected"), ["不得销号"]),
        (replace(PAID, outcome="agreement"), ["还款协议"]),
        (replace(PAID, outcome="no_arrears", paid=NOTHING), ["核查情况"]),
        (replace(PAID, outcome="corrected", paid=NOTHING), ["纠正情况"]),
        (replace(PAID, outcome="corrected", outstanding=Decimal("0.01")), ["纠正情况", "尚欠 0.01 元"]),
        (replace(PAID, outcome="unfounded", paid=NOTHING), ["核查情况"]),
        (replace(PAID, outcome="policy_explained", paid=NOTHING), ["政策解释"]),
        (replace(PAID, outcome="disputed"), ["调解", "以下之一"]),
        (replace(PAID, outcome="corrected", evidence=frozenset({"correction_proof"})), ["付款凭证"]),
        (
            ClaimState(
                "2号合同",
                "disputed",
                NOTHING,
                Decimal(9),
                Decimal(4),
                frozenset({"mediation_record", "court_acceptance"}),
            ),
            ["无分歧部分尚欠 4.00 元"],
        ),
    ],
)
def test_each_outcome_asks_for_its_own_proof(claim: ClaimState, says: list[str]) -> None:
    sentences = missing(replace(FULL, claims=(PAID, claim)), RULES)
    assert len(sentences) == len(says)
    assert all(word in sentence for word, sentence in zip(says, sentences, strict=True))


def test_a_dispute_taken_to_court_may_end_with_the_disputed_part_open() -> None:
    for proof in ("court_acceptance", "judicial_guidance"):
        evidence = frozenset({"mediation_record", proof})
        claim = ClaimState("合同", "disputed", NOTHING, Decimal(900), NOTHING, evidence)
        assert missing(replace(FULL, claims=(claim,)), RULES) == ()


def test_what_a_claim_needs_is_said_proof_by_proof_and_where_it_lacks_the_cure_names_the_kind() -> None:
    claim = replace(PAID, outcome="disputed", non_cash=True, evidence=frozenset({"payment_proof", "court_acceptance"}))
    assert [(wanted.kinds, wanted.present) for wanted in requirements(claim, RULES)] == [
        (("mediation_record",), False),
        (("payment_proof",), True),
        (("non_cash_consent",), False),
        (("court_acceptance", "judicial_guidance"), True),
    ]
    found = lacks(replace(FULL, claims=(claim,), answered=False, attempts=(date(2026, 11, 2),) * 2), RULES)
    assert [(lack.cure, lack.kind) for lack in found] == [
        ("evidence", "mediation_record"), ("evidence", "non_cash_consent"), ("follow_up", ""),
    ]  # fmt: skip
    assert "已有 1 次" in found[-1].sentence
    assert requirements(replace(PAID, outcome="partly_paid", paid=NOTHING), RULES) == ()


def test_a_link_holds_as_long_as_the_rules_say_and_as_before_where_they_are_silent() -> None:
    assert RULES.reply_days == 30
    assert ClosureRules.parse(TEXT.replace("reply_days = 30", "reply_days = 7")).reply_days == 7
    assert ClosureRules.parse(TEXT.replace("reply_days = 30\n", "")).reply_days is None


def test_a_priority_listing_is_published_before_the_last_approval() -> None:
    listed = replace(FULL, priority_listed=True)
    assert missing(listed, RULES) == ()
    assert missing_before_last(listed, RULES) == ("重点挂牌案件销号前应当公示，还没有公示。",)
    assert missing_before_last(replace(listed, publication=Published(date(2026, 12, 1), over=True)), RULES) == ()
    assert missing_before_last(FULL, RULES) == ()


def test_what_a_result_needs() -> None:
    assert missing_for_result("confirmed_unpaid", frozenset({"finding_report"}), RULES) == (
        "缺少已采取措施的记录（函询、约谈、督办通报、建议函等）。",
    )
    assert missing_for_result("paid_in_full", frozenset({"payment_proof"}), RULES) == ()
    with pytest.raises(RuleError, match="没有结果种类"):
        missing_for_result("forgotten", frozenset(), RULES)


def test_the_results_of_both_tracks() -> None:
    assert [outcome.name for outcome in RULES.for_track("A")] == [
        *("全额清偿", "部分清偿/履行中", "达成还款协议", "欠款属实未清偿", "已纠正", "查无拖欠", "有分歧"),
    ]
    assert [outcome.name for outcome in RULES.for_track("B")] == ["已纠正", "部分纠正", "投诉事项不属实", "政策解释"]
    assert [outcome.name for outcome in RULES.outcomes.values() if not outcome.write_off] == [
        *("部分清偿/履行中", "欠款属实未清偿", "部分纠正"),
    ]


@pytest.mark.parametrize(
    ("changes", "levels"),
    [
        ({}, ["市级"]),
        ({"lead_level": "县级"}, ["县级"]),
        ({"lead_level": "省级"}, ["省级"]),
        ({"lead_hosts_office": True}, ["省级"]),
        ({"lead_level": "县级", "lead_hosts_office": True}, ["市级"]),
        ({"lead_level": "县级", "lead_hosts_office": True, "unsatisfied": True}, ["市级", "省级"]),
        ({"priority_listed": True}, ["市级", "省级"]),
        ({"ever_overdue": True}, ["市级", "省级"]),
        ({"unsatisfied": True}, ["市级", "省级"]),
        ({"lead_level": "省级", "unsatisfied": True}, ["省级", "省级"]),
        ({"amount": Decimal(2_000_000)}, ["市级"]),
        ({"amount": Decimal("2000000.01")}, ["市级", "省级"]),
        ({"lead_level": "县级", "amount": Decimal(1_000_000)}, ["县级"]),
        ({"lead_level": "县级", "amount": Decimal("1000000.01")}, ["县级", "市级"]),
        ({"lead_level": "省级", "amount": Decimal(5_000_000)}, ["省级"]),
        ({"lead_level": "省级", "amount": Decimal("5000000.01")}, ["省级", "省级"]),
        ({"times_returned": 1}, ["市级"]),
        ({"times_returned": 2}, ["省级"]),
        ({"lead_level": "县级", "times_returned": 2, "ever_overdue": True}, ["市级", "省级"]),
        ({"lead_level": "县级", "listed_by": "省级"}, ["县级", "省级"]),
        ({"lead_level": "县级", "listed_by": "省级", "ever_overdue": True}, ["县级", "省级"]),
        ({"lead_level": "县级", "listed_by": "县级"}, ["县级"]),
        ({"lead_level": "县级", "listed_by": "县级", "priority_listed": True}, ["县级", "市级"]),
    ],
)
def test_levels(changes: dict[str, object], levels: list[str]) -> None:
    assert _levels(**changes) == levels


def test_the_threshold_is_said_in_ten_thousands() -> None:
    levels = levels_required(replace(PLAIN, amount=Decimal(3_000_000), ever_overdue=True), RULES)
    assert levels[1].reason == "曾经超期；金额超过 200 万元"


def test_levels_never_fall_and_every_reason_is_said() -> None:
    order = ["县级", "市级", "省级"]
    yes_or_no = (False, True)
    for lead, hosts, listed, late, unhappy, returned in product(
        order, yes_or_no, yes_or_no, yes_or_no, yes_or_no, range(4)
    ):
        facts = WriteOffFacts(lead, hosts, listed, "省级" if listed else None, late, NOTHING, unhappy, returned)
        levels = levels_required(facts, RULES)
        ranks = [order.index(level.level) for level in levels]
        assert [level.order for level in levels] == list(range(1, len(levels) + 1))
        assert ranks == sorted(ranks)
        assert ranks[0] >= order.index(lead)
        assert all(level.reason for level in levels)
        assert all(level.outside_division == (hosts and lead == "省级") for level in levels)
        assert len(levels) == 2 or not (late or unhappy or listed)
        assert not listed or levels[-1].level == "省级"


def test_an_unknown_level_is_an_alarm() -> None:
    with pytest.raises(RuleError, match="没有层级"):
        _levels(listed_by="乡级")


@pytest.mark.parametrize(
    ("person", "says"),
    [
        (Reviewer(9, "张掖市领导小组办公室", "市级"), None),
        (Reviewer(1, "张掖市领导小组办公室", "市级"), "申请人"),
        (Reviewer(2, "张掖市领导小组办公室", "市级"), "承办人"),
        (Reviewer(3, "张掖市领导小组办公室", "市级"), "拟稿人"),
        (Reviewer(4, "张掖市领导小组办公室", "市级"), "签发人"),
        (Reviewer(5, "张掖市领导小组办公室", "市级"), "另一级"),
        (Reviewer(9, "张掖市住房和城乡建设局", "市级"), "被投诉单位"),
        (Reviewer(9, "山丹县领导小组办公室", "县级"), "应由市级"),
        (Reviewer(9, "甘肃省领导小组办公室", "省级"), "应由市级"),
        (Reviewer(9, "张掖市财政局", "市级", "办公室"), "承办单位的人员"),
    ],
)
def test_who_may_review(person: Reviewer, says: str | None) -> None:
    answer = may_review(person, FULL)
    assert (answer is None) if says is None else (answer is not None and says in answer)


def test_at_the_province_the_office_reviews_outside_the_division() -> None:
    hands = replace(HANDS, lead_unit="甘肃省工业和信息化厅", lead_divisions=frozenset({"中小企业处"}))
    dossier = replace(FULL, involved=hands, next_level=ReviewLevel(1, "省级", "初审", outside_division=True))
    assert may_review(Reviewer(9, "甘肃省工业和信息化厅", "省级", "法规处"), dossier) is None
    for division in ("中小企业处", ""):
        answer = may_review(Reviewer(9, "甘肃省工业和信息化厅", "省级", division), dossier)
        assert answer == "应由承办处室以外的人员审核。"


def test_nothing_to_review_before_it_is_asked_for() -> None:
    assert may_review(Reviewer(9, "办公室", "市级"), replace(FULL, next_level=None)) == "没有待审核的销号申请。"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('settled = "all"', 'settled = "soon"'),
        ('at_result = ["payment_proof"]', 'at_result = ["hearsay"]'),
        ('key = "disputed"', 'key = "corrected"'),
        ("write_off = false", "write_off = true"),
        ("attempts = 3", "attempts = []"),
        ("[[outcome]]", "[[outcome"),
    ],
)
def test_wrong_rules_are_an_alarm(old: str, new: str) -> None:
    with pytest.raises(RuleError, match="销号规则"):
        ClosureRules.parse(TEXT.replace(old, new))


def test_settings_as_the_workflow_states_them() -> None:
    assert RULES.thresholds == {"省级": Decimal(5_000_000), "市级": Decimal(2_000_000), "县级": Decimal(1_000_000)}
    assert (RULES.attempts, RULES.returns_before_raise, RULES.recheck_percent) == (3, 2, 10)
