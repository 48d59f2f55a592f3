"""Accept, decline, supplement: the clerk's decision with its letters, clocks and refusals."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, select, text

from caseflow.acceptance.actions import Acceptance, Refusal, accept_case, decline_case, request_supplement
from caseflow.acceptance.jobs import lapse_overdue
from caseflow.core.errors import BadInput, IllegalMove, NotFound, Stale
from caseflow.intake.actions import Supply, appeal, supply
from caseflow.local.roles import Urls
from caseflow.store.clocks import clocks_of, running_clock
from caseflow.store.db import db
from caseflow.store.models import Letter, LetterService, RoutingDecision
from caseflow.store.unit_of_work import transaction
from tests.harness.onstage import case_of, filed, key, person
from tests.harness.pages import hidden_values, submit


@pytest.fixture
def house(app: Flask) -> Iterator[Flask]:
    """The application with its context."""
    with app.app_context():
        yield app


def move_days(database: Urls, days: int) -> None:
    """Let days pass, as the owner role may."""
    engine = create_engine(database.owner)
    with engine.begin() as connection:
        connection.execute(text("update clock_offset set value = make_interval(days => :days)"), {"days": days})
    engine.dispose()
    db.session.rollback()


@pytest.mark.usefixtures("house")
def test_accepting_fixes_the_laws_serves_the_notice_and_starts_the_dispatch_clock() -> None:
    play = filed()
    play.accept()
    case = case_of(play)
    assert case.status == "accepted"
    assert "802" in (case.procedure_law or "")
    assert "728" in (case.substance_law or "")
    assert running_clock(case.id, "review") is None
    assert running_clock(case.id, "dispatch") is not None
    letter = db.session.scalars(select(Letter).where(Letter.case_id == case.id)).one()
    assert letter.kind == "acceptance_notice"
    assert db.session.scalar(select(LetterService.method).where(LetterService.letter_id == letter.id)) == "platform"
    assert case.listing == "一般挂牌"
    assert "甘工信发〔2019〕114号" in letter.body


@pytest.mark.usefixtures("house")
def test_a_stale_form_and_a_second_decision_are_refused() -> None:
    play = filed()
    clerk = person("gansu.sl")
    version = case_of(play).version
    accept_case(clerk, play.number, Acceptance(version, None, ""), key())
    with pytest.raises(Stale):
        accept_case(clerk, play.number, Acceptance(version, None, ""), key())
    with pytest.raises(IllegalMove, match="已受理待转办"):
        accept_case(clerk, play.number, Acceptance(case_of(play).version, None, ""), key())


@pytest.mark.usefixtures("house")
def test_another_provinces_clerk_does_not_know_the_case() -> None:
    play = filed()
    with pytest.raises(NotFound):
        accept_case(person("ningxia.sl"), play.number, Acceptance(case_of(play).version, None, ""), key())


@pytest.mark.usefixtures("house")
def test_a_decline_names_its_ground_and_is_examined_once_more_by_somebody_else() -> None:
    play = filed()
    first, second = person("gansu.sl"), person("gansu.sl2")
    decline_case(first, play.number, Refusal(case_of(play).version, "N5", "约定的付款日期还没有到。"), key())
    case = case_of(play)
    assert case.status == "declined"
    letter = db.session.scalars(select(Letter).where(Letter.case_id == case.id)).one()
    assert "约定的付款日期还没有到" in letter.body
    assert "12348" in letter.body
    appeal(play.firm, play.number, case.version, "付款日期已经过了。", key())
    with pytest.raises(BadInput, match="另一位"):
        accept_case(first, play.number, Acceptance(case_of(play).version, None, ""), key())
    accept_case(second, play.number, Acceptance(case_of(play).version, None, ""), key())
    assert case_of(play).status == "accepted"


@pytest.mark.usefixtures("house")
def test_after_an_appeal_somebody_else_asks_for_a_supplement_and_no_clock_runs_against_the_office() -> None:
    play = filed()
    first, second = person("gansu.sl"), person("gansu.sl2")
    decline_case(first, play.number, Refusal(case_of(play).version, "N5", "还没有到期。"), key())
    appeal(play.firm, play.number, case_of(play).version, "已经到期。", key())
    with pytest.raises(BadInput, match="另一位"):
        request_supplement(first, play.number, case_of(play).version, ("补交验收单",), key())
    request_supplement(second, play.number, case_of(play).version, ("补交验收单",), key())
    assert {row.key for row in clocks_of(case_of(play).id) if row.met_at is None} == {"supplement"}


@pytest.mark.usefixtures("house")
def test_the_decline_after_an_appeal_promises_no_second_one() -> None:
    play = filed()
    refusal = Refusal(case_of(play).version, "N5", "还没有到期。")
    decline_case(person("gansu.sl"), play.number, refusal, key())
    appeal(play.firm, play.number, case_of(play).version, "已经到期。", key())
    refusal = Refusal(case_of(play).version, "N5", "复查后仍未到期。")
    decline_case(person("gansu.sl2"), play.number, refusal, key())
    letters = db.session.scalars(select(Letter.body).where(Letter.case_id == case_of(play).id).order_by(Letter.id))
    once, final = letters.all()
    assert "可以在系统内提出一次异议" in once
    assert "提出一次异议" not in final
    assert "12348" in final


def test_accepting_against_the_computed_ground_needs_a_reason(app: Flask, client: Callable[[str], FlaskClient]) -> None:
    with app.app_context():
        number = filed().number
        with transaction(None) as work:
            before = db.session.scalars(select(RoutingDecision)).one()
            answer = {**before.answer, "decision": "not_accept", "ground_text": "付款期限未届满"}
            row = {"case_id": before.case_id, "edition": before.edition, "rule": "N5", "facts": before.facts}
            work.add(RoutingDecision(**row, answer=answer, lead_unit_id=None, decided_at=work.now))
    browser, address = client("gansu.sl"), f"/cases/{number}"
    refused = submit(browser, f"{address}/accept", {"note": ""}, at=f"{address}/examine")
    assert refused.status_code == 422
    assert "系统审查的结论是“付款期限未届满”" in refused.get_data(as_text=True)
    given = {"note": "验收单载明已到期。"}
    assert submit(browser, f"{address}/accept", given, at=f"{address}/examine").status_code == 302


@pytest.mark.usefixtures("house")
def test_a_decline_says_where_to_turn_instead() -> None:
    play = filed()
    decline_case(person("gansu.sl"), play.number, Refusal(case_of(play).version, "N3", "属于借款。"), key())
    body = db.session.scalars(select(Letter.body).where(Letter.case_id == case_of(play).id)).one()
    assert "建议：借款、股权纠纷请调解、仲裁或诉讼" in body


@pytest.mark.usefixtures("house")
def test_an_unknown_ground_is_refused_and_nothing_changes() -> None:
    play = filed()
    before = case_of(play).version
    with pytest.raises(BadInput, match="理由"):
        decline_case(person("gansu.sl"), play.number, Refusal(before, "N99", "没有"), key())
    assert case_of(play).version == before


@pytest.mark.usefixtures("house")
def test_a_supplement_is_asked_once_answered_and_examined() -> None:
    play = filed()
    clerk = person("gansu.sl")
    request_supplement(clerk, play.number, case_of(play).version, ("补交验收单", "补交发票"), key())
    case = case_of(play)
    assert case.status == "awaiting_supplement"
    assert running_clock(case.id, "review") is None
    supply(play.firm, play.number, Supply(case.version, ("已交", "已交")), key())
    case = case_of(play)
    assert case.status == "under_review"
    assert running_clock(case.id, "review") is not None
    with pytest.raises(BadInput, match="一次"):
        request_supplement(clerk, play.number, case.version, ("再补一次",), key())


@pytest.mark.usefixtures("house")
def test_an_unanswered_supplement_lapses_after_its_last_day_and_only_once(database: Urls) -> None:
    play = filed()
    request_supplement(person("gansu.sl"), play.number, case_of(play).version, ("补交验收单",), key())
    assert lapse_overdue() == 0
    move_days(database, 40)
    assert lapse_overdue() == 1
    assert lapse_overdue() == 0
    assert case_of(play).status == "lapsed"


def test_two_clerks_at_once_one_wins_the_other_keeps_what_it_typed(
    app: Flask, client: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        number = filed().number
    pages = {}
    for login in ("gansu.sl", "gansu.sl2"):
        browser = client(login)
        page = browser.get(f"/cases/{number}/examine").get_data(as_text=True)
        pages[login] = (browser, hidden_values(page, f"/cases/{number}/accept"))

    def post(login: str) -> tuple[int, str]:
        browser, hidden = pages[login]
        answer = browser.post(f"/cases/{number}/accept", data={**hidden, "note": f"{login} 的审查意见"})
        return answer.status_code, answer.get_data(as_text=True)

    with ThreadPoolExecutor(2) as pool:
        answers = dict(zip(pages, pool.map(post, pages), strict=True))
    assert sorted(status for status, _page in answers.values()) == [302, 409]
    loser, page = next((login, page) for login, (status, page) in answers.items() if status == 409)
    assert f"{loser} 的审查意见" in page
    assert "审查意见（内部）" in page, "what was typed stands under its label"
    assert "受理" in page


def test_a_missing_reason_is_said_at_its_field(app: Flask, client: Callable[[str], FlaskClient]) -> None:
    with app.app_context():
        play = filed()
    browser = client("gansu.sl")
    address = f"/cases/{play.number}"
    answer = submit(browser, f"{address}/decline", {"ground": "N5", "reason": ""}, at=f"{address}/examine")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "请写明具体说明" in page
    with app.app_context():
        assert case_of(play).status == "under_review"
