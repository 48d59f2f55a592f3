"""该找谁: a township leads to its county, and nothing typed is lost on the way."""

import html
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

Sign = Callable[[str], FlaskClient]
TYPED = {"category": "拖欠货款", "respondent_type": "机关", "level": "县级", "industry": ""}


def page(client: Sign, **asked: str) -> str:
    """The page for these answers."""
    answer = client("").get(f"/find?{urlencode({**TYPED, **asked})}")
    assert answer.status_code == 200
    return html.unescape(answer.get_data(as_text=True))


def chosen(text: str) -> list[str]:
    """The values selected on the page."""
    return re.findall(r'<option selected value="([^"]+)"', text)


@pytest.mark.parametrize(("words", "code"), [("清泉镇", "620725"), ("山丹", "620725"), ("嘉峪关新城镇", "620200")])
def test_a_match_is_preselected_and_the_rest_stays(client: Sign, words: str, code: str) -> None:
    text = page(client, place_words=words, place_look="1")
    assert chosen(text) == ["拖欠货款", "机关", "县级", code]
    assert f'value="{words}"' in text
    assert 'id="answer"' not in text


def test_several_are_offered_and_one_is_picked(client: Sign) -> None:
    text = page(client, place_words="中川镇", place_look="1", place="620725")
    offered = re.findall(r'name="place_pick" value="(\w+)"', text)
    assert set(offered) == {"620122", "620171", "620422"}
    assert chosen(text)[-1] == "620725"
    assert chosen(page(client, place_words="中川镇", place_pick="620171")) == ["拖欠货款", "机关", "县级", "620171"]


def test_what_is_unknown_is_said(client: Sign) -> None:
    assert "没有查到“蓬莱镇<b>”" in page(client, place_words="蓬莱镇<b>", place_look="1")


def test_an_invented_pick_chooses_nothing(client: Sign) -> None:
    answer = client("").get(f"/find?{urlencode({**TYPED, 'place_pick': '999999'})}")
    assert answer.status_code == 422


def test_looking_without_words_is_an_ordinary_question(client: Sign) -> None:
    assert 'id="answer"' in page(client, place_words="", place_look="1", place="620725")
