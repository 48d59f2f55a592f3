"""Credit codes and size classes: the worked values, the boundaries of every row, and codes with one slip."""

from decimal import Decimal
from pathlib import Path

import pytest

from caseflow.core.enterprise import SizeTable, credit_code, size_of
from caseflow.core.errors import BadInput, RuleError

TABLE_TEXT = (Path(__file__).parents[2] / "policies/enterprise_size.csv").read_text("utf-8")
TABLE = SizeTable.parse(TABLE_TEXT)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
GOOD = ("91110000600037341L", "91620702MA00TE5T24", "11620700MA00TE5T2F", "12640100MA00TE5T2M")


@pytest.mark.parametrize(
    ("code", "kind", "region"),
    [
        (GOOD[0], "企业", "110000"),
        (GOOD[1], "企业", "620702"),
        (GOOD[2], "机关", "620700"),
        (GOOD[3], "事业单位", "640100"),
    ],
)
def test_good_codes(code: str, kind: str, region: str) -> None:
    checked = credit_code(code)
    assert (checked.code, checked.kind_hint, checked.region, checked.warnings) == (code, kind, region, ())
    assert checked.cannot_be_sme is (kind != "企业")


def _check_character(body: str) -> str:
    """Position 18 computed again from the standard's rule: weights are the powers of 3 modulo 31."""
    return ALPHABET[-sum(ALPHABET.index(each) * pow(3, place, 31) for place, each in enumerate(body)) % 31]


def _slips(code: str) -> set[str]:
    """Every code that differs in one character or by two neighbours changed about."""
    wrong = {code[:at] + each + code[at + 1 :] for at in range(18) for each in ALPHABET}
    swapped = {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(17)}
    return (wrong | swapped) - {code}


def _accepted(code: str) -> bool:
    try:
        credit_code(code)
    except BadInput:
        return False
    return True


def test_more_than_a_thousand_codes_with_one_slip_are_refused() -> None:
    slips = set().union(*(_slips(code) for code in GOOD))
    assert len(slips) > 2000
    assert [slip for slip in slips if _accepted(slip)] == []


def test_any_leading_pair_with_a_right_check_character_passes() -> None:
    for pair in ("54", "N1", "Y1", "A1", "31", "81"):
        body = f"{pair}620702MA00TE5T2"
        assert credit_code(body + _check_character(body)).kind_hint == ""
    assert _check_character(GOOD[0][:-1]) == "L"


def test_position_17_only_warns() -> None:
    body = "91620702MA00TE5T3"
    assert credit_code(body + _check_character(body)).warnings


