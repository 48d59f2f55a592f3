"""What of a case is kept from one who may otherwise read it: the one place that says what is unseen by whom.

The page and whatever else tells of a case, such as the page of a conflict, go by it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from caseflow.core.access import Actor
from caseflow.documents import queries as documents
from caseflow.store.models import Case
from caseflow.supervision import panel as supervision


@dataclass(frozen=True)
class Kept:
    """The ids of what this reader of the case is not shown."""

    measures: frozenset[int]
    clocks: frozenset[int]
    letters: frozenset[int]
    drafts: frozenset[int]

    def tells(self, data: Mapping[str, Any]) -> bool:
        """Whether what an event holds is about something that is kept from this reader."""
        if "measure_id" in data:
            return data["measure_id"] in self.measures
        return (
            data.get("clock_id") in self.clocks
            or data.get("letter_id") in self.letters
            or data.get("draft_id") in self.drafts
        )


def kept_from(actor: Actor, case: Case) -> Kept:
    """What is kept from this reader of the case: referrals over the head of its unit, their letters and clocks, and
    letters that are not for its eyes."""
    measures = supervision.hidden_from(actor, case)
    letters, drafts = documents.kept_from(actor, case)
    return Kept(measures, supervision.clocks_of(case, measures), letters, drafts)


def telling(actor: Actor, case: Case) -> Callable[[Mapping[str, Any]], bool]:
    """`Kept.tells` for whoever knows no parts of a case."""
    return kept_from(actor, case).tells
