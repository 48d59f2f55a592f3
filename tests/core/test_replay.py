"""A case as its events tell it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from caseflow.core.events import EVENTS
from caseflow.core.lifecycle import Status
from caseflow.core.replay import NEW, NOT_TOLD, STARTS, TELLS, UNTOLD, Told, differences, rebuild
from caseflow.store.models import Case

FILED = {"track": "A", "category": "拖欠货款", "channel": "web", "amount": "100.00"}
MOMENT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def told(kind: str, data: dict[str, Any], acted: bool = True) -> Told:
    """An event as the trail keeps it."""
    step = EVENTS[kind].step
    return Told(kind, step.value if step else None, None, acted, MOMENT, data)


def test_every_column_of_a_case_is_rebuilt_or_named_as_what_no_event_may_hold() -> None:
    assert set(NEW) | NOT_TOLD == {column.name for column in Case.__table__.columns}
    assert not set(NEW) & NOT_TOLD


def test_only_known_events_are_read() -> None:
    assert set(TELLS) | set(STARTS) <= set(EVENTS)


def test_the_fold_follows_the_money_the_rounds_and_the_lead() -> None:
    laws = {"procedure_law": "802", "substance_law": "802", "complexity": None, "listing": "挂牌"}
    events = [
        told("ComplaintFiled", FILED | {"number": "GS-1", "territory": "620000"}),
        told("Accepted", laws),
        told("Dispatched", {"lead_unit_id": 7, "result_until": "2026-04-01"}),
        told("Objected", {}),
        told("ObjectionUpheld", {}),
        told("Dispatched", {"lead_unit_id": 8, "result_until": "2026-04-02"}),
        told("SignedFor", {"handler_id": 5}),
        told("PaymentRecorded", {"payment_id": 1, "amount": "60.00"}),
        told("PaymentReversed", {"payment_id": 1, "amount": "60.00"}),
        told("PaymentRecorded", {"payment_id": 2, "amount": "40.00"}),
        told("ClockOverdue", {"clock_id": 3, "clock": "supplement", "due": "2026-03-01"}, acted=False),
    ]
    built = rebuild(events)
    state = built.state
    assert (state["status"], state["lead_unit_id"], state["handler_id"]) == (Status.HANDLING, 8, 5)
    assert (state["result_until"], state["first_dispatched_on"]) == (date(2026, 4, 2), date(2026, 3, 2))
    assert (state["amount_paid"], built.payments) == (Decimal("40.00"), {2: Decimal("40.00")})
    assert (state["version"], state["event_count"], state["ever_overdue"]) == (11, 11, False)
    assert built.limits[3].due == date(2026, 3, 1)


def test_what_older_events_did_not_say_is_compared_with_nothing() -> None:
    built = rebuild([told("ComplaintFiled", FILED)])
    assert built.state["company_id"] is UNTOLD
    kept = {name: None if value is UNTOLD else value for name, value in built.state.items()}
    assert differences(built, kept) == []
    assert [each.where for each in differences(built, {**kept, "round": 2})] == ["round"]


def test_a_step_the_lifecycle_does_not_know_is_a_fault() -> None:
    built = rebuild([told("ComplaintFiled", FILED), told("WrittenOff", {})])
    assert len(built.faults) == 1
    assert "第 2 条" in built.faults[0]
