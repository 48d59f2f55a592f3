"""How a figure is made of its sets, and how it is said."""

from decimal import Decimal

import pytest

from caseflow.core.errors import RuleError
from caseflow.core.figures import SETS, Figure, FigureKind, FigureRules, Tally
from caseflow.ledger.counting import MEMBERS
from caseflow.settings import ROOT

TEXT = (ROOT / "policies" / "figures.toml").read_text(encoding="utf-8")
RULES = FigureRules.parse(TEXT)


def test_every_set_is_explained_and_counted() -> None:
    assert set(MEMBERS) == SETS == set(RULES.sets)
    assert all(figure.basis and figure.formula for figure in RULES.figures)


def _figure(kind: FigureKind) -> Figure:
    return next(figure for figure in RULES.figures if figure.kind is kind)


@pytest.mark.parametrize(
    ("kind", "top", "bottom", "said"),
    [
        (FigureKind.RATIO, Tally(3), Tally(4), "3/4（75.0%）"),
        (FigureKind.RATIO, Tally(2), Tally(3), "2/3（66.7%）"),
        (FigureKind.RATIO, Tally(175), Tally(200), "87.5%（175/200）"),
        (FigureKind.RATIO, Tally(0), Tally(0), "—"),
        (FigureKind.AMOUNT, Tally(2, Decimal(35000)), Tally(), "3.50 万元"),
        (FigureKind.AMOUNT_RATIO, Tally(2, Decimal(5)), Tally(2, Decimal(8)), "62.5%"),
        (FigureKind.COUNT, Tally(12), Tally(), "12"),
    ],
)  # fmt: skip
def test_small_numbers_are_said_as_parts_first(kind: FigureKind, top: Tally, bottom: Tally, said: str) -> None:
    figure = _figure(kind)
    assert RULES.said(RULES.value(figure, {figure.numerator: top, figure.denominator: bottom})) == said


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('numerator = "satisfied"', 'numerator = "happy"'),
        ('denominator = "answered"\n', ""),
        ("least = 5", "least = 0"),
        ('words = "期内受理的案件，算在现在承办的单位；还没有转办的不属于任何单位。"', 'words = ""'),
        ('key = "satisfied"\nname', 'key = "pleased"\nname'),
    ],
)
def test_rules_that_cannot_be_used_are_refused(right: str, wrong: str) -> None:
    assert right in TEXT
    with pytest.raises(RuleError, match="考核数字的规则无法读取"):
        FigureRules.parse(TEXT.replace(right, wrong))
