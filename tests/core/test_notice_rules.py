"""What may be switched off among notices is data; what is owed to the complainant is not for any edition to decide."""

from datetime import time
from pathlib import Path

import pytest

from caseflow.core.audiences import Audience
from caseflow.core.errors import RuleError
from caseflow.core.notice_rules import OWED, REMINDING, NoticeRules, side_of
from caseflow.core.notices import voices

TEXT = (Path(__file__).parents[2] / "policies" / "notices.toml").read_text("utf-8")
RULES = NoticeRules.parse(TEXT)


def test_every_text_has_one_group_and_what_is_owed_is_a_duty() -> None:
    assert RULES.require_whole() is RULES
    for voice in voices().values():
        group = RULES.group(voice.kind, voice.audience)
        assert voice.kind in group.events
        assert group.to == side_of(voice.audience)
        assert group.basis
    assert all(RULES.group(kind, Audience.COMPLAINANT).duty for kind in OWED)


def test_only_reminders_ever_wait() -> None:
    waiting = {voice.kind for voice in voices().values() if RULES.group(voice.kind, voice.audience).quiet}
    assert waiting == REMINDING


def test_the_numbers_are_read() -> None:
    assert (RULES.office.start, RULES.office.end) == (time(9), time(17, 30))
    assert (RULES.daily, RULES.gathering_minutes, RULES.repeating_days) == (True, 10, 30)


def test_what_an_older_edition_does_not_know_is_owed_at_once() -> None:
    group = NoticeRules.parse(TEXT.replace('"Declined", ', "")).group("Declined", Audience.COMPLAINANT)
    assert (group.duty, group.quiet) == (True, False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"Declined", ', ""),
        ('"Declined", ', '"Declined", "Invented", '),
        ('key = "firm_progress"', 'key = "firm_duty"'),
        ('events = ["PaymentRecorded", ', 'events = ["PaymentRecorded", "Declined", '),
        ('to = "firm"\nduty = true\nevents', 'to = "firm"\nevents'),
        ("hosts = []", 'hosts = ["10.0.0.5:8443"]'),
    ],
)
def test_rules_that_leave_out_double_or_loosen_are_refused(before: str, after: str) -> None:
    assert before in TEXT
    with pytest.raises(RuleError):
        NoticeRules.parse(TEXT.replace(before, after, 1)).require_whole()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('name = "案件的其他进展"', 'name = "案件的其他进展"\nquiet = true'),
        ("from = 09:00:00", "from = 18:00:00"),
        ("from = 09:00:00", 'from = "9点"'),
        ("days = 30", "days = 0"),
        ("days = 30", "days = 3000"),
        ("minutes = 10", "minutes = true"),
        ("daily = true", 'daily = "是"'),
        ("duty = true", "duty = 1"),
        ('basis = "本系统默认，可由管理单位调整"', 'basis = ""'),
        ("valid_from = 2026-11-01", 'valid_from = "今天"'),
        ('to = "account"', 'to = "nobody"'),
        ("[repeating]", "[other]"),
    ],
)
def test_what_cannot_be_read_is_refused(before: str, after: str) -> None:
    assert f"\n{before}" in TEXT
    with pytest.raises(RuleError, match="通知规则无法读取"):
        NoticeRules.parse(TEXT.replace(f"\n{before}", f"\n{after}", 1))
