"""办理台: each case in its boxes, pressing first, a page at a time."""

from flask import Flask

from caseflow.core.access import Actor
from caseflow.handling import actions
from caseflow.handling import inbox as boxes
from caseflow.handling.inbox import Page, inbox
from caseflow.local.roles import Urls
from caseflow.store.clocks import running_clock, start_clock
from caseflow.store.unit_of_work import transaction
from tests.handling.scene import dispatched, key, move_clock


def _numbers(actor: Actor, box: str, mine: bool = False) -> list[str]:
    return [row.number for row in inbox(actor, Page(box, mine)).rows]


def test_a_case_moves_from_box_to_box(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        unit = scene.handler
        assert _numbers(unit, "to_sign") == [scene.number]
        scene.sign()
        assert (_numbers(unit, "to_sign"), _numbers(unit, "in_hand")) == ([], [scene.number])
        scene.submit()
        assert _numbers(unit, "to_decide") == [scene.number]
        actions.send_back(scene.head, scene.number, actions.Reasoned(scene.version, "请写清日期。"), key())
        assert _numbers(unit, "returned") == [scene.number]
        actions.submit_result(scene.handler, scene.number, scene.draft(), key())
        assert _numbers(unit, "returned") == []
        scene.sign_off()
        assert _numbers(unit, "to_serve") == [scene.number]
        scene.serve()
        assert (_numbers(unit, "to_end"), _numbers(unit, "waiting")) == ([scene.number], [])
        assert inbox(scene.head, Page("")).box == "to_end"
        assert _numbers(unit, "to_serve") == []


def test_time_brings_a_case_into_due_soon_and_then_overdue(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        assert inbox(scene.handler, Page("due_soon")).counts["due_soon"] == 0
        result = running_clock(scene.case.id, "result")
        assert result is not None
        move_clock(database, (result.due - result.started_on).days - 1)
        assert _numbers(scene.handler, "due_soon") == [scene.number]
        move_clock(database, (result.due_rolled - result.started_on).days + 1)
        found = inbox(scene.handler, Page("overdue"))
        assert [row.number for row in found.rows] == [scene.number]
        assert found.rows[0].remaining is not None
        assert (found.rows[0].remaining < 0, found.rows[0].due) == (True, result.due_rolled)
        listed, days = dispatched(), (result.due_rolled - result.started_on).days + 1
        listed.sign()
        with transaction(None) as work:
            start_clock(work, listed.case, "listing_report")
        assert listed.number not in _numbers(scene.handler, "overdue")
        move_clock(database, days + 21)
        assert listed.number in _numbers(scene.handler, "overdue"), "its report on the listing is late, its result is not"


def test_an_extension_that_waits_is_for_the_head(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        request = actions.ExtensionRequest(scene.version, 10, "complex", "等待结算。")
        actions.request_extension(scene.handler, scene.number, request, key())
        assert boxes.inbox(scene.head, boxes.Page("")).box == "to_decide"
        assert _numbers(scene.head, "") == [scene.number]


def test_a_unit_sees_its_own_cases_and_a_person_may_narrow_to_theirs(app: Flask) -> None:
    with app.app_context():
        mine, other = dispatched(), dispatched("gaotai.guozi")
        mine.sign()
        assert _numbers(mine.handler, "in_hand", mine=True) == [mine.number]
        assert _numbers(mine.head, "in_hand", mine=True) == []
        assert _numbers(other.handler, "in_hand") == []


def test_pages_follow_one_another_without_gap_or_repetition(app: Flask) -> None:
    with app.app_context():
        scenes = [dispatched() for _ in range(boxes.SIZE * 2 + 3)]
        unit, after, seen = scenes[0].handler, "", []
        for size in (boxes.SIZE, boxes.SIZE, 3):
            page = inbox(unit, Page("to_sign", after=after))
            assert len(page.rows) == size
            seen += [row.number for row in page.rows]
            after = page.following
        assert after == ""
        assert seen == [scene.number for scene in scenes]
        assert inbox(unit, Page("to_sign", after="nonsense_'")).rows