def test_spaces_and_small_or_wide_letters_are_forgiven() -> None:
    assert credit_code(" 91 620702-ma00te5t24 ").code == GOOD[1]
    assert credit_code("９１６２０７０２MA00TE5T24").code == GOOD[1]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "18 位"),
        ("9162070", "现为 7 位"),
        ("91620702MA00TE5T2I", "不含 I"),
        ("9162070AMA00TE5T24", "第3至8位"),
        ("91620702MA00TE5T25", "第18位"),
        ("中" * 18, "不含 I"),
    ],
)
def test_bad_codes_say_why(code: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        credit_code(code)


def _size(code: str, employees: object = None, revenue: object = None, assets: object = None) -> str:
    source = {"industry_code": code, "employees": employees, "revenue_wan": revenue, "assets_wan": assets}
    return size_of(source, TABLE).size.label


@pytest.mark.parametrize(
    ("code", "employees", "revenue", "assets", "size"),
    [
        ("C", 1000, 39999, None, "中型"),
        ("C", 1000, 40000, None, "大型"),
        ("C", 300, 1999, None, "小型"),
        ("C", 20, 299, None, "微型"),
        ("E", None, 80000, 79999, "中型"),
        ("K701", None, 200000, 9999, "中型"),
        ("O", 299, None, None, "中型"),
        ("R86", 300, None, None, "大型"),
        ("F51", 5, 1000, None, "小型"),
    ],
)
def test_published_boundaries(code: str, employees: object, revenue: object, assets: object, size: str) -> None:
    assert _size(code, employees, revenue, assets) == size


STANDARD = [
    ("A", [("r", 20000, 500, 50)]),
    ("B06", [("e", 1000, 300, 20), ("r", 40000, 2000, 300)]),
    ("E47", [("r", 80000, 6000, 300), ("a", 80000, 5000, 300)]),
    ("51", [("e", 200, 20, 5), ("r", 40000, 5000, 1000)]),
    ("52", [("e", 300, 50, 10), ("r", 20000, 500, 100)]),
    ("54", [("e", 1000, 300, 20), ("r", 30000, 3000, 200)]),
    ("G5910", [("e", 1000, 300, 20), ("r", 30000, 3000, 200)]),
    ("59", [("e", 200, 100, 20), ("r", 30000, 1000, 100)]),
    ("60", [("e", 1000, 300, 20), ("r", 30000, 2000, 100)]),
    ("H61", [("e", 300, 100, 10), ("r", 10000, 2000, 100)]),
    ("6210", [("e", 300, 100, 10), ("r", 10000, 2000, 100)]),
    ("I63", [("e", 2000, 100, 10), ("r", 100000, 1000, 100)]),
    ("65", [("e", 300, 100, 10), ("r", 10000, 1000, 50)]),
    ("7010", [("r", 200000, 1000, 100), ("a", 10000, 5000, 2000)]),
    ("K702", [("e", 1000, 300, 100), ("r", 5000, 1000, 500)]),
    ("L", [("e", 300, 100, 10), ("a", 120000, 8000, 100)]),
    ("703", [("e", 300, 100, 10)]),
    ("M73", [("e", 300, 100, 10)]),
]


@pytest.mark.parametrize(("code", "metrics"), STANDARD)
def test_every_boundary_of_every_row(code: str, metrics: list[tuple[str, int, int, int]]) -> None:
    most = {"e": 10**6, "r": 10**7, "a": 10**7}
    for metric, large, medium, small in metrics:
        for at, above, below in ((large, "大型", "中型"), (medium, "中型", "小型"), (small, "小型", "微型")):
            for value, expected in ((at, above), (at - 1, below)):
                figures = {name: None if name not in {m for m, *_ in metrics} else most[name] for name in "era"}
                figures[metric] = value
                assert _size(code, figures["e"], figures["r"], figures["a"]) == expected


def test_the_answer_as_json() -> None:
    source = {"industry_code": "C13", "employees": "1000", "revenue_wan": Decimal("39999.5"), "assets_wan": None}
    assert size_of(source, TABLE).as_json() == {
        "size": "中型",
        "by": [
            {"metric": "从业人员", "value": "1000", "unit": "人", "size": "大型"},
            {"metric": "营业收入", "value": "39999.5", "unit": "万元", "size": "中型"},
        ],
        "industry": "工业",
        "basis": "工信部联企业〔2011〕300号四(二)",
    }


@pytest.mark.parametrize("code", ["", "Z", "C1", "C12345", "C51", "98", "J", "J66", "G53", "53", "F", "K70", "I", "车"])
def test_codes_that_cannot_be_used(code: str) -> None:
    with pytest.raises(BadInput, match="行业代码"):
        _size(code, 10, 10, 10)


def test_figures_that_cannot_be_used() -> None:
    with pytest.raises(BadInput, match="缺少 revenue_wan"):
        _size("C", 10)
    with pytest.raises(BadInput, match="employees"):
        _size("C", "10.5", 10)
    with pytest.raises(BadInput, match="revenue_wan"):
        _size("C", 10, -1)
    with pytest.raises(BadInput, match="industry_code"):
        size_of({"industry_code": 51}, TABLE)


def test_a_wrong_table_is_an_alarm() -> None:
    for broken in ("", TABLE_TEXT.replace("employees", "heads"), TABLE_TEXT.replace("F52", "F51"), "industry\nx"):
        with pytest.raises(RuleError, match="划型标准表"):
            SizeTable.parse(broken)
