"""Places as people write them lead to the territory that answers for them."""

import pytest

from caseflow.core.edition import Edition
from caseflow.core.errors import BadInput, RuleError
from caseflow.core.townships import MOST, Townships
from tests.policies.rulebook import book, files

HEAD = "code,name,county,also\n"


@pytest.fixture(scope="module")
def shipped() -> Townships:
    """The table of the house."""
    return Townships.parse(files()["townships.csv"], book().territories)


@pytest.mark.parametrize(
    ("text", "territory"),
    [
        ("清泉镇", "山丹县"),
        ("清泉", "山丹县"),
        ("山丹县清泉镇人民政府", "山丹县"),
        (" 甘肃省 张掖市 山丹县 ", "山丹县"),
        ("山丹", "山丹县"),
        ("临夏市八坊街道办事处", "临夏市"),
        ("白银市白银区", "白银区"),
        ("嘉峪关新城镇", "嘉峪关市"),
        ("国营山丹农场", "山丹县"),
        ("兰州高新区", "城关区"),
        ("兰州新区中川镇", "兰州新区"),
        ("张掖经开区", "张掖经济技术开发区"),
        ("宁东基地", "宁东能源化工基地"),
        ("宁夏灵武市宁东镇", "灵武市"),
    ],
)
def test_one_place_is_meant(shipped: Townships, text: str, territory: str) -> None:
    assert [candidate.territory.name for candidate in shipped.find(text)] == [territory]


def test_a_name_that_many_places_have_gives_them_all(shipped: Townships) -> None:
    assert len({candidate.territory.code for candidate in shipped.find("城关镇")}) == 22
    assert {c.territory.name for c in shipped.find("白银")} == {"白银市", "白银区"}


def test_where_two_codes_disagree_both_are_offered(shipped: Townships) -> None:
    assert {c.territory.name for c in shipped.find("西岔镇")} >= {"皋兰县", "兰州新区"}


@pytest.mark.parametrize("text", ["", " ", "甘", "上海市浦东新区", "x" * 10_000, "（）.*[", "\x00"])
def test_what_names_no_place_finds_none(shipped: Townships, text: str) -> None:
    assert shipped.find(text) == ()


def test_a_vague_word_gives_no_endless_list(shipped: Townships) -> None:
    assert len(shipped.find("新")) == 0
    assert all(len(shipped.find(town.name[:2])) <= MOST for town in shipped.all)


def test_every_township_is_found_by_its_own_name(shipped: Townships) -> None:
    lost = [t for t in shipped.all if t.territory not in {c.territory for c in shipped.find(t.name)}]
    assert lost == []


def test_every_township_is_found_by_its_whole_address(shipped: Townships) -> None:
    territories = shipped.territories
    wrong = []
    for town in shipped.all:
        way = "".join(t.name for t in (*reversed(territories.ancestors(town.territory)), town.territory))
        if {c.territory for c in shipped.find(way + town.name)} != {town.territory}:
            wrong.append(way + town.name)
    assert wrong == []


def test_a_line_with_an_unknown_county_is_refused() -> None:
    with pytest.raises(BadInput, match="999999"):
        Townships.parse(f"{HEAD}999999001,某镇,999999,\n", book().territories)


def test_an_edition_without_the_table_says_so() -> None:
    edition = Edition({name: text for name, text in files().items() if name != "townships.csv"})
    with pytest.raises(RuleError, match=r"townships\.csv"):
        edition.townships  # noqa: B018
