"""Whether two complaints may be one: told to a clerk with its reasons, deciding nothing.

The points are our own default (本系统默认，可由管理单位调整): the same contract number says most, a like story least.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

SHOWN_FROM = 4
LIKE, ALIKE = 0.6, 0.9
LONGEST_TEXT = 2000


@dataclass(frozen=True)
class Gist:
    """What of a complaint is compared: names as typed, the firm's credit code, yuan, contract numbers, the story."""

    firm: str
    respondent: str
    amount: Decimal
    contracts: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Likeness:
    """How much speaks for it, and why in words."""

    points: int
    reasons: tuple[str, ...]

    @property
    def shown(self) -> bool:
        """Whether a clerk should look: more than one of the greater reasons."""
        return self.points >= SHOWN_FROM


def likeness(one: Gist, other: Gist) -> Likeness:
    """How much speaks for `one` and `other` being one complaint; the same either way round."""
    found: list[tuple[int, str]] = []
    numbers = {bare(number) for number in one.contracts} & {bare(number) for number in other.contracts} - {""}
    if numbers:
        found.append((3, "合同编号相同"))
    if one.firm == other.firm:
        found.append((2, "同一家企业"))
    if bare(one.respondent) == bare(other.respondent):
        found.append((2, "被投诉单位相同"))
    if one.amount == other.amount and one.amount:
        found.append((2, "金额相同"))
    share = similarity(one.text, other.text)
    if share >= LIKE:
        found.append((3 if share >= ALIKE else 1, f"事情经过有 {int(share * 100)}% 相同"))
    return Likeness(sum(points for points, _why in found), tuple(why for _points, why in found))


def similarity(one: str, other: str) -> float:
    """The share of pairs of neighbouring letters that two texts have in common (Dice), from 0 to 1; 1 for equal ones."""
    first, second = _pairs(one), _pairs(other)
    if not first or not second:
        return float(bool(bare(one)) and bare(one) == bare(other))
    return 2 * (first & second).total() / (first.total() + second.total())


def bare(text: str) -> str:
    """Letters and digits alone, wide ones narrow, small."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def _pairs(text: str) -> Counter[Sequence[str]]:
    letters = bare(text)[:LONGEST_TEXT]
    return Counter(letters[at : at + 2] for at in range(len(letters) - 1))
