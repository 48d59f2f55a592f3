"""回头看 from the draw to its consequences, through the pages."""

import re
import threading
from collections.abc import Callable
from datetime import date

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg import errors
from sqlalchemy import func, select

from caseflow.closure import actions, rechecks
from caseflow.closure.jobs import draw_month
from caseflow.core.errors import Denied, IllegalMove
from caseflow.core.lifecycle import Status
from caseflow.core.recheck import draw
from caseflow.local.roles import Urls
from caseflow.reactions import relay
from caseflow.store import clock
from caseflow.store.audit import verify
from caseflow.store.clocks import running_clock
from caseflow.store.db import db
from caseflow.store.models import Case, Event, Payment, Person, Recheck, RecheckDraw, RecheckFinding
from caseflow.store.unit_of_work import transaction
from caseflow.supervision.jobs import sweep_clocks
from tests.closure.way import approve, change_case, requested
from tests.handling.scene import Scene, actor, key, move_clock
from tests.harness.pages import hidden_values, submit

Client = Callable[[str], FlaskClient]
HONEST = {
    "contact": "reached", "money": "received", "evidence": "genuine", "retaliation": "no", "remarks": "款项已到账",
}  # fmt: skip


def _written_off(office: str = "gansu.guozi") -> Scene:
    scene = requested(office)
    approve(scene, "gansu.sh")
    return scene


def to_next_month(database: Urls, day: int = 3) -> None:
    """Some working day of the month after; the demo starts on whatever day it is."""
    move_clock(database, 0)
    today = clock.today()
    first = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    move_clock(database, (first - today).days + day)


def _drawn_cases() -> list[str]:
    return list(db.session.scalars(select(Case.number).join(Recheck, Recheck.case_id == Case.id)))


def test_a_month_is_drawn_once_whoever_comes_first(app: Flask, client: Client, database: Urls) -> None:
    with app.app_context():
        scenes = [_written_off(), _written_off(), _written_off("jiayuguan.gongxin")]
        assert draw_month() == 0
    assert "还没有抽取过" in client("gansu.sh").get("/rechecks").get_data(as_text=True)
    with app.app_context():
        to_next_month(database, 8)
    assert "现在抽取" in client("gansu.sh").get("/rechecks").get_data(as_text=True)
    with app.app_context():
        made: list[int] = []
        start = threading.Barrier(3)

        def race(deed: Callable[[], int]) -> None:
            with app.app_context():
                start.wait()
                try:
                    made.append(deed())
                except IllegalMove:
                    made.append(0)

        def press() -> int:
            actions.draw_rechecks(actor("gansu.sh"), key())
            return 1

        threads = [threading.Thread(target=race, args=(deed,)) for deed in (draw_month, draw_month, press)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (sorted(made), draw_month()) == ([0, 0, 1], 0)
        with pytest.raises(Denied):
            actions.draw_rechecks(actor("gansu.guozi.fz"), key())
        with pytest.raises(IllegalMove):
            actions.draw_rechecks(actor("zhangye.sh"), key())

        row = db.session.scalars(select(RecheckDraw)).one()
        strata = {stratum["unit_id"]: stratum["cases"] for stratum in row.strata}
        assert {number for cases in strata.values() for number in cases} == {scene.number for scene in scenes}
        chosen = draw(strata, 10, row.seed)
        assert sorted(len(cases) for cases in chosen.values()) == [1, 1]
        assert sorted(_drawn_cases()) == sorted(number for cases in chosen.values() for number in cases)
        kinds = list(db.session.scalars(select(Event.kind).where(Event.kind.like("Recheck%"))))
        assert sorted(kinds) == ["RecheckDrawn", "RecheckDrawn", "RechecksDrawn"]
        view = rechecks.draw_view(actor("gansu.sh"), row.id)
        assert view is not None
        assert view.repeats
        assert rechecks.draw_view(actor("zhangye.sh"), row.id) is None
        assert verify().fault is None
        draw_id, seed = row.id, row.seed
    page = client("gansu.sh").get(f"/rechecks/{draw_id}").get_data(as_text=True)
    assert seed in page
    assert "结果相同" in page
    assert client("zhangye.sh").get(f"/rechecks/{draw_id}").status_code == 404
    with psycopg.connect(database.app.replace("+psycopg", "")) as connection:
        for table in ("recheck_draw", "recheck", "recheck_finding"):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(f"delete from {table}")
            connection.rollback()


def test_an_end_that_holds_stays_and_one_that_does_not_comes_back_listed(
    app: Flask, client: Client, database: Urls
) -> None:
    with app.app_context():
        scene, good = _written_off(), _written_off("jiayuguan.gongxin")
        change_case(scene, listing="市级")
        to_next_month(database, 8)
        assert draw_month() == 1
        limit = running_clock(scene.case.id, "recheck")
        assert limit is not None
        payments = list(db.session.scalars(select(Payment.id).where(Payment.case_id == scene.case.id)))
        number, fine, case_id = scene.number, good.number, scene.case.id
        draw_id = db.session.scalars(select(RecheckDraw.id)).one()
    ender, reviewer = client("gansu.sh"), client("gansu.sh2")
    refused = ender.get(f"/cases/{fine}/recheck")
    assert (refused.status_code, "参与过本案" in refused.get_data(as_text=True)) == (403, True)
    page = ender.get(f"/rechecks/{draw_id}").get_data(as_text=True)
    assert (page.count("参与过本案"), f"/cases/{fine}/recheck" in page) == (2, False)
    assert f"/cases/{fine}/recheck" not in ender.get(f"/cases/{fine}").get_data(as_text=True)
    assert f"/cases/{fine}/recheck" in reviewer.get(f"/rechecks/{draw_id}").get_data(as_text=True)
    forged = hidden_values(reviewer.get(f"/cases/{fine}/recheck").get_data(as_text=True))
    token = hidden_values(ender.get("/profile").get_data(as_text=True))["csrf_token"]
    assert ender.post(f"/cases/{fine}/recheck", data={**forged, "csrf_token": token, **HONEST}).status_code == 403
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(RecheckFinding)) == 0
    assert client("zhangye.sh").get(f"/cases/{number}/recheck").status_code == 404
    assert client("jiayuguan.sh").get(f"/cases/{fine}/recheck").status_code == 403
    assert client("gansu.guozi.fz").get(f"/cases/{number}/recheck").status_code == 403

    assert submit(reviewer, f"/cases/{fine}/recheck", HONEST | {"remarks": " "}).status_code == 422
    assert submit(reviewer, f"/cases/{fine}/recheck", HONEST).status_code == 302
    false = HONEST | {"money": "missing", "evidence": "false", "remarks": "银行查无此单"}
    unnamed = submit(reviewer, f"/cases/{number}/recheck", false)
    assert unnamed.status_code == 422
    assert "银行查无此单" in unnamed.get_data(as_text=True)
    assert submit(reviewer, f"/cases/{number}/recheck", false | {"payments": str(payments[0])}).status_code == 302
    assert reviewer.get(f"/cases/{number}/recheck").status_code == 403

    with app.app_context():
        assert db.session.scalars(select(Case).where(Case.number == fine)).one().status == Status.WRITTEN_OFF
        case = scene.case
        assert (case.number, case.status, case.round, case.listing) == (number, Status.HANDLING, 2, "省级")
        assert case.amount_paid == 0
        kinds = list(db.session.scalars(select(Event.kind).where(Event.case_id == case_id).order_by(Event.sequence)))
        assert kinds[-4:] == ["Rechecked", "PaymentReversed", "Relapsed", "ListingRaised"]
        while relay(100):
            pass
        assert scene.case.listing == "省级"
        assert running_clock(case_id, "recheck") is None
        assert db.session.scalar(select(func.count()).select_from(RecheckFinding)) == 2
        assert verify().fault is None
    page = reviewer.get(f"/rechecks/{draw_id}").get_data(as_text=True)
    assert re.search(r"已办 2 件，共 2 件", page)
    assert "不属实，已重新启动" in page


