"""Letters: numbered without gaps, frozen, addressed, citing what they must."""

import threading
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from caseflow.core.errors import BadInput, IllegalMove, NotFound, RuleError
from caseflow.documents import queries
from caseflow.documents.actions import content_hash, issue_letter, record_service
from caseflow.documents.kinds import KINDS
from caseflow.documents.paper import rows_of
from caseflow.documents.readers import Addressee
from caseflow.store.cases import lock_case
from caseflow.store.db import db
from caseflow.store.models import Company, Letter, LetterService
from caseflow.store.unit_of_work import transaction
from tests.documents.letters import CONTEXTS, issue, of_track
from tests.handling.scene import Scene, actor, dispatched
from tests.harness.pages import sign_in

EXITS = ("12348", "调解", "仲裁", "诉讼", "信访")


def test_every_kind_has_a_text_and_a_number(app: Flask) -> None:
    assert set(CONTEXTS) == set(KINDS)
    with app.app_context():
        for track in "AB":
            scene = dispatched(track=track)
            with transaction(scene.clerk) as work:
                letters = [issue(work, scene, kind) for kind in of_track(track)]
            for letter in letters:
                assert letter.title
                assert scene.number in letter.body
                assert "{" not in letter.body
                assert letter.number == f"甘肃工信{KINDS[letter.kind].mark}〔{letter.year}〕{letter.serial}号"
                assert (
                    "第802号" in letter.body
                    or track == "B"
                    or letter.kind not in {"dispatch_letter", "result_feedback"}
                )
        numbers = list(db.session.scalars(select(Letter.number)))
        assert len(numbers) == len(set(numbers)) == len(of_track("A")) + len(of_track("B")) + 2
    assert len({kind.mark for kind in KINDS.values()}) == len(KINDS)


def test_a_letter_goes_only_to_whom_its_kind_is_meant_for_and_on_a_track_its_basis_covers(app: Flask) -> None:
    with app.app_context():
        scene, other = dispatched(), dispatched(track="B")
        for kind, addressee in (
            ("supervision_order", "office"),
            ("supervision_letter", "respondent"),
            ("advice_letter", "respondent"),
            ("write_off_approval", "complainant"),
            ("acceptance_notice", "somebody"),
        ):
            with pytest.raises(RuleError, match="收件人"), transaction(scene.clerk) as work:
                issue(work, scene, kind, addressee)
        for kind in set(KINDS) - set(of_track("B")):
            with pytest.raises(RuleError, match="款项支付"), transaction(other.clerk) as work:
                issue(work, other, kind)
        with pytest.raises(RuleError, match="条款"), transaction(scene.clerk) as work:
            issue(work, scene, "circular", article="99")


