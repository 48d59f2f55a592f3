"""The pages of 销号 as their people use them."""

import io
import re
import threading
from collections.abc import Callable
from itertools import cycle, product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from caseflow.closure.showing import REVIEW_EVENTS
from caseflow.core.lifecycle import Status
from caseflow.demo.people import firm_login
from caseflow.store.audit import verify
from caseflow.store.db import db
from caseflow.store.models import Case, Event, Review
from tests.closure.way import back_to_resolved, call, change_case, requested, resolved
from tests.handling.scene import PDF
from tests.harness.pages import hidden_values, submit

Client = Callable[[str], FlaskClient]


def _text(browser: FlaskClient, url: str, status: int = 200) -> str:
    answer = browser.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return answer.get_data(as_text=True)


def test_from_the_call_back_to_the_end(app: Flask, client: Client) -> None:
    with app.app_context():
        number = resolved().number
    handler, head, reviewer = client("shandan.caizheng.cb"), client("shandan.caizheng.fz"), client("shandan.sh")
    here = f"/cases/{number}"

    page = _text(head, f"{here}/write-off")
    assert "还缺 1 项" in page
    assert f'href="{here}/follow-up"' in page
    refused = submit(head, f"{here}/write-off", {"explanation": "已付清"})
    assert refused.status_code == 422
    assert "回访" in refused.get_data(as_text=True)
    assert "已付清" in refused.get_data(as_text=True)

    assert submit(handler, f"{here}/follow-up", {"note": "打了电话"}).status_code == 422
    assert submit(handler, f"{here}/follow-up", {"answer": "satisfied", "note": "款已到账"}).status_code == 302
    receipt = (io.BytesIO(PDF), "银行回单.pdf")
    sent = submit(handler, f"{here}/write-off/evidence", {"kind": "payment_proof", "claim": "", "file": receipt})
    assert sent.status_code == 302
    supplied = _text(handler, f"{here}/write-off/evidence")
    assert supplied.count("银行回单.pdf") >= 2, "the new file stands beside the claim it proves"
    assert submit(head, f"{here}/write-off", {"explanation": ""}).status_code == 302
    for page, deed in (("follow-up", "才能回访"), ("write-off/evidence", "才能补充销号材料")):
        late = handler.get(f"{here}/{page}")
        assert (late.status_code, deed in late.get_data(as_text=True)) == (409, True)

    assert number in _text(reviewer, "/reviews")
    page = _text(reviewer, f"{here}/review")
    for words in ("银行回单.pdf", "供货合同1", "款已到账", "处理结果告知书"):
        assert words in page
    bare = submit(reviewer, f"{here}/review", {"decision": "return", "opinion": "看不清", "lacking": " "})
    assert bare.status_code == 422
    assert "看不清" in bare.get_data(as_text=True)
    done = submit(reviewer, f"{here}/review", {"decision": "approve", "opinion": "同意"})
    assert (done.status_code, done.headers["Location"]) == (302, here)
    assert number not in _text(reviewer, "/reviews")
    assert "已销号" in _text(reviewer, here)
    assert "已结案" in _text(client(firm_login("runhe")), here)


def test_whose_turn_it_is_not(app: Flask, client: Client) -> None:
    with app.app_context():
        number = requested().number
    for login, status in (
        ("zhangye.sh", 403), ("gaotai.sh", 404), ("gansu.sl", 403), ("shandan.caizheng.fz", 403), ("gansu.sj", 403),
    ):  # fmt: skip
        browser = client(login)
        _text(browser, f"/cases/{number}/review", status)
        if login.endswith(".sh"):
            assert number not in _text(browser, "/reviews")
    assert client("").get(f"/cases/{number}/review").status_code == 302


def test_the_next_level_sees_the_case_only_when_it_is_its_turn(app: Flask, client: Client) -> None:
    with app.app_context():
        scene = resolved()
        change_case(scene, ever_overdue=True)
        call(scene)
        number = scene.number
    submit(client("shandan.caizheng.fz"), f"/cases/{number}/write-off", {"explanation": ""})
    county, city = client("shandan.sh"), client("zhangye.sh")
    assert number not in _text(city, "/reviews")
    submit(county, f"/cases/{number}/review", {"decision": "approve", "opinion": "同意"})
    assert number in _text(city, "/reviews")
    assert number not in _text(county, "/reviews")
    assert "同意" in _text(city, f"/cases/{number}/review")


