"""Filling in a complaint through the pages, as a firm does."""

import io
import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from tests.harness.pages import hidden_values

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nxref\n0 1\ntrailer<<>>\nstartxref\n0\n%%EOF\n"
CHECK = {"category": "拖欠工程款", "proceedings": "no", "size_disputed": "no"}
RESPONDENT = {"name": "山丹县水务局", "type": "机关", "level": "县级", "region": "620725", "industry": "水利"}
CLAIM = {
    "contract_name": "灌区干渠维修工程施工合同", "contract_number": "SD-2022-06", "price_of": "工程",
    "contract_date": "2022-06-10", "delivered_on": "2023-09-28", "due_on": "2023-10-28", "amount": "3,127,500.00",
    "disputed": "1000",
}  # fmt: skip
STATEMENT = {"narrative": "工程验收后一直没有付清，多次催要没有结果。", "request": "支付工程款及逾期利息。"}
PLEDGE = {"pledge_unheard": "y", "pledge_true": "y", "pledged_by": "李四"}


def claims(*rows: dict[str, str], **more: str) -> dict[str, str]:
    """The third step of track A with these claims."""
    numbered = {f"claims-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    return {"contract_relation": "yes", **STATEMENT, **numbered, **more}


def begin(browser: FlaskClient) -> str:
    """A new draft; returns its address."""
    page = browser.get("/file").get_data(as_text=True)
    answer = browser.post("/file", data=hidden_values(page, "/file"))
    return str(answer.headers["Location"]).removesuffix("/check")


def fill(browser: FlaskClient, draft: str, step: str, values: dict[str, Any], go: str = "next") -> Any:
    """Open a step and send it."""
    page = browser.get(f"{draft}/{step}").get_data(as_text=True)
    return browser.post(f"{draft}/{step}", data={**hidden_values(page, f"{draft}/{step}"), **values, "go": go})


def upload(browser: FlaskClient, draft: str, *files: tuple[str, bytes], kind: str = "contract") -> Any:
    """Send files to the evidence step."""
    address = f"{draft}/evidence"
    hidden = hidden_values(browser.get(address).get_data(as_text=True), address)
    pairs = [(name, value) for name, value in {**hidden, "kind": kind}.items()]
    chosen = [("files", FileStorage(io.BytesIO(content), name)) for name, content in files]
    boundary, body = encode_multipart(MultiDict([*pairs, *chosen]))
    return browser.post(address, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def ready(browser: FlaskClient, *files: tuple[str, bytes]) -> str:
    """A draft with everything but the pledge; returns its address."""
    draft = begin(browser)
    fill(browser, draft, "check", CHECK)
    fill(browser, draft, "respondent", RESPONDENT)
    fill(browser, draft, "claims", claims(CLAIM))
    if files:
        upload(browser, draft, *files)
    return draft


def file_case(browser: FlaskClient, *files: tuple[str, bytes]) -> str:
    """A filed case; returns its number."""
    answer = fill(browser, ready(browser, *files), "confirm", PLEDGE)
    return number_in(answer.headers["Location"])


def number_in(text: str) -> str:
    """The case number in an address or a page."""
    found = re.search(r"(GS|NX)\d*-\d{4}-\d{6}", text)
    assert found is not None, text
    return found.group()
