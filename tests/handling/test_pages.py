"""The desk over HTTP: who may open what, errors at their field, stale forms, one deed per form."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import encode_multipart

from tests.handling.scene import PDF, Scene, dispatched
from tests.harness.pages import hidden_values, submit

Browsers = Callable[[str], FlaskClient]
HANDLER, HEAD, CLERK = "shandan.caizheng.cb", "shandan.caizheng.fz", "gansu.sl"


def _in_hand(app: Flask) -> Scene:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        return scene


def _status(app: Flask, scene: Scene) -> str:
    with app.app_context():
        return scene.case.status


def _payment(claim: int, **changes: object) -> dict[str, object]:
    slip = (io.BytesIO(PDF), "银行回单.pdf")
    good = {"claim_id": claim, "amount": "1,000.50", "paid_on": "2026-11-20", "method": "transfer", "proof": slip}
    return good | changes


def test_the_whole_desk_in_the_browsers_of_two_people(app: Flask, client: Browsers) -> None:
    with app.app_context():
        scene = dispatched()
        claim_id, today = scene.claim_id, scene.today.isoformat()
    handler, head, case = client(HANDLER), client(HEAD), f"/cases/{scene.number}"
    assert scene.number in handler.get("/handling").get_data(as_text=True)
    steps: list[tuple[FlaskClient, str, dict[str, object]]] = [
        (handler, "/sign", {"handler_id": scene.handler.user_id}),
        (handler, "/contact", {"kind": "call", "happened_on": today, "text": "已电话核实。", "audience": "parties"}),
        (handler, "/payment", _payment(claim_id, amount="100,000.00 元", paid_on=today)),
        (handler, "/extension", {"days": "10", "reason_code": "complex", "reason": "等待结算。"}),
        (head, "/extension", {"decision": "approve"}),
        (handler, "/result", {
            "outcome": "paid_in_full", "amount_recognised": "100000", "findings": "已付清。", "basis": "第九条",
        }),
        (head, "/sign-off", {}),
        (handler, "/serve", {
            "method": "platform", "served_on": today, "feedback_method": "exchange", "feedback_on": today,
        }),
    ]  # fmt: skip
    for browser, path, values in steps:
        answer = submit(browser, case + path, values)
        assert (answer.status_code, answer.location) == (302, case), (path, answer.get_data(as_text=True))
    assert _status(app, scene) == "resolved"
    assert "已电话核实" in client("runhe@example.com").get(case).get_data(as_text=True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": "一千"}, "请填写数字"),
        ({"amount": "1.005"}, "最多两位小数"),
        ({"amount": "100000.01"}, "超过这笔款项尚欠的 100,000.00 元"),
        ({"amount": "\x00"}, "请填写金额"),
        ({"amount": ""}, "请填写付款金额"),
        ({"paid_on": "2099-01-01"}, "不能晚于今天"),
        ({"paid_on": "昨天"}, "paid_on-error"),
        ({"claim_id": "999999"}, "claim_id-error"),
        ({"method": "gold"}, "method-error"),
        ({"proof": (io.BytesIO(b""), "")}, "请上传付款凭证"),
        ({"proof": (io.BytesIO(b"MZ" + b"x" * 200), "回单.pdf")}, "proof-error"),
        ({"method": "bill"}, "须有投诉企业的书面同意"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_the_rest_is_kept(
    app: Flask, client: Browsers, changes: dict[str, object], sentence: str
) -> None:
    scene = _in_hand(app)
    with app.app_context():
        claim_id = scene.claim_id
    proof = changes.get("proof")
    if isinstance(proof, tuple):
        changes = changes | {"proof": (io.BytesIO(proof[0].getvalue()), proof[1])}
    answer = submit(client(HANDLER), f"/cases/{scene.number}/payment", _payment(claim_id, **changes))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert 'id="error-summary"' in page
    assert "-error" in page
    if "amount" not in changes:
        assert 'value="1,000.50"' in page
    with app.app_context():
        assert scene.case.amount_paid == 0


def test_a_file_of_thirty_megabytes_is_refused_at_its_field(app: Flask, client: Browsers) -> None:
    scene = _in_hand(app)
    with app.app_context():
        claim_id = scene.claim_id
    url, handler = f"/cases/{scene.number}/payment", client(HANDLER)
    values = hidden_values(handler.get(url).get_data(as_text=True))
    huge = (io.BytesIO(PDF + b"0" * (30 << 20)), "回单.pdf")
    boundary, body = encode_multipart(values | _payment(claim_id, proof=huge))
    answer = handler.post(url, data=body, content_type=f"multipart/form-data; boundary={boundary}")
    page = answer.get_data(as_text=True)
    assert (answer.status_code, 'id="proof-error"' in page) == (422, True)
    assert 'value="1,000.50"' in page


def test_a_form_from_an_older_version_changes_nothing_and_loses_nothing(app: Flask, client: Browsers) -> None:
    scene = _in_hand(app)
    handler, url = client(HANDLER), f"/cases/{scene.number}/contact"
    old = hidden_values(handler.get(url).get_data(as_text=True))
    with app.app_context():
        scene.pay("10.00")
    typed = {"kind": "call", "happened_on": "2026-11-20", "text": "我写了很久的内容", "audience": "office"}
    answer = handler.post(url, data=old | typed)
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert all(words in page for words in ("我写了很久的内容", "案件已有新的变化", "没有保存"))
    opened = handler.get(f"/cases/{scene.number}/sign").get_data(as_text=True)
    assert "现在不能办这一步" in opened
    assert "没有保存" not in opened, "nothing was sent"


def test_the_same_form_twice_is_one_deed(app: Flask, client: Browsers) -> None:
    scene = _in_hand(app)
    handler, url = client(HANDLER), f"/cases/{scene.number}/contact"
    values = hidden_values(handler.get(url).get_data(as_text=True))
    values |= {"kind": "call", "happened_on": "2026-11-20", "text": "一次", "audience": "office"}
    assert handler.post(url, data=values).status_code == 302
    again = handler.post(url, data=values)
    assert again.status_code == 302, (values, again.get_data(as_text=True))
    page = handler.get(f"/cases/{scene.number}").get_data(as_text=True)
    assert page.count("记录办理情况") + page.count("记录联系、走访") <= 2


@pytest.mark.parametrize(
    ("login", "path", "status"),
    [
        ("", "/payment", 302),
        ("runhe@example.com", "/payment", 403),
        ("gaotai.guozi.cb", "/payment", 404),
        (CLERK, "/payment", 403),
        (HANDLER, "/payment", 200),
        (HANDLER, "/sign-off", 403),
        (HANDLER, "/sign", 409),
        (HEAD, "/sign-off", 409),
        (CLERK, "/return-result", 409),
        (HANDLER, "/return-result", 403),
        (HANDLER, "/nothing", 404),
    ],
)
def test_who_may_open_what(app: Flask, client: Browsers, login: str, path: str, status: int) -> None:
    scene = _in_hand(app)
    assert client(login).get(f"/cases/{scene.number}{path}").status_code == status


def test_what_is_kept_from_the_firm_stays_kept(app: Flask, client: Browsers) -> None:
    scene = _in_hand(app)
    values = {"kind": "note", "happened_on": "2026-11-20", "text": "canary-office-only", "audience": "office"}
    submit(client(HANDLER), f"/cases/{scene.number}/contact", values)
    draft = {"outcome": "no_arrears", "amount_recognised": "0", "findings": "canary-draft", "basis": "第九条",
             "proof_kind": "finding_report", "proof": (io.BytesIO(PDF), "canary-report.pdf")}  # fmt: skip
    answer = submit(client(HANDLER), f"/cases/{scene.number}/result", draft)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    seen_by_officer = client(HEAD).get(f"/cases/{scene.number}").get_data(as_text=True)
    seen_by_firm = client("runhe@example.com").get(f"/cases/{scene.number}").get_data(as_text=True)
    for canary in ("canary-office-only", "canary-draft", "canary-report"):
        assert canary in seen_by_officer
        assert canary not in seen_by_firm
