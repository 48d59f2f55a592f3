"""公示: nobody ends a listed case before everybody could read of it and every objection was answered."""

from collections.abc import Callable
from typing import TypeVar

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg import errors
from sqlalchemy import select

from caseflow.closure import actions
from caseflow.closure.jobs import end_publications
from caseflow.core.audiences import Audience
from caseflow.core.errors import Denied, IllegalMove, Incomplete, NotFound
from caseflow.core.lifecycle import Status
from caseflow.core.working_days import working_days_between
from caseflow.demo.people import firm_login
from caseflow.local.roles import Urls
from caseflow.notices.audiences import people
from caseflow.store import editions
from caseflow.store.audit import verify
from caseflow.store.clocks import running_clock
from caseflow.store.db import db
from caseflow.store.models import (
    Clock,
    Company,
    Complaint,
    Entry,
    Event,
    Person,
    Publication,
    PublicationObjection,
    Result,
    Unit,
    WriteOffRequest,
)
from caseflow.store.unit_of_work import transaction
from caseflow.supervision.jobs import sweep_clocks
from tests.closure.test_database_fence import INSERT
from tests.closure.way import apply, approve, assert_status, call, change_case, give_back, resolved, the_request
from tests.handling.scene import Scene, actor, key, move_clock
from tests.harness.pages import submit

Client = Callable[[str], FlaskClient]
Row = TypeVar("Row", Clock, Publication, WriteOffRequest)
ENOUGH = 30
OPINION, OBJECTION, CONTACT = "金丝雀意见", "金丝雀异议", "金丝雀电话"


def listed(listing: str = "市级") -> Scene:
    """A listed case whose first review has passed, so that it is published; what people wrote are canaries."""
    scene = resolved()
    change_case(scene, listing=listing)
    call(scene)
    apply(scene)
    decision = actions.Decision(scene.version, True, OPINION)
    actions.review(actor("shandan.sh"), scene.number, decision, key())
    return scene


def published(scene: Scene) -> Publication:
    """The newest publication of the case."""
    newest = select(Publication).where(Publication.case_id == scene.case.id).order_by(Publication.id.desc())
    return db.session.scalars(newest.limit(1)).one()


def _object(scene: Scene, text: str = OBJECTION) -> int:
    objection = actions.Objection(text, CONTACT)
    actions.object_to(published(scene).id, objection, "192.0.2.1", key())
    return db.session.scalars(select(PublicationObjection.id).order_by(PublicationObjection.id.desc()).limit(1)).one()


def _answer(scene: Scene, login: str, objection_id: int, *, upheld: bool = False) -> None:
    answer = actions.Answer(scene.version, objection_id, upheld, "已向企业核实，款项到账。")
    actions.answer_objection(actor(login), scene.number, answer, key())


def _refused(scene: Scene) -> str:
    with pytest.raises(Incomplete) as refused:
        approve(scene, "zhangye.sh")
    assert_status(scene, Status.WRITE_OFF_REQUESTED)
    return "".join(refused.value.missing)


def _copy(row: Row, **changes: object) -> Row:
    values = {column.name: getattr(row, column.name) for column in row.__table__.columns if column.name != "id"}
    return type(row)(**{**values, **changes})