def _leaves(login: str) -> None:
    with transaction(None) as work:
        db.session.scalars(select(Person).where(Person.login == login)).one().disabled_at = work.now


def test_an_office_with_nobody_left_hands_the_check_one_level_up_and_the_province_says_who_is_missing(
    app: Flask, client: Client, database: Urls
) -> None:
    with app.app_context():
        county, province = requested(), _written_off()
        approve(county, "shandan.sh")
        _leaves("shandan.sh2")
        _leaves("gansu.sh2")
        to_next_month(database, 8)
        assert draw_month() == 2
        while relay(100):
            pass
        drawn = select(Event.data["office_id"].as_integer()).where(Event.kind == "RecheckDrawn")
        told = [db.session.scalars(drawn.where(Event.case_id == s.case.id)).one() for s in (county, province)]
        assert told == [actor("zhangye.sh").unit_id, None]
        draws = {row.office_id: row.id for row in db.session.scalars(select(RecheckDraw))}
        here, there = draws[actor("shandan.sh").unit_id or 0], draws[actor("gansu.sh").unit_id or 0]
    below, above = client("shandan.sh"), client("zhangye.sh")
    assert "由张掖市促进中小企业发展工作领导小组办公室回头看" in below.get(f"/rechecks/{here}").get_data(as_text=True)
    assert "增加督办员" in client("gansu.sh").get(f"/rechecks/{there}").get_data(as_text=True)
    assert below.get(f"/cases/{county.number}/recheck").status_code == 403
    page = above.get("/rechecks").get_data(as_text=True)
    assert (f"/cases/{county.number}/recheck" in page, province.number in page) == (True, False)
    assert "抽中回头看" in above.get("/messages").get_data(as_text=True)
    assert submit(above, f"/cases/{county.number}/recheck", HONEST).status_code == 302
    assert county.number not in above.get("/rechecks").get_data(as_text=True)


def test_a_check_that_is_late_does_not_make_the_case_late(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = _written_off()
        to_next_month(database, 8)
        draw_month()
        to_next_month(database, 28)
        assert sweep_clocks() >= 1
        assert scene.case.ever_overdue is False
        actions.reopen(
            actor("gansu.sh"), scene.number, actions.Reopening(scene.version, "new_facts", "另有新证据。"), key()
        )
        assert running_clock(scene.case.id, "recheck") is None
        row = db.session.scalars(select(RecheckDraw)).one()
        view = rechecks.draw_view(actor("gansu.sh"), row.id)
        assert view is not None
        assert [line.state for line in view.lines] == ["moot"]
