"""How far word to a person has got: our own steps and a gateway's receipts on one ladder that is only climbed.

Receipts come late, repeated and in any order. The highest rung decides, so what a notice ends as depends on which
receipts came, never on when.
"""

from collections.abc import Iterable

LADDER = (
    "waiting", "carried", "overtaken", "created", "sending", "temporary_failure", "sent", "delayed", "technical_failure",
    "permanent_failure", "delivered",
)  # fmt: skip
"""Lowest first. `temporary_failure` is ours (we try again), `delayed` the gateway's (it tries again)."""

RECEIPTS = {
    "accepted": "sent",
    "temporary": "delayed",
    "technical": "technical_failure",
    "permanent": "permanent_failure",
    "delivered": "delivered",
}
"""What a gateway may report, and the rung it stands for."""


def furthest(status: str, receipts: Iterable[str]) -> str:
    """The status of a notice that stands at `status` once these `receipts` (words of RECEIPTS) are known."""
    return max((status, *(RECEIPTS[word] for word in receipts)), key=LADDER.index)