def test_twice_returned_goes_one_level_up_and_the_pages_say_so(app: Flask, client: Client) -> None:
    with app.app_context():
        scene = requested()
        number = scene.number
    county, city, head = client("shandan.sh"), client("zhangye.sh"), client("shandan.caizheng.fz")
    back = {"decision": "return", "opinion": "回单看不清", "lacking": "清晰的银行回单"}
    for reviewer in (county, client("shandan.sh2")):
        assert submit(reviewer, f"/cases/{number}/review", back).status_code == 302
        with app.app_context():
            back_to_resolved(scene)
        assert submit(head, f"/cases/{number}/write-off", {"explanation": ""}).status_code == 302
    assert "已退回 2 次，提级审核" in _text(head, f"/cases/{number}")
    assert number not in _text(county, "/reviews")
    assert number in _text(city, "/reviews")
    _text(county, f"/cases/{number}/review", 403)
    assert submit(city, f"/cases/{number}/review", {"decision": "approve", "opinion": "同意"}).status_code == 302
    with app.app_context():
        assert scene.case.status == Status.WRITTEN_OFF


def test_a_refused_file_leaves_what_was_typed(app: Flask, client: Client) -> None:
    with app.app_context():
        number = resolved().number
    browser, url = client("shandan.caizheng.cb"), f"/cases/{number}/write-off/evidence"
    for stream, name in ((b"MZ\x90\x00" * 50, "回单.pdf"), (b"", "")):
        answer = submit(browser, url, {"kind": "payment_proof", "claim": "", "file": (io.BytesIO(stream), name)})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert re.search(r'<option selected value="payment_proof"', page)


def test_a_scan_of_two_megabytes_is_taken(app: Flask, client: Client) -> None:
    with app.app_context():
        number = resolved().number
    url = f"/cases/{number}/write-off/evidence"
    scan = PDF.replace(b"%PDF-1.4\n", b"%PDF-1.4\n%" + b"0" * 2 * 2**20 + b"\n")
    sent = submit(client("shandan.caizheng.cb"), url, {"kind": "payment_proof", "file": (io.BytesIO(scan), "大.pdf")})
    sent.request.input_stream.close()
    assert sent.status_code == 302


def test_reopening_through_the_page(app: Flask, client: Client) -> None:
    with app.app_context():
        number = resolved().number
    browser, url = client("shandan.sh"), f"/cases/{number}/reopen"
    page = _text(browser, url)
    payment = re.search(r'name="payments"[^>]*value="(\d+)"', page)
    assert payment
    short = submit(browser, url, {"reason_code": "bill_dishonoured", "reason": "银行退票"})
    assert short.status_code == 422
    values = {"reason_code": "bill_dishonoured", "reason": "银行退票", "payments": payment.group(1)}
    assert submit(browser, url, values).status_code == 302
    assert "第 2 轮" in _text(client(firm_login("runhe")), "/messages") or "办理" in _text(browser, f"/cases/{number}")


@pytest.mark.parametrize("rounds", [20, pytest.param(50, marks=pytest.mark.long)])
def test_two_supervisors_at_once_make_exactly_one_decision(app: Flask, client: Client, rounds: int) -> None:
    with app.app_context():
        numbers = [requested().number for _ in range(rounds)]
    reviewers = (client("shandan.sh"), client("shandan.sh2"))
    for decisions, number in zip(cycle(product(("approve", "return"), repeat=2)), numbers, strict=False):
        url = f"/cases/{number}/review"
        forms = [hidden_values(_text(browser, url)) for browser in reviewers]
        answers: dict[int, tuple[int, str]] = {}
        start = threading.Barrier(2)

        def decide(
            who: int, url: str = url, forms: list[dict[str, str]] = forms, decisions: tuple[str, str] = decisions,
            start: threading.Barrier = start, answers: dict[int, tuple[int, str]] = answers,
        ) -> None:  # fmt: skip
            start.wait()
            typed = {"decision": decisions[who], "opinion": f"第{who}人的意见", "lacking": "清晰的银行回单"}
            answer = reviewers[who].post(url, data={**forms[who], **typed})
            answers[who] = (answer.status_code, answer.get_data(as_text=True))

        threads = [threading.Thread(target=decide, args=(who,)) for who in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(status for status, _page in answers.values()) == [302, 409], number
        loser = next(who for who, (status, _page) in answers.items() if status == 409)
        page = answers[loser][1]
        decision = {"approve": "同意", "return": "退回承办单位"}[decisions[loser]]
        for words in (decision, f"第{loser}人的意见", "清晰的银行回单", "案件已有新的变化", "没有保存", "打开最新页面"):
            assert words in page
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Review)) == rounds
        decided = select(Event.case_id, Event.kind).where(Event.kind.in_(REVIEW_EVENTS)).order_by(Event.case_id)
        events = db.session.execute(decided).all()
        assert [case_id for case_id, _kind in events] == list(db.session.scalars(select(Case.id).order_by(Case.id)))
        ends = {"WrittenOff": Status.WRITTEN_OFF, "ReviewReturned": Status.HANDLING}
        statuses = list(db.session.scalars(select(Case.status).order_by(Case.id)))
        assert statuses == [ends[kind] for _case, kind in events]
        assert verify().fault is None
