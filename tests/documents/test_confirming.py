"""确认收到: the addressee's own word, pressed once; reading a letter writes nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from caseflow.core.errors import Denied, IllegalMove, NotFound
from caseflow.documents.confirming import confirm_receipt
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.models import Event, LetterReceipt
from caseflow.store.unit_of_work import transaction
from tests.documents.letters import issue
from tests.documents.test_serving import serve
from tests.handling.scene import Scene, actor, dispatched, key
from tests.harness.pages import sign_in, submit


def letter_of(scene: Scene, kind: str, method: str | None) -> int:
    """A letter of the receiving office, served so."""
    with transaction(scene.clerk) as work:
        letter_id = issue(work, scene, kind, unit_id=scene.clerk.unit_id).id
    if method:
        serve(scene, scene.clerk, letter_id, method)
    return letter_id


def test_only_whom_it_was_served_on_within_the_system_confirms_a_letter_and_once(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        served = letter_of(scene, "supplement_notice", "platform")
        by_post = letter_of(scene, "supplement_notice", "post")
        unserved = letter_of(scene, "supplement_notice", None)
        for who, letter_id, refusal in (
            (scene.clerk, served, Denied), (scene.handler, served, Denied), (scene.firm, by_post, Denied),
            (scene.firm, unserved, NotFound), (actor("gaotai.guozi.fz"), served, NotFound),
            (actor("xinyuan@example.com"), served, NotFound),
        ):  # fmt: skip
            with pytest.raises(refusal):
                confirm_receipt(who, letter_id, key())
        assert db.session.scalar(select(func.count()).select_from(LetterReceipt)) == 0

        def press(_number: int) -> bool:
            with app.app_context():
                try:
                    confirm_receipt(scene.firm, served, key())
                except IllegalMove:
                    return False
                return True

        with ThreadPoolExecutor(3) as pool:
            assert sorted(pool.map(press, range(3))) == [False, False, True]
        db.session.rollback()
        row = db.session.scalars(select(LetterReceipt)).one()
        assert (row.confirmed_by_id, clock.day_of(row.confirmed_at)) == (scene.firm.user_id, clock.today())
        event = db.session.scalars(select(Event).where(Event.kind == "LetterConfirmed")).one()
        assert event.data == {"letter_id": served}
        for statement in ("update letter_receipt set confirmed_at = now()", "delete from letter_receipt"):
            with pytest.raises(DBAPIError):
                db.session.execute(text(statement))
            db.session.rollback()


def test_the_page_has_the_button_for_the_addressee_and_then_says_when(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        served = letter_of(scene, "supplement_notice", "platform")
        lead = db.session.scalar(text("select id from letter where addressee = 'office' order by id desc limit 1"))
        with transaction(None):
            renamed = text("update unit set name = name || '（改名）' where id = (select addressee_unit_id from letter where id = :id)")
            db.session.execute(renamed, {"id": lead})
    firm, clerk, handler = (app.test_client() for _ in range(3))
    for browser, login in ((firm, "runhe@example.com"), (clerk, "gansu.sl"), (handler, "shandan.caizheng.cb")):
        sign_in(browser, login)
    page, press = f"/letters/{served}", f"/letters/{served}/confirm"
    for _ in range(2):
        assert "确认收到</button>" in firm.get(page).get_data(as_text=True), "looking at it writes nothing"
    assert "确认收到</button>" not in clerk.get(page).get_data(as_text=True)
    assert firm.get(press).status_code == 405
    assert submit(firm, press, {}, at=page).status_code == 302
    for browser in (firm, clerk):
        shown = browser.get(page).get_data(as_text=True)
        assert "收件人" in shown
        assert " 确认收到。" in shown
        assert "确认收到</button>" not in shown
    assert "文书已确认收到" in firm.get(f"/cases/{scene.number}").get_data(as_text=True)
    office = f"/letters/{lead}"
    assert "确认收到</button>" in handler.get(office).get_data(as_text=True), "an office confirms what was sent to it, whatever it is called now"
    assert "确认收到</button>" not in clerk.get(office).get_data(as_text=True)
    assert submit(handler, f"{office}/confirm", {}, at=office).status_code == 302
    assert " 确认收到。" in handler.get(office).get_data(as_text=True)
