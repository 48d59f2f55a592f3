"""The public pages."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from caseflow.store.db import db
from caseflow.store.models import Complaint
from caseflow.store.query_code import query_code
from tests.harness.pages import submit
from tests.intake.filing import file_case

FIRM = "runhe@example.com"
Sign = Callable[[str], FlaskClient]


def code_of(app: Flask, number: str) -> str:
    """The query code as the receipt shows it."""
    with app.app_context():
        return query_code(number, db.session.scalars(select(Complaint.content_hash)).one())


@pytest.mark.parametrize("address", ["/", "/about", "/statistics", "/progress"])
def test_everybody_may_read(client: Sign, address: str) -> None:
    assert client("").get(address).status_code == 200


def test_the_figures_count_the_cases(client: Sign) -> None:
    file_case(client(FIRM))
    page = client("").get("/statistics").get_data(as_text=True)
    assert "312.75" in page
    assert "拖欠工程款" in page
    assert "甘肃润禾" not in page


def test_number_and_code_show_progress_without_names(app: Flask, client: Sign) -> None:
    number = file_case(client(FIRM))
    typed = code_of(app, number).lower().replace("-", " ")
    answer = submit(client(""), "/progress", {"number": number.lower(), "code": typed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "正在审查材料" in page
    assert "润禾" not in page
    assert "山丹县水务局" not in page


def test_wrong_number_and_wrong_code_read_alike(app: Flask, client: Sign) -> None:
    number = file_case(client(FIRM))
    pages = [
        submit(client(""), "/progress", {"number": one, "code": "AAAA-BBBB-CCCC-DDDD"})
        for one in (number, "GS-2026-999999")
    ]
    assert [page.status_code for page in pages] == [422, 422]
    assert all("编号和查询码对不上" in page.get_data(as_text=True) for page in pages)


def test_guessing_stops_after_five(app: Flask, client: Sign) -> None:
    number = file_case(client(FIRM))
    guess = {"number": number, "code": "AAAA-BBBB-CCCC-DDDD"}
    assert [submit(client(""), "/progress", guess).status_code for _ in range(5)] == [422] * 5
    right = {"number": number, "code": code_of(app, number)}
    assert submit(client(""), "/progress", right).status_code == 429


@pytest.mark.parametrize("typed", ["\x00", "长" * 5000, "' or 1=1 --", "\u202e"])
def test_odd_input_is_a_sentence(client: Sign, typed: str) -> None:
    assert submit(client(""), "/progress", {"number": typed, "code": typed}).status_code == 422
