"""The ladder of measures: from facts to what is proposed, what would skip a rung, and who may take it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from caseflow.core.deadlines import ClockRules
from caseflow.core.errors import RuleError
from caseflow.core.supervision import (
    LadderFacts,
    Standing,
    Supervised,
    SupervisionRules,
    Supervisor,
    Taken,
    assess,
    may_supervise,
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
    assert known >= {"listing", "listing_report", "supervision", "order"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version", "verzion"),
        ('key = "circular"', 'key = "interview"'),
        ('criteria = ["overdue", "returned_twice", "decision"]', 'criteria = ["unheard"]'),
        ("days = 5", "days = 0"),
        ('answered_by = "office"', 'answered_by = "nobody"'),
        ('key = "amount"', 'key = "amounts"'),
        ("stated = true\n", ""),
    ],
)
def test_unusable_rules_are_refused(old: str, new: str) -> None:
    assert old in TEXT
    with pytest.raises(RuleError):
        SupervisionRules.parse(TEXT.replace(old, new, 1))
