"""The table of notices is complete, and says what workflow.md asks for."""

import pytest

from caseflow.core.audiences import Audience, Channel
from caseflow.core.events import EVENTS
from caseflow.core.notices import CLOCK_EVENTS, TABLE, hearings, template_name

TOLD_THE_FIRM = (
    "ComplaintFiled", "SupplementRequested", "Accepted", "Declined", "Dispatched", "ExtensionApproved", "ResultServed",
    "FollowedUp", "WrittenOff", "Relapsed",
)  # fmt: skip


def audiences(kind: str, clock: str | None = None) -> set[Audience]:
    """Who hears of it."""
    return {hearing.audience for hearing in hearings(kind, clock)}


def test_every_event_has_its_row() -> None:
    assert set(TABLE) == set(EVENTS)


@pytest.mark.parametrize("kind", TOLD_THE_FIRM)
def test_the_complainant_hears_at_every_step_of_its_own_case(kind: str) -> None:
    assert Audience.COMPLAINANT in audiences(kind)


def test_the_receiving_unit_hears_every_result() -> None:
    assert Audience.RECEIVING in audiences("ResultServed")


def test_nobody_is_listed_twice_and_mail_never_stands_alone() -> None:
    for kind, row in TABLE.items():
        assert len({hearing.audience for hearing in row}) == len(row), kind
        with_account = [hearing for hearing in row if hearing.audience is not Audience.RESPONDENT]
        assert all(Channel.INBOX in hearing.channels for hearing in with_account) or kind == "RemindersGathered", kind


@pytest.mark.parametrize(
    ("clock", "holder"),
    [("review", Audience.RECEIVING), ("supplement", Audience.COMPLAINANT), ("sign", Audience.LEAD),
     ("result", Audience.HANDLER), ("review_level", Audience.REVIEWERS), ("instalment", Audience.HANDLER)],
)  # fmt: skip
def test_a_limit_reminds_whose_turn_it_is(clock: str, holder: Audience) -> None:
    assert audiences("ClockDueSoon", clock) == {holder}


def test_a_missed_limit_is_told_upwards_too() -> None:
    assert audiences("ClockOverdue", "result") == {Audience.HANDLER, Audience.HEADS, Audience.SUPERVISORS}
    assert audiences("ClockOverdue", "supplement") == {Audience.COMPLAINANT}
    assert {"ClockDueSoon", "ClockOverdue", "ClockMoved"} == CLOCK_EVENTS


def test_template_names_are_plain_words() -> None:
    assert template_name("ComplaintFiled", Audience.COMPLAINANT) == "complaint_filed.complainant"
