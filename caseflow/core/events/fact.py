"""The base of all facts, and the only words they may hold."""

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, NewType

from caseflow.core.lifecycle import Step

Code = NewType("Code", str)
"""A word of a closed vocabulary (a rule id, a ground, a letter number), never what a person typed."""

MAX_CODE = 80


@dataclass(frozen=True)
class Event:
    """Base of all facts. `step` names the move of the lifecycle the event belongs to, if any."""

    step: ClassVar[Step | None] = None

    @classmethod
    def kind(cls) -> str:
        """The name under which the trail stores the event."""
        return cls.__name__

    @classmethod
    def word(cls) -> str:
        """What people call it: the Chinese words that its description begins with."""
        return re.split("[.:]", cls.__doc__ or "")[0].replace(",", "，").replace(";", "；")

    def payload(self) -> dict[str, Any]:
        """The event as JSON values; raises ValueError where a code is too long to be one."""
        return {key: _plain(value) for key, value in asdict(self).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, str) and (len(value) > MAX_CODE or "\n" in value):
        raise ValueError("an event holds codes, not text")
    return value
