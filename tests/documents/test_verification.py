"""Who gets the files of a letter, and what the public page says of its code."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from caseflow.core.errors import TooMany
from caseflow.documents import actions, queries
from caseflow.documents.actions import GUESSED, record_service
from caseflow.documents.verification import verification_address, verification_code
from caseflow.store.cases import lock_case
from caseflow.store.db import db
from caseflow.store.letter_code import letter_id_in
from caseflow.store.models import Letter
from caseflow.store.unit_of_work import transaction
from tests.documents.letters import issue
from tests.documents.printed import read
from tests.handling.scene import dispatched

Client = Callable[[str], FlaskClient]
OWN, RIVAL, HANDLER, STRANGER = "runhe@example.com", "xinyuan@example.com", "shandan.caizheng.cb", "gaotai.guozi.cb"


def two_letters(app: Flask) -> tuple[Letter, Letter]:
    """A letter served on the complainant and one between offices, on a case of their own."""
    with app.app_context():
        scene = dispatched()
        with transaction(scene.clerk) as work:
            made = issue(work, scene, "acceptance_notice"), issue(work, scene, "result_feedback", "office")
            record_service(work, lock_case(made[0].case_id), made[0], "platform", work.today)
        for letter in made:
            db.session.refresh(letter)
            db.session.expunge(letter)
        return made


def test_files_go_to_those_who_may_read_the_letter(app: Flask, client: Client) -> None:
    mine, office = two_letters(app)
    for login, letter, pdf, docx in (
        (OWN, mine, 200, 403),
        (OWN, office, 404, 403),
        (RIVAL, mine, 404, 403),
        (HANDLER, mine, 200, 200),
        (HANDLER, office, 200, 200),
        (STRANGER, office, 404, 404),
        ("", mine, 302, 302),
    ):
        browser = client(login)
        found = [browser.get(f"/letters/{letter.id}.{ending}").status_code for ending in ("pdf", "docx")]
        assert found == [pdf, docx], (login, letter.kind)


def test_a_letter_that_is_not_served_yet_is_no_file_for_the_firm(app: Flask, client: Client) -> None:
    with app.app_context():
        scene = dispatched()
        with transaction(scene.clerk) as work:
            unserved = issue(work, scene, "result_notice").id
    assert client(OWN).get(f"/letters/{unserved}.pdf").status_code == 404
    assert client(HANDLER).get(f"/letters/{unserved}.pdf").status_code == 200


def test_the_file_is_a_download_named_by_its_number_and_always_the_same(app: Flask, client: Client) -> None:
    mine, _office = two_letters(app)
    browser = client(OWN)
    first, second = (browser.get(f"/letters/{mine.id}.pdf") for _ in range(2))
    assert first.data == second.data
    assert first.content_type == "application/pdf"
    assert first.headers["Content-Disposition"].startswith("attachment")
    assert first.headers["Cache-Control"] == "no-store"
    with app.app_context():
        assert verification_code(mine) in read(first.data).pages[-1].extract_text()
    page = browser.get(f"/letters/{mine.id}").get_data(as_text=True)
    assert f"/letters/{mine.id}.pdf" in page
    assert f"/letters/{mine.id}.docx" not in page
    assert f"/letters/{mine.id}.docx" in client(HANDLER).get(f"/letters/{mine.id}").get_data(as_text=True)


def test_the_public_page_confirms_number_day_issuer_and_hash_and_names_nobody(app: Flask, client: Client) -> None:
    mine, office = two_letters(app)
    for letter in (mine, office):
        with app.app_context():
            path = verification_address(letter).removeprefix(app.config["SETTINGS"].server_name)
        answer = client("").get(path)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 200
        day = f"{letter.dated.year}年{letter.dated.month}月{letter.dated.day}日"
        assert [
            said for said in (letter.number, day, letter.issuer_name, letter.content_hash) if said not in page
        ] == []
        for silent in ("某某", "润禾", "GS-2026", letter.title, "拖欠货款", "100,000"):
            assert silent not in page.split("<main")[1].split("</main")[0], silent


def test_codes_are_forgiving_in_form_and_strict_in_content(app: Flask, client: Client) -> None:
    mine, office = two_letters(app)
    browser = client("")
    with app.app_context():
        right, other = verification_code(mine), verification_code(office)
    assert re.fullmatch(r"(?:[A-Z2-7]{4}-){4}\d+", right)
    for typed in (right, right.lower(), right.replace("-", ""), right.replace("-", " ")):
        assert browser.get(f"/verify/{typed}").status_code == 200, typed
    swapped = f"{right.rpartition('-')[0]}-{office.id}"
    changed = ("A" if right[0] != "A" else "B") + right[1:]
    for typed in (
        swapped,
        changed,
        right[:-1] + "99999999999999999999",
        "x",
        "AAAA-AAAA-AAAA-AAAA-",
        "号" * 40,
        other[:19],
    ):
        answer = browser.get(f"/verify/{typed}")
        assert (answer.status_code, queries.NO_SUCH_CODE in answer.get_data(as_text=True)) == (404, True), typed
    answer = browser.get("/verify", query_string={"code": f" {right} "})
    assert answer.headers["Location"] == f"/verify/{right}"
    assert browser.get("/verify").status_code == 200


def test_a_code_holds_for_one_content_under_one_key(app: Flask) -> None:
    mine, _office = two_letters(app)
    with app.app_context():
        code = verification_code(mine)
        assert letter_id_in(code) == mine.id
        changed = Letter(id=mine.id, content_hash="0" * 64)
        assert verification_code(changed) != code
        app.config["TEXT_KEY"] = "another key of another office"
        assert verification_code(mine) != code
        assert queries.confirmed(code) is None


def test_guessing_ends_after_twenty_wrong_codes_and_right_ones_do_not_count(app: Flask, client: Client) -> None:
    mine, _office = two_letters(app)
    with app.app_context():
        for _ in range(GUESSED.tries + 5):
            assert actions.verify(verification_code(mine), "10.0.0.1") is not None
        for _ in range(GUESSED.tries):
            assert actions.verify("AAAA-AAAA-AAAA-AAAA-1", "10.0.0.1") is None
        with pytest.raises(TooMany):
            actions.verify(verification_code(mine), "10.0.0.1")
        assert actions.verify(verification_code(mine), "10.0.0.2") is not None
    browser = client("")
    codes = [browser.get("/verify/AAAA-AAAA-AAAA-AAAA-1").status_code for _ in range(GUESSED.tries + 1)]
    assert codes == [404] * GUESSED.tries + [429]
