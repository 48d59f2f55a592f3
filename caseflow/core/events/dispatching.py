"""Who handles the case."""

from dataclasses import dataclass
from datetime import date

from caseflow.core.events.fact import Code, Event
from caseflow.core.lifecycle import Step


@dataclass(frozen=True)
class RouteProposed(Event):
    """系统提出承办单位建议."""

    decision_id: int
    decision: Code
    rule: Code
    rules_version: Code
    lead_unit_id: int | None


@dataclass(frozen=True)
class Dispatched(Event):
    """转办. `result_due` is the end of the result limit moved off rest days, `result_until` that end itself."""

    step = Step.DISPATCH
    dispatch_id: int
    decision_id: int
    lead_unit_id: int
    overridden: bool
    letter_id: int
    result_due: date
    result_until: date | None = None


@dataclass(frozen=True)
class SignedFor(Event):
    """签收."""

    step = Step.SIGN
    dispatch_id: int
    unit_id: int
    handler_id: int


@dataclass(frozen=True)
class Objected(Event):
    """退单."""

    step = Step.OBJECT
    objection_id: int
    unit_id: int
    basis: Code


@dataclass(frozen=True)
class ObjectionUpheld(Event):
    """同意退单,重新转办."""

    step = Step.UPHOLD
    objection_id: int


@dataclass(frozen=True)
class ObjectionOverruled(Event):
    """不同意退单."""

    step = Step.OVERRULE
    objection_id: int


@dataclass(frozen=True)
class HandlerReleased(Event):
    """承办人离岗,待重新指定. `user_id` had the case and may not work on it any more."""

    user_id: int


@dataclass(frozen=True)
class HandlerAssigned(Event):
    """分派承办人."""

    handler_id: int
