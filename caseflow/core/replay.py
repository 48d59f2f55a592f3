"""The state of a case, rebuilt from its events alone: a fold that knows no row of the case.

What an event of an older kind did not say yet is UNTOLD and compared with nothing; everything else must be exactly
what the case holds.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from caseflow.core.chinese import SHANGHAI
from caseflow.core.lifecycle import MOVES, OPEN, Status, Step
from caseflow.core.notices import CLOCK_EVENTS, makes_late
from caseflow.core.reception import filing_moment

UNTOLD: Final = "（没有写明）"
"""The value of a field that the events do not tell."""

NOT_TOLD = frozenset({"id", "respondent_name"})
"""Columns of a case that no event may hold: a key of the database, and a name."""

State = Mapping[str, Any]

NEW: State = {
    "number": UNTOLD,
    "track": UNTOLD,
    "category": UNTOLD,
    "channel": UNTOLD,
    "company_id": UNTOLD,
    "receiving_unit_id": UNTOLD,
    "respondent_unit_id": UNTOLD,
    "territory": UNTOLD,
    "filed_at": UNTOLD,
    "amount": UNTOLD,
    "status": Status.UNDER_REVIEW,
    "version": 1,
    "event_count": 0,
    "round": 1,
    "lead_unit_id": None,
    "handler_id": None,
    "procedure_law": None,
    "substance_law": None,
    "complexity": None,
    "accepted_at": None,
    "first_dispatched_on": None,
    "result_until": None,
    "resolved_at": None,
    "closed_at": None,
    "amount_paid": Decimal(0),
    "amount_waived": Decimal(0),
    "ever_overdue": False,
    "listing": None,
    "satisfied": None,
    "result_returned": False,
    "appealed": False,
}
"""A case before its first event; a test holds the keys against the columns."""


@dataclass(frozen=True)
class Told:
    """One event as the trail keeps it; `acted`: a person did it, `status` what the trail says the case was then."""

    kind: str
    step: str | None
    status: str | None
    acted: bool
    at: datetime
    data: Mapping[str, Any]


@dataclass
class Limit:
    """What the events say of one clock; None where they say nothing."""

    due: date | None = None
    reminded_at: datetime | None = None
    overdue_at: datetime | None = None


@dataclass
class Rebuilt:
    """A case as its events tell it.

    `limits` by id of the clock, `started` the ends said when a clock began, by its key and how many there were before;
    `payments` what counts in yuan, by id; `faults` are steps that the lifecycle does not know, as sentences.
    """

    state: State
    limits: dict[int, Limit] = field(default_factory=dict)
    started: dict[str, list[date]] = field(default_factory=dict)
    payments: dict[int, Decimal] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    """One thing that the case says otherwise than its events."""

    where: str
    told: str
    kept: str


def rebuild(events: Iterable[Told]) -> Rebuilt:
    """The case that these events, in their order, add up to."""
    built = Rebuilt(NEW)
    for number, told in enumerate(events, 1):
        built.state = {**built.state, "event_count": number, **_moved(built, told, number)}
        built.state = {**built.state, **TELLS.get(told.kind, _nothing)(built.state, told)}
        _limit(built, told)
        _money(built, told)
    return built


def differences(built: Rebuilt, kept: State) -> list[Difference]:
    """Where the row of the case (column -> value) differs from what its events say; empty when nowhere."""
    faults = [Difference("记录", fault, "") for fault in built.faults]
    if built.state["event_count"] == 0 or built.state["filed_at"] is UNTOLD:
        faults.append(Difference("记录", "没有提交投诉的记录", str(kept["number"])))
    told = ((name, value) for name, value in built.state.items() if value is not UNTOLD)
    return faults + [Difference(name, str(value), str(kept[name])) for name, value in told if value != kept[name]]


def _moved(built: Rebuilt, told: Told, number: int) -> State:
    """The status after the event, whether the case is closed by it, and its version."""
    before = Status(built.state["status"])
    after = MOVES.get((before, Step(told.step))) if told.step else before
    if after is None or (told.status is not None and told.status != after):
        built.faults.append(
            f"第 {number} 条记录：案件在“{before.label}”，记录却写着“{told.step or ''} {told.status or ''}”"
        )
    after = after or before
    closed = built.state["closed_at"] if told.step is None else None if after in OPEN else told.at
    version = built.state["version"] + (told.acted or told.step is not None)
    return {"status": after, "closed_at": closed, "version": version}


def _nothing(_state: State, _told: Told) -> State:
    return {}


def _filed(_state: State, told: Told) -> State:
    named = ("number", "company_id", "receiving_unit_id", "respondent_unit_id", "territory")
    same = {name: told.data[name] for name in ("track", "category", "channel")}
    later = {name: told.data.get(name, UNTOLD) for name in named}
    filed_on = _day(told.data.get("filed_on"))
    filed_at = filing_moment(filed_on, told.at) if filed_on else told.at
    return {**same, **later, "filed_at": filed_at, "amount": Decimal(told.data["amount"])}


def _accepted(_state: State, told: Told) -> State:
    laws = ("procedure_law", "substance_law", "complexity", "listing")
    return {**{name: told.data[name] for name in laws}, "accepted_at": told.at}


def _dispatched(state: State, told: Told) -> State:
    first = state["first_dispatched_on"] or told.at.astimezone(SHANGHAI).date()
    until = _day(told.data.get("result_until"), UNTOLD)
    return {"lead_unit_id": told.data["lead_unit_id"], "first_dispatched_on": first, "result_until": until}


def _assigned(_state: State, told: Told) -> State:
    return {"handler_id": told.data["handler_id"]}


def _without_lead(_state: State, _told: Told) -> State:
    return {"lead_unit_id": None, "handler_id": None}


def _extended(_state: State, told: Told) -> State:
    return {"result_until": _day(told.data["until"])}


def _moved_limit(state: State, told: Told) -> State:
    """An older event does not say whether the day promised to the firm moved with the limit."""
    return {"result_until": _day(told.data.get("result_until", UNTOLD), state["result_until"])}


def _served(_state: State, told: Told) -> State:
    return {"resolved_at": told.at}


def _result_returned(_state: State, _told: Told) -> State:
    return {"result_returned": True, "resolved_at": None}


def _review_returned(_state: State, _told: Told) -> State:
    return {"resolved_at": None}


def _next_round(_state: State, told: Told) -> State:
    until = _day(told.data.get("result_until"), UNTOLD)
    return {"round": told.data["round"], "resolved_at": None, "satisfied": None, "result_until": until}


def _followed_up(state: State, told: Told) -> State:
    return {"satisfied": {"satisfied": True, "unsatisfied": False}.get(told.data["answer"], state["satisfied"])}


def _appealed(_state: State, _told: Told) -> State:
    return {"appealed": True}


def _listed(_state: State, told: Told) -> State:
    return {"listing": told.data.get("listing", UNTOLD)}


def _raised(_state: State, told: Told) -> State:
    return {"listing": told.data["level"]}


def _overdue(state: State, told: Told) -> State:
    late = told.data.get("late", makes_late(told.data["clock"]))
    return {"ever_overdue": state["ever_overdue"] or late}


def _adds(column: str, sign: int = 1) -> Callable[[State, Told], State]:
    """What an event about money does to this column: it adds its amount, or takes it away."""
    return lambda state, told: {column: state[column] + sign * Decimal(told.data["amount"])}


TELLS: Mapping[str, Callable[[State, Told], State]] = {
    "ComplaintFiled": _filed,
    "DeclineAppealed": _appealed,
    "Accepted": _accepted,
    "Dispatched": _dispatched,
    "SignedFor": _assigned,
    "HandlerAssigned": _assigned,
    "HandlerReleased": lambda _state, _told: {"handler_id": None},
    "CaseClaimed": lambda _state, told: {"company_id": told.data["company_id"]},
    "HandedUp": lambda _state, told: {"receiving_unit_id": told.data["to_unit_id"]},
    "Relayed": lambda _state, told: {"receiving_unit_id": told.data["to_unit_id"]},
    "ObjectionUpheld": _without_lead,
    "ExtensionApproved": _extended,
    "ClockMoved": _moved_limit,
    "ClockOverdue": _overdue,
    "PaymentRecorded": _adds("amount_paid"),
    "PaymentReversed": _adds("amount_paid", -1),
    "ClaimWaived": _adds("amount_waived"),
    "ResultServed": _served,
    "ResultReturned": _result_returned,
    "ReviewReturned": _review_returned,
    "FollowedUp": _followed_up,
    "Relapsed": _next_round,
    "Rehandled": _next_round,
    "CaseListed": _listed,
    "ListingKept": _listed,
    "ListingRaised": _raised,
    "Delisted": _listed,
}
"""Event kind -> what it says about the case, beside its step; kinds not named here change nothing in the row."""

STARTS: Mapping[str, tuple[str, str]] = {
    "SupplementRequested": ("supplement", "due"),
    "DeterminationRequested": ("determination", "due"),
    "PublicationStarted": ("publication", "until"),
    "RecheckDrawn": ("recheck", "until"),
}
"""Event kind -> the clock that began with it, and the field that says its end."""


RESUMING = frozenset({"Determined", "DeterminationRecalled"})
"""Events that let a limit run on that stood still."""


def _limit(built: Rebuilt, told: Told) -> None:
    if told.kind in STARTS:
        key, name = STARTS[told.kind]
        built.started.setdefault(key, []).append(_day(told.data[name]))
    if told.kind in RESUMING and told.data.get("resumed_clock_id") is not None:
        built.limits.setdefault(told.data["resumed_clock_id"], Limit()).due = _day(told.data["resumed_due"])
    if told.kind not in CLOCK_EVENTS:
        return
    limit = built.limits.setdefault(told.data["clock_id"], Limit())
    limit.due = _day(told.data["due"])
    if told.kind == "ClockDueSoon":
        limit.reminded_at = told.at
    if told.kind == "ClockOverdue":
        limit.overdue_at = told.at


def _money(built: Rebuilt, told: Told) -> None:
    if told.kind == "PaymentRecorded":
        built.payments[told.data["payment_id"]] = Decimal(told.data["amount"])
    if told.kind == "PaymentReversed":
        built.payments.pop(told.data["payment_id"], None)


def _day(value: Any, otherwise: Any = None) -> Any:
    """The day written in `value`; UNTOLD stays UNTOLD, and where nothing is written it is `otherwise`."""
    if value is None or value is UNTOLD:
        return value if value is UNTOLD else otherwise
    return date.fromisoformat(value)
