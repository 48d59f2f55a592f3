"""Writing down a complaint through the pages, as a clerk does."""

from flask.testing import FlaskClient

from caseflow.demo.people import credit_code
from tests.harness.pages import hidden_values
from tests.intake.filing import CHECK, CLAIM, PLEDGE, RESPONDENT, claims, fill, number_in, upload

CODE = credit_code("91620700MA0ENT01")
CALLER = {
    "channel": "hotline", "external_number": "20261120-0001", "received_on": "2026-11-20", "credit_code": CODE,
    "name": "张掖清源管道安装有限公司", "size": "小型", "industry": "建筑业", "region": "620702", "address": "",
    "contact_name": "王磊", "phone": "13900005678", "email": "qingyuan@example.org",
}  # fmt: skip


def begin_entry(browser: FlaskClient) -> str:
    """A new draft of a clerk; returns its address."""
    page = browser.get("/entry").get_data(as_text=True)
    answer = browser.post("/entry", data=hidden_values(page, "/entry"))
    return str(answer.headers["Location"]).removesuffix("/caller")


def enter_case(browser: FlaskClient, *files: tuple[str, bytes], received_on: str, **caller: str) -> str:
    """A complaint a clerk wrote down, through all steps; returns its number."""
    draft = begin_entry(browser)
    fill(browser, draft, "caller", {**CALLER, "received_on": received_on, **caller})
    fill(browser, draft, "check", CHECK)
    fill(browser, draft, "respondent", RESPONDENT)
    fill(browser, draft, "claims", claims(CLAIM))
    if files:
        upload(browser, draft, *files)
    answer = fill(browser, draft, "confirm", PLEDGE)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return number_in(answer.headers["Location"])
