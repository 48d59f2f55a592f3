"""From the filing to the decision on acceptance."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caseflow.core.events.fact import Code, Event
from caseflow.core.lifecycle import Step


@dataclass(frozen=True)
class ComplaintFiled(Event):
    """提交投诉. `content` is the SHA-256 of what was filed; `territory` a code, `number` the number of the case.

    `filed_on` is the day of receipt, which lies before the event where a clerk wrote the complaint down later;
    `batch_id` the spreadsheet it came with.
    """

    track: Code
    category: Code
    channel: Code
    amount: Decimal
    filed_on: date
    content: Code
    number: Code | None = None
    company_id: int | None = None
    receiving_unit_id: int | None = None
    respondent_unit_id: int | None = None
    territory: Code | None = None
    batch_id: int | None = None


@dataclass(frozen=True)
class CaseClaimed(Event):
    """企业认领代录的投诉. `company_id` is the registered firm that showed number and query code."""

    company_id: int


@dataclass(frozen=True)
class EvidenceAdded(Event):
    """上传材料. `by_link`: by the respondent, with the reply it gave by its link."""

    evidence_id: int
    evidence_kind: Code
    sha256: Code
    size: int
    by_link: bool = False


@dataclass(frozen=True)
class SupplementRequested(Event):
    """一次性告知补正."""

    step = Step.REQUEST_SUPPLEMENT
    supplement_id: int
    items: int
    due: date


@dataclass(frozen=True)
class SupplementSupplied(Event):
    """补正材料已提交."""

    step = Step.SUPPLY
    supplement_id: int


@dataclass(frozen=True)
class SupplementLapsed(Event):
    """逾期未补正,视为放弃."""

    step = Step.LAPSE
    supplement_id: int


@dataclass(frozen=True)
class HandedUp(Event):
    """代收转报. The case went on to `to_unit_id`, which takes it; `received_on` is the day it was first received."""

    step = Step.HAND_UP
    handover_id: int
    from_unit_id: int
    to_unit_id: int
    received_on: date


@dataclass(frozen=True)
class Relayed(Event):
    """逐级转办. The case went on to another receiving office, `to_unit_id`; `received_on` as of HandedUp."""

    step = Step.RELAY
    handover_id: int
    from_unit_id: int
    to_unit_id: int
    received_on: date


@dataclass(frozen=True)
class DeterminationRequested(Event):
    """提请规模认定. `unit_id` is the SME department of the firm's place; the limits that wait for it stand still."""

    step = Step.REQUEST_DETERMINATION
    determination_id: int
    unit_id: int
    due: date


@dataclass(frozen=True)
class Determined(Event):
    """规模认定已作出: 微型, 小型, 中型 or 大型; the limit that waited (`resumed_clock_id`) runs on to `resumed_due`."""

    step = Step.DETERMINE
    determination_id: int
    size: Code
    resumed_clock_id: int | None = None
    resumed_due: date | None = None


@dataclass(frozen=True)
class DeterminationRecalled(Event):
    """撤回规模认定的提请. `unit_id` was asked; the limit that waited (`resumed_clock_id`) runs on to `resumed_due`."""

    determination_id: int
    unit_id: int
    resumed_clock_id: int | None = None
    resumed_due: date | None = None


@dataclass(frozen=True)
class Declined(Event):
    """不予受理."""

    step = Step.DECLINE
    ground: Code
    letter_id: int


@dataclass(frozen=True)
class DeclineAppealed(Event):
    """对不予受理提出异议."""

    step = Step.APPEAL


@dataclass(frozen=True)
class Accepted(Event):
    """受理."""

    step = Step.ACCEPT
    track: Code
    procedure_law: Code
    substance_law: Code
    complexity: Code | None
    listing: Code | None
    letter_id: int


@dataclass(frozen=True)
class Withdrawn(Event):
    """撤回投诉."""

    step = Step.WITHDRAW
    reason_code: Code
