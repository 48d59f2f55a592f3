"""The calculators: by address, without sign-in, each answer with the clause it rests on."""

from collections.abc import Callable
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient

from caseflow.policybook.queries.library import clauses_named
from caseflow.store import editions

Client = Callable[[str], FlaskClient]
TERM = {
    "respondent": "机关", "price_of": "货物", "contract_date": "2025-07-01", "start_kind": "delivery",
    "start_date": "2026-09-01", "agreed": "",
}  # fmt: skip
INTEREST = {"contract_date": "2025-07-01", "due_date": "2026-01-31", "principal": "1,000,000", "as_of": "2026-05-31"}


def ask(browser: FlaskClient, name: str, answers: dict[str, str]) -> tuple[int, str]:
    """Status and page of a calculator for these answers."""
    answer = browser.get(f"/calculators/{name}?{urlencode(answers)}")
    return answer.status_code, answer.get_data(as_text=True)


def test_answers_are_worked_out_and_name_their_clause(client: Client) -> None:
    anybody = client("")
    home = anybody.get("/").get_data(as_text=True)
    assert 'href="/calculators"' in home
    landing = anybody.get("/calculators").get_data(as_text=True)
    assert all(f'href="{url}"' in landing for url in ("/calculators/size", "/calculators/payment-due", "/find"))

    status, page = ask(anybody, "size", {"industry": "B06", "employees": "1000", "revenue": "39999"})
    assert (status, "按您填的，是中型企业" in page) == (200, True)
    assert 'href="/policies/gxb-2011-300/4-2"' in page

    status, page = ask(anybody, "payment-due", TERM | {"agreed": "90"})
    assert (status, "按 60 日计算" in page) == (200, True)
    assert "最晚应在2026年11月2日付款" in page, "60 days end on Saturday 31 October"
    assert 'href="/policies/gwy-802/9"' in page
    assert "due_date=2026-11-02" in page, "the interest calculator takes the day over"

    status, page = ask(anybody, "interest", INTEREST)
    assert (status, "60,000.00" in page) == (200, True), "law.md's own worked value: a million, 120 days"
    assert 'href="/policies/gwy-802/17"' in page
    paid = {"paid1-day": "2026-03-02", "paid1-amount": "400000"}
    assert "42,000.00" in ask(anybody, "interest", INTEREST | paid)[1], "30 days of a million, 90 of 600 000: 15 000 + 27 000"


def test_what_is_missing_or_wrong_is_a_sentence_and_nothing_is_lost(client: Client) -> None:
    anybody = client("")
    status, page = ask(anybody, "size", {"industry": "E47", "revenue": "7000"})
    assert (status, "建筑业按资产总额划型，请填写" in page, 'value="7000"' in page) == (422, True, True)
    status, page = ask(anybody, "payment-due", TERM | {"start_date": "2026-02-30"})
    assert (status, "日期写得不对" in page) == (422, True)
    status, page = ask(anybody, "interest", INTEREST | {"paid1-amount": "5"})
    assert (status, "请填写这笔款的付款日期" in page) == (422, True)
    status, page = ask(anybody, "interest", INTEREST | {"paid1-day": "2026-03-02", "paid1-amount": "1000001"})
    assert (status, "合计超过了本金" in page) == (422, True)
    handed_over = anybody.get("/calculators/interest?contract_date=2025-07-01&due_date=2026-11-02")
    assert handed_over.status_code == 200, "half an address from the other calculator is no mistake"
    assert 'value="2026-11-02"' in handed_over.get_data(as_text=True)


def test_odd_input_is_a_sentence(client: Client) -> None:
    anybody = client("")
    for typed in ("NaN", "1e999999", "-1", "'; drop table", "九", "\x00", "9" * 400):
        assert ask(anybody, "size", {"industry": "F51", "employees": typed, "revenue": typed})[0] == 422, typed
        assert ask(anybody, "payment-due", TERM | {"agreed": typed, "respondent": typed})[0] == 422, typed
        wrong = INTEREST | {"principal": typed, "rate": typed, "paid1-amount": typed}
        assert ask(anybody, "interest", wrong)[0] == 422, typed
    assert anybody.get("/calculators/interest?principal=1&paid1-²=x&contract_date=1900-01-01").status_code == 422


def test_every_rule_leads_to_a_clause(app: Flask) -> None:
    with app.app_context():
        edition = editions.current()
        bases = [row.basis for row in edition.sizes.rows]
        laws = [law for law in edition.payment_laws.laws if not law.needs_lawyer]
        bases += [law.name + term.article for law in laws for term in law.terms.values()]
        bases += [law.name + text for law in laws for text in (law.interest_article, *law.starts.values())]
        assert all(clauses_named(basis) for basis in bases)
        by_letter = {basis for basis in bases if not clauses_named(basis)[0][2]}
        assert by_letter == {"工信部联企业〔2011〕300号(规定以外的行业参照划型)"}, "this one has no number of its own"
