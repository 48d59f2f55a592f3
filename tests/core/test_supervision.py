"""The ladder of measures: from facts to what is proposed, what would skip a rung, and who may take it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from caseflow.core.deadlines import ClockRules
from caseflow.core.errors import RuleError
from caseflow.core.rungs import At, printed
from caseflow.core.supervision import (
    Affair,
    LadderFacts,
    Standing,
    Supervised,
    SupervisionRules,
    Supervisor,
    Taken,
    Taker,
    assess,
    may_supervise,
    may_take,
    refusal,
)

POLICIES = Path(__file__).parents[2] / "policies"
TEXT = (POLICIES / "supervision.toml").read_text("utf-8")
RULES = SupervisionRules.parse(TEXT)
PLAIN = LadderFacts(since=datetime(2026, 3, 1, tzinfo=UTC), threshold=Decimal(1_000_000))


def _on(day: int) -> datetime:
    return datetime(2026, 4, day, tzinfo=UTC)


def _taken(key: str, day: int, standing: Standing) -> Taken:
    return Taken(key, _on(day), standing)


LETTER_LATE = _taken("supervision_letter", 3, Standing.UNANSWERED)
LETTER_BAD = _taken("supervision_letter", 3, Standing.NOT_ACCEPTED)
LETTER_GOOD = _taken("supervision_letter", 3, Standing.ACCEPTED)
LISTED = _taken("priority_listing", 6, Standing.WAITING)
LISTED_LATE = _taken("priority_listing", 6, Standing.UNANSWERED)
TALKED = _taken("interview", 9, Standing.NOT_ACCEPTED)
NAMED = _taken("circular", 12, Standing.UNANSWERED)


@pytest.mark.parametrize(
    ("facts", "proposed", "refused"),
    [
        ({}, {}, {}),
        ({"overdue": (_on(1),)}, {"supervision_letter": {"overdue"}}, {}),
        ({"overdue": (_on(1), _on(2))}, {"supervision_letter": {"overdue"}}, {"priority_listing": {"overdue_twice"}}),
        (
            {"overdue": (_on(1),), "result_overdue": (_on(1),)},
            {"supervision_letter": {"overdue"}},
            {"priority_listing": {"result_exceeded"}},
        ),
        ({"returned": (_on(1),)}, {}, {}),
        (
            {"returned": (_on(1), _on(2))},
            {"supervision_letter": {"returned_twice"}},
            {"priority_listing": {"returned_twice"}},
        ),
        ({"refused_order": (_on(1),)}, {"priority_listing": {"refused_order"}}, {}),
        ({"amount": Decimal(1_000_000)}, {}, {}),
        ({"amount": Decimal("1000000.01")}, {"priority_listing": {"amount"}}, {}),
        ({"measures": (LETTER_GOOD,)}, {}, {}),
        ({"overdue": (_on(1),), "measures": (LETTER_GOOD,)}, {}, {}),
        ({"overdue": (_on(1), _on(5)), "measures": (LETTER_GOOD,)},
         {"supervision_letter": {"overdue"}, "priority_listing": {"overdue_twice"}}, {}),
        ({"measures": (LETTER_LATE,)}, {"priority_listing": {"unanswered"}}, {}),
        ({"measures": (LETTER_BAD,)}, {"priority_listing": {"not_accepted"}}, {}),
        ({"overdue": (_on(1), _on(2)), "measures": (_taken("supervision_letter", 3, Standing.WAITING),)},
         {}, {"priority_listing": {"overdue_twice"}}),
        ({"amount": Decimal(2_000_000), "measures": (LISTED,)}, {}, {}),
        ({"measures": (LETTER_BAD, LISTED_LATE)}, {"interview": {"unanswered"}}, {}),
        ({"measures": (LISTED_LATE, TALKED)}, {"circular": {"not_accepted"}}, {}),
        ({"measures": (LISTED_LATE, TALKED, NAMED)}, {"accountability": {"unanswered"}}, {}),
    ],
)  # fmt: skip
def test_facts_lead_to_measures(
    facts: dict[str, object], proposed: dict[str, set[str]], refused: dict[str, set[str]]
) -> None:
    ladder = assess(replace(PLAIN, **facts), RULES)  # type: ignore[arg-type]
    assert {p.rung.key: {r.key for r in p.reasons} for p in ladder.proposed} == proposed
    assert {p.rung.key: {r.key for r in p.reasons} for p in ladder.refused} == refused
    assert all(reason.basis and p.rung.basis for p in (*ladder.proposed, *ladder.refused) for reason in p.reasons)


def test_what_stands_open_is_told_and_not_proposed_again() -> None:
    ladder = assess(replace(PLAIN, overdue=(_on(4),), measures=(LETTER_LATE,)), RULES)
    assert ladder.open == (LETTER_LATE,)
    assert [proposal.rung.key for proposal in ladder.proposed] == ["priority_listing"]


@pytest.mark.parametrize(
    ("key", "reason", "facts", "says"),
    [
        ("supervision_letter", "overdue", {}, "没有“承办超过期限”"),
        ("supervision_letter", "amount", {}, "不能以此为由"),
        ("supervision_letter", "decision", {}, None),
        ("priority_listing", "decision", {}, None),
        ("priority_listing", "retaliation", {}, None),
        ("priority_listing", "overdue_twice", {"overdue": (_on(1), _on(2))}, "不能越级"),
        ("priority_listing", "overdue_twice", {"overdue": (_on(1), _on(2)), "measures": (LETTER_GOOD,)}, None),
        ("priority_listing", "not_accepted", {"measures": (LETTER_BAD,)}, None),
        ("priority_listing", "decision", {"measures": (LISTED,)}, "正在执行"),
        ("interview", "decision", {"measures": (LETTER_LATE,)}, "不能以此为由"),
        ("interview", "unanswered", {"measures": (LETTER_LATE,)}, "没有“前一级"),
        ("accountability", "not_accepted", {"measures": (LISTED_LATE, TALKED)}, "没有“前一级"),
    ],
)
def test_no_rung_is_skipped(key: str, reason: str, facts: dict[str, object], says: str | None) -> None:
    found = refusal(key, reason, replace(PLAIN, **facts), RULES)  # type: ignore[arg-type]
    assert (found is None) if says is None else (says in str(found))


ASKED = _taken("verification", 3, Standing.WAITING)
SILENT = _taken("verification", 3, Standing.UNANSWERED)
EVASIVE = _taken("verification", 3, Standing.NOT_ACCEPTED)
ORDERED = _taken("order", 6, Standing.WAITING)
REFUSED = _taken("order", 6, Standing.UNANSWERED)
OBEYED = _taken("order", 6, Standing.ACCEPTED)
INQUIRED = _taken("debt_inquiry", 3, Standing.WAITING)
EXPLAINED = _taken("debt_inquiry", 3, Standing.ACCEPTED)
ORGAN = {"respondent_type": "机关", "confirmed": (_on(2),)}


@pytest.mark.parametrize(
    ("key", "reason", "facts", "says"),
    [
        ("verification", "verify", {}, None),
        ("verification", "verify", {"measures": (ASKED,)}, "正在执行"),
        ("verification", "verify", {"filed_on": date(2021, 12, 29)}, "才施行"),
        ("verification", "verify", {"filed_on": date(2024, 5, 1)}, None),
        ("refer_discipline", "accusation", {"filed_on": date(2024, 5, 1)}, None),
        ("refer_market", "dominance", {"filed_on": date(2025, 10, 14)}, "才施行"),
        ("refer_market", "dominance", {"filed_on": date(2025, 10, 15)}, None),
        ("priority_listing", "retaliation", {"filed_on": date(2025, 5, 31)}, "才施行"),
        ("order", "no_reply", {}, "没有“期满没有反馈”"),
        ("order", "improper_reply", {}, "没有“没有按规定反馈”"),
        ("order", "no_reply", {"measures": (ASKED,)}, "没有“期满没有反馈”"),
        ("order", "no_reply", {"measures": (SILENT,)}, None),
        ("order", "improper_reply", {"measures": (SILENT,)}, "没有“没有按规定反馈”"),
        ("order", "improper_reply", {"measures": (EVASIVE,)}, None),
        ("order", "no_reply", {"measures": (SILENT,), "filed_on": date(2025, 5, 31)}, "才施行"),
        ("order", "no_reply", {"measures": (SILENT, OBEYED)}, "没有“期满没有反馈”"),
        ("order_interview", "no_reply", {"measures": (SILENT,)}, "没有“期满没有反馈”"),
        ("order_interview", "no_reply", {"measures": (SILENT, ORDERED)}, "没有“期满没有反馈”"),
        ("order_interview", "no_reply", {"measures": (SILENT, REFUSED)}, None),
        ("order_circular", "no_reply", {"measures": (SILENT, REFUSED)}, None),
        ("rectification", "no_reply", {"measures": (SILENT, REFUSED)}, None),
        ("rectification", "no_reply", {"measures": (SILENT, OBEYED)}, "没有“期满没有反馈”"),
        ("rectification", "no_reply", {"measures": (SILENT, REFUSED), "track": "B"}, "不适用"),
        ("order_advice", "no_reply", {"measures": (SILENT, REFUSED), "track": "B"}, None),
        ("order_advice", "no_reply", {"measures": (SILENT, REFUSED)}, "不适用"),
        ("order", "confirmed_unpaid", ORGAN, "不能以此为由"),
        ("debt_inquiry", "confirmed_unpaid", {}, "没有“处理结果认定欠款属实"),
        ("debt_inquiry", "confirmed_unpaid", ORGAN, None),
        ("debt_inquiry", "admitted", {}, None),
        ("debt_interview", "confirmed_unpaid", ORGAN, None),
        ("debt_circular", "serious", ORGAN, "还没有采取“函询”或者“约谈”"),
        ("debt_circular", "serious", ORGAN | {"measures": (INQUIRED,)}, "还没有到期"),
        ("debt_circular", "serious", ORGAN | {"measures": (EXPLAINED,)}, None),
        ("debt_advice", "confirmed_unpaid", ORGAN, None),
        ("debt_advice", "confirmed_unpaid", ORGAN | {"respondent_type": "国有大型企业(省属)"}, None),
        ("debt_advice", "confirmed_unpaid", ORGAN | {"respondent_type": "民营大型企业"}, "没有规定"),
        ("debt_advice", "confirmed_unpaid", ORGAN | {"track": "B"}, "不适用"),
        ("refer_audit", "audit_matter", {}, None),
        ("coordination", "several_offices", {}, None),
    ],
)  # fmt: skip
def test_no_step_on_a_respondent_is_taken_out_of_order(key: str, reason: str, facts: dict[str, object], says: str | None) -> None:
    found = refusal(key, reason, replace(PLAIN, **facts), RULES)  # type: ignore[arg-type]
    assert (found is None) if says is None else (says in str(found))


HANDLER = Taker("山丹县财政局", frozenset())
DEPARTMENT = Taker("山丹县办", frozenset({"山丹县工信局"}), frozenset({"山丹县工信局"}), supervises=True)
AFFAIR = Affair(lead="山丹县财政局", receiving="省工信厅", concerned=frozenset({"山丹县某局"}))


@pytest.mark.parametrize(
    ("road", "who", "affair", "says"),
    [
        ("order", HANDLER, AFFAIR, None),
        ("order", DEPARTMENT, AFFAIR, "由承办单位"),
        ("order", HANDLER, replace(AFFAIR, handling=False), "由承办单位"),
        ("order", HANDLER, replace(AFFAIR, concerned=frozenset({"山丹县财政局"})), "回避"),
        ("debt", DEPARTMENT, AFFAIR, None),
        ("debt", HANDLER, AFFAIR, "中小企业综合管理部门"),
        ("debt", DEPARTMENT, replace(AFFAIR, owed=False), "结清"),
        ("debt", DEPARTMENT, replace(AFFAIR, accepted=False), "还没有受理"),
        ("debt", DEPARTMENT, replace(AFFAIR, concerned=frozenset({"山丹县工信局"})), "回避"),
        ("referral", HANDLER, AFFAIR, None),
        ("referral", Taker("省工信厅", frozenset()), AFFAIR, None),
        ("referral", DEPARTMENT, AFFAIR, None),
        ("referral", Taker("高台县财政局", frozenset()), AFFAIR, "由受理、承办或者督办"),
        ("coordination", replace(HANDLER, house=frozenset({"山丹县某局"})), AFFAIR, "回避"),
    ],
)
def test_each_road_belongs_to_one_kind_of_office_and_never_to_one_of_the_respondent(
    road: str, who: Taker, affair: Affair, says: str | None
) -> None:
    found = may_take(RULES.roads[road], who, affair)
    assert (found is None) if says is None else (says in str(found))


GANSU, NINGXIA = ("张掖市", "甘肃省"), ("银川市", "宁夏回族自治区")


@pytest.mark.parametrize(
    ("key", "places", "level", "cited"),
    [
        ("supervision_letter", GANSU, "市级", "甘工信发〔2019〕114号三"),
        ("supervision_letter", NINGXIA, "市级", "宁夏《关于健全支持中小企业发展制度的实施意见》（二十三）"),
        ("priority_listing", GANSU, "县级", "甘工信发〔2019〕114号三“挂牌督办、销号管理”"),
        ("priority_listing", NINGXIA, "省级", ""),
        ("interview", GANSU, "省级", "国务院令第802号第二十三条第一款"),
        ("interview", GANSU, "市级", ""),
        ("circular", GANSU, "市级", "甘工信发〔2019〕114号三"),
        ("circular", NINGXIA, "市级", ""),
        ("accountability", NINGXIA, "市级", "国务院令第802号第三十五条"),
        ("order", NINGXIA, "县级", "国务院令第802号第二十五条"),
        ("debt_circular", GANSU, "县级", "国务院令第802号第二十三条第二款"),
    ],
)  # fmt: skip
def test_a_measure_rests_on_the_rule_of_its_place_and_level_or_on_none(
    key: str, places: tuple[str, ...], level: str, cited: str
) -> None:
    rung = RULES.rung(key)
    assert printed(rung.basis_at(At(places, level, "A", date(2026, 1, 5)))) == cited
    before = At(places, level, "A", date(2025, 5, 31))
    assert rung.start > before.filed_on or "802号" not in rung.basis_at(before), "nothing cites what was not in force"
    assert rung.basis_at(At(places, level, "A", date(2026, 1, 5)))


def test_rules_published_before_there_were_roads_are_the_ladder_alone() -> None:
    before = TEXT[: TEXT.index("[[road]]")] + TEXT[TEXT.index("[[criterion]]") : TEXT.index("# 被投诉单位不反馈")]
    before += TEXT[TEXT.index("# 一般挂牌:") :]
    before = before.replace("confidential = true\n", "")
    old = SupervisionRules.parse(before)
    assert list(old.roads) == ["units"]
    assert [rung.key for rung in old.rungs if rung.confidential] == ["accountability"]


OFFICE = Supervisor("甲", "张掖市办", "市级", frozenset({"620700", "620725"}), frozenset({"张掖市工信局"}))
UNIT = Supervised("山丹县财政局", "县级", "620725", frozenset({"乙"}))


@pytest.mark.parametrize(
    ("who", "whom", "says"),
    [
        (OFFICE, UNIT, None),
        (OFFICE, replace(UNIT, unit="张掖市财政局", level="市级", territory="620700"), None),
        (OFFICE, replace(UNIT, territory="620724"), "本辖区"),
        (replace(OFFICE, level="县级"), replace(UNIT, level="市级"), "本级和下级"),
        (OFFICE, replace(UNIT, unit="张掖市办"), "不能督办"),
        (replace(OFFICE, person="乙"), UNIT, "不能督办"),
        (OFFICE, replace(UNIT, unit="张掖市工信局", level="市级", territory="620700"), "上一级"),
        (replace(OFFICE, level="省级", house=frozenset({"省工信厅"})), replace(UNIT, unit="省工信厅", level="省级"), None),
        (replace(OFFICE, person="乙", level="省级", house=frozenset({"省工信厅"})),
         replace(UNIT, unit="省工信厅", level="省级"), "不能督办"),
    ],
)  # fmt: skip
def test_nobody_supervises_themselves_or_upwards(who: Supervisor, whom: Supervised, says: str | None) -> None:
    found = may_supervise(who, whom)
    assert (found is None) if says is None else (says in str(found))


@pytest.mark.parametrize(
    ("level", "line", "place", "day", "listed"),
    [
        ("省级", "工信", "甘肃省", date(2026, 11, 23), True),
        ("省级", "政府", "甘肃省", date(2026, 11, 23), False),
        ("市级", "工信", "甘肃省", date(2026, 11, 23), False),
        ("省级", "工信", "宁夏回族自治区", date(2026, 11, 23), False),
        ("省级", "工信", "甘肃省", date(2019, 3, 17), False),
    ],
)
def test_the_receiving_office_of_gansu_lists_what_it_takes(
    level: str,
    line: str,
    place: str,
    day: date,
    listed: bool,
) -> None:
    assert RULES.listing.covers(level, line, place, day) is listed
    assert RULES.listing.basis.startswith("甘工信发〔2019〕114号三")
    assert [RULES.listed_as(kind) for kind in ("一般挂牌", "市级", None)] == ["一般挂牌", "重点挂牌（市级）", ""]


def test_every_clock_of_the_rules_is_one_of_the_deadlines() -> None:
    known = {key for key, _track in ClockRules.parse((POLICIES / "deadlines.toml").read_text("utf-8")).rules}
    assert known >= RULES.late_clocks
    assert known >= {"listing", "listing_report"} | {rung.clock for rung in RULES.rungs}
    fixed = {rung.clock for rung in RULES.rungs if rung.days is None}
    assert fixed == {"reply", "order"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version", "verzion"),
        ('key = "circular"', 'key = "interview"'),
        ('criteria = ["overdue", "returned_twice", "decision"]', 'criteria = ["unheard"]'),
        ("days = 5", "days = 0"),
        ('after = ["verification"]', 'after = ["rectification"]'),
        ('taken_by = "sme"', 'taken_by = "anybody"'),
        ('road = "debt"', 'road = "depth"'),
        ('levels = ["省级"]', 'levels = ["国家级"]'),
        ('answered_by = "office"', 'answered_by = "nobody"'),
        ('key = "amount"', 'key = "amounts"'),
        ("stated = true\n", ""),
    ],
)
def test_unusable_rules_are_refused(old: str, new: str) -> None:
    assert old in TEXT
    with pytest.raises(RuleError):
        SupervisionRules.parse(TEXT.replace(old, new, 1))
