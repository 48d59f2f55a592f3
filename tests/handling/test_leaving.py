"""No case stays with somebody who cannot work on it: a head hands cases over, and an account that goes leaves its cases."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from caseflow.accounts import actions as accounts
from caseflow.core.access import Role
from caseflow.handling.inbox import Page, inbox
from caseflow.handling.leaving import burdens
from caseflow.store.audit import verify
from caseflow.store.db import db
from caseflow.store.models import Event, Notice, Person
from caseflow.store.replaying import replay
from tests.handling.scene import Scene, actor, dispatched, key
from tests.harness.pages import hidden_values
from tests.supervision.rungs import settle_down

HEAD, HANDLER, CLERK = "shandan.caizheng.fz", "shandan.caizheng.cb", "gansu.sl"
ADDRESS = "/handling/hand-over"


def in_hand(count: int) -> list[Scene]:
    """So many cases that the unit signed for."""
    scenes = [dispatched() for _ in range(count)]
    for scene in scenes:
        scene.sign()
    return scenes


def test_a_head_hands_chosen_cases_over_and_whoever_got_one_meanwhile_keeps_it(
    app: Flask, client: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        scenes = in_hand(3)
        giver, taker = actor(HANDLER).user_id, actor(HEAD).user_id
        numbers = sorted(scene.number for scene in scenes)
    head = client(HEAD)
    assert "交接案件" in head.get("/handling").get_data(as_text=True)
    page = head.get(ADDRESS).get_data(as_text=True)
    assert all(number in page for number in numbers)
    hidden = hidden_values(page)
    address = f"{ADDRESS}?from={giver}"
    nobody = head.post(address, data=hidden | {"to_id": str(taker)})
    assert (nobody.status_code, "至少选择一件" in nobody.get_data(as_text=True)) == (422, True)
    forged = head.post(address, data=hidden | {"to_id": "1", "numbers": numbers})
    assert forged.status_code == 422
    assert head.post(address, data=hidden | {"to_id": str(taker), "numbers": numbers[:2]}).status_code == 302
    with app.app_context():
        assert [scene.case.handler_id for scene in sorted(scenes, key=lambda each: each.number)] == [taker, taker, giver]
        told = select(func.count()).select_from(Event).where(Event.kind == "HandlerAssigned")
        assert db.session.scalar(told) == 2
    late = hidden_values(head.get(address).get_data(as_text=True))
    assert head.post(address, data=late | {"to_id": str(taker), "numbers": numbers}).status_code == 422, "two are no more theirs"
    for login, status in ((HANDLER, 403), (CLERK, 403), ("runhe@example.com", 403)):
        assert client(login).get(ADDRESS).status_code == status
    other = client("gaotai.guozi.fz")
    assert not any(number in other.get(address).get_data(as_text=True) for number in numbers)


def test_an_account_that_is_disabled_leaves_its_open_cases_to_the_unit_and_the_heads_hear(app: Flask) -> None:
    with app.app_context():
        scenes, admin = in_hand(2), actor("xitong")
        left = actor(HANDLER).user_id
        accounts.change_role(actor("anquan"), left, Role.UNIT_HEAD, key())
        settle_down()
        assert {scene.case.handler_id for scene in scenes} == {left}, "as a head they handle them still"
        accounts.disable(admin, left, key())
        settle_down()
        assert {scene.case.handler_id for scene in scenes} == {None}
        heads = select(Notice.channel, func.count()).join(Event, Event.id == Notice.event_id).join(Person, Person.id == Notice.recipient_id)
        heard = db.session.execute(heads.where(Event.kind == "HandlerReleased", Person.login == HEAD).group_by(Notice.channel))
        assert dict(list(heard)) == {"inbox": 2, "mail": 2}
        found = inbox(actor(HEAD), Page("unassigned"))
        assert found.counts["unassigned"] == 2
        assert {row.number for row in found.rows} == {scene.number for scene in scenes}
        assert (burdens(actor(HEAD))[0].person_id, burdens(actor(HEAD))[0].count) == (0, 2)
        assert [each for each in replay().differences if each.where == "handler_id"] == [], "the trail says so too"
        assert verify().fault is None
