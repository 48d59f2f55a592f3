"""The drawing of a plan beside what came: two rising stairs over time, in parts of the width and in pixels of height.

Numbers alone; the template draws them. Widths are per cent, so that nothing shrinks with the screen but the distances.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caseflow.core.repayment import running_total

TOP, BOTTOM = 28.0, 168.0
LEFT, RIGHT = 1.0, 99.0

Step = tuple[date, Decimal]


@dataclass(frozen=True)
class Stroke:
    """A straight line of a stair, level or upright: x in per cent, y in pixels from the top."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Curve:
    """Both stairs, the level of the whole plan, where today is; `first` and `last` are the days at the edges."""

    planned: tuple[Stroke, ...]
    received: tuple[Stroke, ...]
    first: date
    last: date
    today: float
    top: Decimal
    promised_by_now: Decimal
    received_by_now: Decimal


def curve(agreed_on: date, planned: Iterable[Step], received: Iterable[Step], today: date) -> Curve:
    """The drawing of a plan agreed on that day; a payment from before it is drawn at the left edge."""
    promised, came = running_total(planned), running_total((max(day, agreed_on), yuan) for day, yuan in received)
    last = max(promised[-1][0], today, came[-1][0] if came else today)
    top = max(promised[-1][1], came[-1][1] if came else Decimal(0))
    scale = _Scale(agreed_on, last, top)
    return Curve(
        planned=scale.stair(promised, promised[-1][0]),
        received=scale.stair(came, today),
        first=agreed_on,
        last=last,
        today=scale.x(today),
        top=top,
        promised_by_now=_by(promised, today),
        received_by_now=_by(came, today),
    )


def _by(totals: tuple[Step, ...], today: date) -> Decimal:
    return max((total for day, total in totals if day <= today), default=Decimal(0))


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date
    top: Decimal

    def x(self, day: date) -> float:
        whole = max((self.last - self.first).days, 1)
        return round(LEFT + (RIGHT - LEFT) * max((day - self.first).days, 0) / whole, 2)

    def y(self, amount: Decimal) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * float(amount / self.top), 2)

    def stair(self, totals: tuple[Step, ...], until: date) -> tuple[Stroke, ...]:
        """Level to each day, then up; at last level to `until`."""
        strokes, x, y = [], self.x(self.first), self.y(Decimal(0))
        for day, total in totals:
            strokes.append(Stroke(x, y, self.x(day), y))
            x = self.x(day)
            strokes.append(Stroke(x, y, x, self.y(total)))
            y = self.y(total)
        strokes.append(Stroke(x, y, max(self.x(until), x), y))
        return tuple(strokes)
