"""该找谁: four answers in, a unit with its reasons out, by address and without scripts."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from caseflow.core.routing.words import ARREARS, UNFAIR
from caseflow.policybook.forms.finding import LEVELS, TYPES
from caseflow.policybook.queries.routes import Question, who_handles
from tests.policybook.scene import SHANDAN

Client = Callable[[str], FlaskClient]
ORDINARY = {"category": "拖欠货款", "respondent_type": "机关", "level": "县级", "place": "620725", "industry": ""}


def ask(browser: FlaskClient, **other: str) -> tuple[int, str]:
    """Status and page for the ordinary answers with some changed."""
    answer = browser.get(f"/find?{urlencode({**ORDINARY, **other})}")
    return answer.status_code, answer.get_data(as_text=True)


def test_the_question_stands_without_an_answer(client: Client) -> None:
    answer = client("").get("/find")
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert "12348" in page
    assert 'id="answer"' not in page


def test_four_answers_name_the_unit_why_and_by_which_clause(client: Client) -> None:
    status, page = ask(client(""))
    assert status == 200
    assert "由 山丹县财政局 办理" in page
    assert 'href="/policies/zhangye-2021-9/30"' in page
    assert "属地" in page
    assert "R4a2" not in page, "rejected rules are for officers"
    assert "R4a-" not in page, "codes of rules say nothing to the public"


@pytest.mark.parametrize(
    ("other", "title", "code"),
    [
        ({"category": "借款纠纷"}, "这类事项不能直接受理", "N3"),
        ({"category": "其他不公平对待", "respondent_type": "不明"}, "还要先补充情况", "S2"),
    ],
)
def test_a_refusal_is_told_from_a_question_back_and_in_words(
    client: Client, other: dict[str, str], title: str, code: str
) -> None:
    page = ask(client(""), **other)[1]
    assert title in page
    assert f"{code}成立" not in page
    assert "依据的条款" not in page, "the clauses name who is responsible, not why it is refused"


def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(client: Client) -> None:
    status, page = ask(client(""), place="")
    assert status == 422
    assert "请选择所在地" in page
    assert 'selected value="拖欠货款"' in page or 'value="拖欠货款" selected' in page


@pytest.mark.parametrize("field", ["category", "respondent_type", "level", "place", "industry"])
def test_a_word_that_is_no_choice_is_refused(client: Client, field: str) -> None:
    assert ask(client(""), **{field: "'; drop table"})[0] == 422


def test_an_unclear_respondent_goes_to_people(client: Client) -> None:
    status, page = ask(client(""), respondent_type="不明", level="不明")
    assert status == 200
    assert "办理" in page
    assert 'id="answer"' in page


def test_another_province_says_where_to_go(client: Client) -> None:
    status, page = ask(client(""), place="北京市")
    assert status == 200
    assert "这类事项不能直接受理" in page
    assert "北京市" in page


def test_every_combination_of_choices_has_an_answer(app: Flask) -> None:
    with app.app_context():
        for category in sorted(ARREARS | UNFAIR):
            for kind, _label in TYPES:
                for level, _words in LEVELS:
                    decision = who_handles(Question(category, kind, level, SHANDAN, None))
                    assert decision.lead or decision.next_step, (category, kind, level)