def test_what_the_respondent_and_the_public_read_says_nothing_private_of_the_complainant(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        company = db.session.get_one(Company, scene.case.company_id)
        name, private = company.name, (company.contact_phone, company.contact_name)
        outside = [key for key in of_track("A") if set(KINDS[key].addressees) & {"respondent", "public"}]
        assert len(outside) == 6
        with transaction(scene.clerk) as work:
            bodies = [issue(work, scene, kind).body for kind in outside]
        assert not [body for body in bodies if name in body]
        spaced = f"{company.contact_phone[:3]} {company.contact_phone[3:7]}-{company.contact_phone[7:]}"
        for word in (*private, spaced):
            with pytest.raises(BadInput, match="投诉人的联系人"), transaction(scene.clerk) as work:
                issue(work, scene, "supervision_order", facts=f"请联系{word}。")
        for word in (name, company.credit_code):
            with pytest.raises(BadInput, match="投诉人是谁"), transaction(scene.clerk) as work:
                issue(work, scene, "circular", facts=f"拖欠{word}的货款。")


def test_typed_tabs_start_no_row_of_a_form(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        with transaction(scene.clerk) as work:
            made = issue(work, scene, "follow_up_record", remarks="第一行\n是否满意\t满意")
        rows = rows_of(made.body)
        assert [row.label for row in rows].count("是否满意") == 1
        assert rows[-1].lines == ("第一行", "是否满意 满意")


@pytest.mark.parametrize("kind", ["decline_notice", "result_notice", "write_off_notice"])
def test_letters_that_end_something_name_the_ways_out(app: Flask, kind: str) -> None:
    with app.app_context():
        scene = dispatched()
        with transaction(scene.clerk) as work:
            body = issue(work, scene, kind).body
        assert [word for word in EXITS if word not in body] == []


def test_a_letter_without_its_content_is_not_issued(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        with pytest.raises(RuleError, match="ground_text"), transaction(scene.clerk) as work:
            issue(work, scene, "decline_notice", ground_text="")
        with pytest.raises(RuleError, match="没有文书种类"), transaction(scene.clerk) as work:
            issue_letter(work, scene.case, "edict", 1, Addressee("office", "x"), {})
        assert db.session.scalar(select(func.count()).where(Letter.kind == "decline_notice")) == 0


def test_typed_text_is_text_and_never_a_template_or_markup(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        with transaction(scene.clerk) as work:
            letter = issue(work, scene, "result_notice", findings="{{ 7 * 7 }} <b>粗</b>\n第二段")
        assert "{{ 7 * 7 }} <b>粗</b>\n第二段" in letter.body
        page = _browser(app, "gansu.sl").get(f"/letters/{letter.id}").get_data(as_text=True)
        assert "&lt;b&gt;粗" in page


def test_an_issued_letter_never_changes(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        with transaction(scene.clerk) as work:
            letter = issue(work, scene, "acceptance_notice")
        printed = (letter.issuer_name, letter.number, letter.title, letter.addressee_name, letter.body)
        assert letter.content_hash == content_hash(*printed, letter.copies, letter.dated)
        for statement in ("update letter set body = 'x'", "delete from letter", "truncate letter cascade"):
            with pytest.raises(ProgrammingError):
                db.session.execute(text(statement))
            db.session.rollback()
        with transaction(None) as work:
            db.session.execute(text("update unit set name = name || '(更名)'"))
        shown = queries.sheet(scene.clerk, letter.id)
        assert shown.letter.issuer_name == "甘肃省工业和信息化厅"


@pytest.mark.parametrize("kind", ["acceptance_notice", "supervision_order"])
def test_220_parallel_letters_are_numbered_without_gap_though_some_fail(app: Flask, kind: str) -> None:
    with app.app_context():
        scenes = [dispatched() for _ in range(10)]
    start = threading.Barrier(10)
    failed: list[int] = []

    def issue_some(worker: int) -> None:
        with app.app_context():
            start.wait()
            for turn in range(22):
                if (worker + turn) % 11 == 0:
                    with pytest.raises(RuleError):
                        _issue(scenes[worker], kind, RuleError("the transaction comes to nothing"))
                    failed.append(worker)
                else:
                    _issue(scenes[worker], kind)

    threads = [threading.Thread(target=issue_some, args=(worker,)) for worker in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        serials = sorted(db.session.scalars(select(Letter.serial).where(Letter.kind == kind)))
    assert (len(failed), serials) == (20, list(range(1, 201)))


def _issue(scene: Scene, kind: str, failure: Exception | None = None) -> None:
    """One letter of the handling unit, drafted and signed where its kind needs that, in one transaction."""
    with transaction(scene.handler) as work:
        issue(work, scene, kind, unit_id=scene.handler.unit_id)
        if failure is not None:
            raise failure


def test_a_new_year_and_another_unit_count_from_one(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        with transaction(scene.clerk) as work:
            assert [issue(work, scene, "acceptance_notice").serial for _ in range(2)] == [1, 2]
            firm = Addressee("complainant", "x")
            own = issue_letter(work, scene.case, "acceptance_notice", scene.handler.unit_id or 0, firm, {})
            assert (own.serial, own.number[:4]) == (1, "山丹财政")
        with app.app_context(), transaction(scene.clerk) as work:
            work.now = work.now.replace(year=work.now.year + 1)
            assert issue(work, scene, "acceptance_notice").serial == 1


def test_service_is_recorded_once_with_a_possible_day(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        with transaction(scene.clerk) as work:
            letter = issue(work, scene, "acceptance_notice")
        for method, day in (("pigeon", scene.today), ("post", date(2020, 1, 1)), ("post", date(2099, 1, 1))):
            with pytest.raises(BadInput):
                _serve(scene, letter.id, method, day)
        _serve(scene, letter.id, "post", scene.today)
        with pytest.raises(IllegalMove, match="已登记送达"):
            _serve(scene, letter.id, "post", scene.today)
        assert db.session.scalar(select(func.count()).where(LetterService.letter_id == letter.id)) == 1


def _serve(scene: Scene, letter_id: int, method: str, day: date) -> None:
    case_id = scene.case.id
    with transaction(scene.clerk) as work:
        case = lock_case(case_id)
        record_service(work, case, db.session.get_one(Letter, letter_id), method, day)


def test_each_reads_only_what_is_addressed_to_them(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        with transaction(scene.clerk) as work:
            served = issue(work, scene, "acceptance_notice")
            record_service(work, lock_case(served.case_id), served, "platform", work.today)
            mine, unserved = served.id, issue(work, scene, "result_notice").id
            office = issue(work, scene, "result_feedback", "office").id
            for kind in ("verification_letter", "advice_letter", "follow_up_record"):
                hidden = issue(work, scene, kind)
                record_service(work, lock_case(hidden.case_id), hidden, "post", work.today)
        stranger, rival = actor("gaotai.guozi.cb"), actor("xinyuan@example.com")
        assert [line.id for line in queries.letters_of(scene.firm, scene.case)] == [mine]
        assert {mine, office} <= {line.id for line in queries.letters_of(scene.handler, scene.case)}
        for reader, letter_id in (
            (scene.firm, office),
            (scene.firm, unserved),
            (stranger, mine),
            (rival, mine),
            (scene.firm, 10**12),
        ):
            with pytest.raises(NotFound):
                queries.sheet(reader, letter_id)
    for login, letter_id, status in (
        ("runhe@example.com", mine, 200),
        ("runhe@example.com", office, 404),
        ("xinyuan@example.com", mine, 404),
        ("shandan.caizheng.cb", office, 200),
        ("gaotai.guozi.cb", office, 404),
    ):
        assert _browser(app, login).get(f"/letters/{letter_id}").status_code == status


def _browser(app: Flask, login: str) -> Any:
    browser = app.test_client()
    sign_in(browser, login)
    return browser
