"""Browsing, searching and reading clauses, for everybody and for officers."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from caseflow.policybook.queries import library
from tests.policybook.scene import routed_case

Client = Callable[[str], FlaskClient]


def read(browser: FlaskClient, address: str, status: int = 200) -> str:
    """The page at the address."""
    answer = browser.get(address)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def test_every_document_and_every_clause_has_its_page(app: Flask, client: Client) -> None:
    browser = client("")
    start = read(browser, "/policies")
    with app.app_context():
        documents = library.documents()
    assert len(documents) >= 5
    for document in documents:
        assert document.title in start
        page = read(browser, f"/policies/{document.key}")
        for clause in document.clauses:
            assert f'href="/policies/{document.key}/{library.local_id(clause)}"' in page
    for clause in documents[0].clauses:
        assert clause.title in read(browser, f"/policies/{documents[0].key}/{library.local_id(clause)}")


@pytest.mark.parametrize("address", ["/policies/none", "/policies/gan-2020-351/999", "/policies/none/1"])
def test_what_does_not_exist_is_not_found(client: Client, address: str) -> None:
    read(client(""), address, 404)


def test_one_character_is_enough(app: Flask, client: Client) -> None:
    page = read(client(""), "/policies?q=欠")
    assert "<mark>欠</mark>" in page
    with app.app_context():
        found = library.search("欠")
        assert 0 < found.total < sum(len(d.clauses) for d in library.documents())
        assert found.total == sum("欠" in library._words(d, c) for d in library.documents() for c in d.clauses)


def test_titles_come_first_and_all_words_must_occur(app: Flask) -> None:
    with app.app_context():
        found = library.search("投诉 工信")
        assert all("投诉" in library._words(h.document, h.clause) for h in found.hits)
        ranks = [library._rank(h.clause, ["投诉", "工信"]) for h in found.hits]
        assert ranks == sorted(ranks)
        assert library.search("(三十五)").total == library.search("（三十五）").total > 0


def test_nothing_found_says_what_to_do(client: Client) -> None:
    page = read(client(""), "/policies?q=<script>")
    assert "没有找到" in page
    assert "换一个词" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_clause_shows_units_tasks_and_neighbours(client: Client) -> None:
    page = read(client(""), "/policies/gan-2020-351/35")
    assert "省财政厅" in page
    assert "上一条" in page
    assert "下一条" in page
    assert "机关拖欠" in page  # what is handed out by this clause, in words


def test_cases_a_clause_justified_are_for_their_officers_alone(app: Flask, client: Client) -> None:
    with app.app_context():
        number = routed_case()
    address = "/policies/zhangye-2021-9/30"
    assert number in read(client("gansu.sl"), address)
    assert number not in read(client("ningxia.sl"), address)
    assert number not in read(client(""), address)
    assert number not in read(client("runhe@example.com"), address)


def test_the_case_page_links_to_the_clauses(app: Flask, client: Client) -> None:
    with app.app_context():
        number = routed_case()
    officer = read(client("gansu.sl"), f"/cases/{number}")
    assert 'href="/policies/zhangye-2021-9/30"' in officer
    whole = read(client("gansu.sl"), f"/cases/{number}/explain")
    assert "逐字一致" in whole
    assert 'href="/policies/gan-2020-351/35"' in whole
    assert "没有采用的规则" in whole


def test_the_explanation_is_for_those_who_see_the_case(app: Flask, client: Client) -> None:
    with app.app_context():
        number = routed_case()
    read(client("ningxia.sl"), f"/cases/{number}/explain", 404)
    read(client("runhe@example.com"), f"/cases/{number}/explain", 403)
    read(client("gansu.sl"), "/cases/GS-2026-999999/explain", 404)


def test_a_hit_shows_the_tasks_in_which_the_word_stands(app: Flask) -> None:
    with app.app_context():
        hits = library.search("拖欠 账款").hits
        told = [task for hit in hits for task in hit.tasks]
        assert told
        assert all("拖欠" in task or "账款" in task for task in told)