def test_a_listed_case_ends_only_after_its_days_and_its_answers(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = listed()
        row, clock = published(scene), running_clock(scene.case.id, "publication")
        assert clock is not None
        assert (row.clock_id, row.request_id) == (clock.id, the_request(scene).id)
        assert running_clock(scene.case.id, "review_level") is None
        assert working_days_between(editions.current().calendar, scene.today, clock.due_rolled) == 5
        assert "为止" in _refused(scene)
        objection = _object(scene)
        assert "1 条公示异议没有答复" in _refused(scene)

        last_day = (clock.due_rolled - scene.today).days
        move_clock(database, last_day)
        assert (end_publications(), "为止" in _refused(scene)) == (0, True)
        move_clock(database, last_day + 1)
        assert "为止" not in _refused(scene)
        assert (sweep_clocks(), end_publications(), end_publications(), sweep_clocks()) == (0, 1, 0, 0)
        assert scene.case.ever_overdue is False
        assert running_clock(scene.case.id, "review_level") is not None
        with pytest.raises(IllegalMove):
            _object(scene)
        for login, kind in (("shandan.sh2", Denied), ("shandan.caizheng.fz", Denied), ("gaotai.sh", NotFound)):
            with pytest.raises(kind):
                _answer(scene, login, objection)
        _answer(scene, "zhangye.sh", objection)
        with pytest.raises(IllegalMove):
            _answer(scene, "zhangye.sh2", objection)
        approve(scene, "zhangye.sh")
        assert_status(scene, Status.WRITTEN_OFF)
        assert verify().fault is None


def test_an_objection_that_is_right_sends_the_case_back_and_the_next_request_is_published_anew(
    app: Flask, database: Urls
) -> None:
    with app.app_context():
        scene = listed()
        first = published(scene).id
        _answer(scene, "zhangye.sh", _object(scene), upheld=True)
        move_clock(database, ENOUGH)
        assert "1 条公示异议成立" in _refused(scene)
        give_back(scene, "zhangye.sh")
        assert_status(scene, Status.HANDLING)
        assert running_clock(scene.case.id, "publication") is None
        with pytest.raises(IllegalMove):
            actions.object_to(first, actions.Objection("还有话说"), "192.0.2.1", key())
        assert end_publications() == 0


def test_a_case_listed_late_is_published_by_hand(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = resolved()
        call(scene)
        apply(scene)
        with pytest.raises(IllegalMove):
            actions.publish(actor("shandan.sh"), scene.number, scene.version, key())
        change_case(scene, listing="市级")
        with pytest.raises(Incomplete) as above:
            approve(scene, "shandan.sh")
        assert "应由市级审核；请退回" in above.value.missing[0]
        change_case(scene, listing="县级")
        with pytest.raises(Incomplete) as refused:
            approve(scene, "shandan.sh")
        assert "还没有公示" in refused.value.missing[0]
        with pytest.raises(Denied):
            actions.publish(actor("zhangye.sh"), scene.number, scene.version, key())
        actions.publish(actor("shandan.sh"), scene.number, scene.version, key())
        with pytest.raises(IllegalMove):
            actions.publish(actor("shandan.sh"), scene.number, scene.version, key())
        move_clock(database, ENOUGH)
        approve(scene, "shandan.sh2")
        assert_status(scene, Status.WRITTEN_OFF)


def test_the_public_reads_four_things_and_nothing_else(app: Flask, client: Client) -> None:
    with app.app_context():
        scene = listed()
        _object(scene)
        here = f"/publications/{published(scene).id}"
        event = db.session.scalars(select(Event).where(Event.kind == "PublicationObjected")).one()
        told = {person.login for person in people(event, scene.case, Audience.REVIEWERS)}
        entries = set(db.session.execute(select(Entry.audience, Entry.text).where(Entry.event_id == event.id)))
        firm = db.session.get_one(Company, scene.case.company_id).name
        complaint = db.session.get_one(Complaint, scene.case.id)
        result = db.session.scalars(select(Result).where(Result.case_id == scene.case.id)).one()
        secrets = (
            OPINION, OBJECTION, CONTACT, scene.number, firm, scene.case.respondent_name, complaint.narrative,
            complaint.request, result.findings, "100,000", "100000", "10.00", "供货合同", "某某", "张掖市财政局",
            *db.session.scalars(select(Person.name)), *db.session.scalars(select(Unit.name)),
        )  # fmt: skip
        number = scene.number
    assert {"zhangye.sh", "zhangye.sh2"} <= told
    assert entries == {("reviewers", OBJECTION), ("reviewers", CONTACT)}
    public = client("")
    for url in ("/publications", here, "/publications/thanks"):
        page = public.get(url).get_data(as_text=True)
        assert not [word for word in secrets if word in page], url
    page = public.get(here).get_data(as_text=True)
    for word in ("甘肃省张掖市山丹县", "不明", "拖欠货款", "全额清偿"):
        assert word in page
    for officer in ("shandan.caizheng.cb", "shandan.caizheng.fz", "gansu.sl", "gansu.sj"):
        page = client(officer).get(f"/cases/{number}").get_data(as_text=True)
        assert "公示期间收到一条异议" in page, officer
        assert OBJECTION not in page, officer
        assert CONTACT not in page, officer
    mine = client(firm_login("runhe")).get(f"/cases/{number}").get_data(as_text=True)
    assert OBJECTION not in mine
    assert "匿名公示" in mine


def test_from_the_public_form_to_the_recorded_answer(app: Flask, client: Client, database: Urls) -> None:
    with app.app_context():
        scene = listed()
        number, public_id = scene.number, published(scene).id
    public, reviewer = client(""), client("zhangye.sh")
    here, case = f"/publications/{public_id}", f"/cases/{number}"
    assert public.get("/publications/999999").status_code == 404
    assert submit(public, here, {"text": " ", "contact": ""}).status_code == 422
    assert submit(public, here, {"text": "没有付清", "contact": ""}).headers["Location"] == "/publications/thanks"
    for _ in range(4):
        submit(public, here, {"text": "再说一次", "contact": ""})
    stopped = submit(public, here, {"text": "第六次", "contact": ""})
    assert stopped.status_code == 429
    assert "第六次" in stopped.get_data(as_text=True)

    assert "正在公示" in reviewer.get("/reviews").get_data(as_text=True)
    page = reviewer.get(f"{case}/review").get_data(as_text=True)
    assert "5 条，其中 5 条没有答复" in page
    refused = submit(reviewer, f"{case}/review", {"decision": "approve", "opinion": "都对", "lacking": ""})
    assert refused.status_code == 422
    assert "都对" in refused.get_data(as_text=True)
    assert "5 条公示异议没有答复" in refused.get_data(as_text=True)
    with app.app_context():
        ids = list(db.session.scalars(select(PublicationObjection.id).order_by(PublicationObjection.id)))
    answers = f"{case}/publication/objections"
    assert submit(reviewer, f"{answers}/{ids[0]}", {"finding": "rejected", "text": " "}).status_code == 422
    for row in ids:
        assert submit(reviewer, f"{answers}/{row}", {"finding": "rejected", "text": "已核实"}).status_code == 302
    assert client("shandan.sh").get(f"{answers}/{ids[0]}").status_code == 403
    with app.app_context():
        move_clock(database, ENOUGH)
        end_publications()
    over = public.get(here).get_data(as_text=True)
    assert "公示已经结束" in over
    assert not [word for word in ("山丹县", "全额清偿", "拖欠货款") if word in over], "what is over is not public any more"
    assert "没有正在公示" in public.get("/publications").get_data(as_text=True)
    reviewer = client("zhangye.sh")  # a month has passed
    done = submit(reviewer, f"{case}/review", {"decision": "approve", "opinion": "同意", "lacking": ""})
    assert done.status_code == 302
    with app.app_context():
        assert_status(scene, Status.WRITTEN_OFF)


def test_the_list_has_pages(app: Flask, client: Client) -> None:
    with app.app_context():
        scene = listed()
        row, clock = published(scene), running_clock(scene.case.id, "publication")
        assert clock is not None
        request = the_request(scene)
        with transaction(None) as work:
            for count in range(20):
                ended = work.add(_copy(request, closed_at=work.now, outcome="return"))
                runs = work.add(_copy(clock, sequence=count + 2))
                work.add(_copy(row, request_id=ended.id, clock_id=runs.id))
    assert "共 21 件" in client("").get("/publications").get_data(as_text=True)
    assert client("").get("/publications?page=2").get_data(as_text=True).count("查看，提出异议") == 1
    assert client("").get("/publications?page=99999999999999999999").status_code == 200


def test_the_database_refuses_the_last_approval_too(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = listed()
        request, second = the_request(scene), actor("zhangye.sh")
        row = {
            "request": request.id, "level": 2, "reviewer": second.user_id, "unit": second.unit_id,
            "applicant": request.applicant_id, "handler": request.handler_id, "author": request.author_id,
            "signer": request.signer_id, "decision": "approve",
        }  # fmt: skip
        with psycopg.connect(database.app.replace("+psycopg", "")) as connection:
            with pytest.raises(errors.CheckViolation, match="publication"):
                connection.execute(INSERT, row)
            connection.rollback()
            objection = _object(scene)
            move_clock(database, ENOUGH)
            with pytest.raises(errors.CheckViolation, match="publication"):
                connection.execute(INSERT, row)
            connection.rollback()
            for table in ("publication", "publication_objection", "publication_answer"):
                for statement in (f"delete from {table}", f"update {table} set at = now()", f"truncate {table}"):
                    with pytest.raises(errors.InsufficientPrivilege):
                        connection.execute(statement)
                    connection.rollback()
            _answer(scene, "zhangye.sh", objection)
            connection.execute(INSERT, row)
            connection.rollback()
