"""A deployment's own copy of a document: kept by an administrator, read by everybody."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from caseflow.core.edition import Edition
from caseflow.core.policy import document_from, load_lexicon, parse_document, to_toml
from caseflow.store import editions
from caseflow.store.unit_of_work import transaction
from tests.harness.pages import submit
from tests.policybook.test_drafting import NOTICE

Client = Callable[[str], FlaskClient]


@pytest.fixture
def published(app: Flask) -> None:
    """An edition that has the invented document."""
    with app.app_context():
        edition = editions.current()
        parsed = parse_document(NOTICE, load_lexicon(edition.text("competences.toml")))
        files = {**edition.files, "documents/gan-shi-12.toml": to_toml(document_from(parsed, "gan-shi-12"))}
        with transaction(None) as work:
            assert editions.publish(work, Edition(files)) is not None


def keep(browser: FlaskClient, data: bytes) -> tuple[int, str]:
    """Import a text; status and page."""
    answer = submit(browser, "/rules/texts", {"source": (io.BytesIO(data), "文件.txt")})
    return answer.status_code, answer.get_data(as_text=True)


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_clause_page_shows_the_clause_itself(client: Client, encoding: str) -> None:
    address = "/policies/gan-shi-12/1"
    assert "受理中小企业投诉。" not in client("").get(address).get_data(as_text=True)
    status, page = keep(client("xitong"), NOTICE.encode(encoding))
    assert status == 200, page
    assert "已存入全文" in page
    shown = client("").get(address).get_data(as_text=True)
    assert "受理中小企业投诉。" in shown
    assert "督促付款" not in shown, "only the clause's own stretch"
    assert "督促付款" in client("").get("/policies/gan-shi-12/2").get_data(as_text=True)


@pytest.mark.usefixtures("published")
def test_words_of_the_full_text_are_found(client: Client) -> None:
    assert "没有找到" in client("").get("/policies?q=督促付款").get_data(as_text=True)
    keep(client("xitong"), NOTICE.encode())
    assert "<mark>督促付款</mark>" in client("").get("/policies?q=督促付款").get_data(as_text=True)


@pytest.mark.usefixtures("published")
def test_a_second_copy_replaces_the_first(client: Client) -> None:
    browser = client("xitong")
    keep(browser, NOTICE.encode())
    keep(browser, NOTICE.replace("受理中小企业投诉", "接受企业诉求").encode())
    shown = client("").get("/policies/gan-shi-12/1").get_data(as_text=True)
    assert "接受企业诉求" in shown
    assert "受理中小企业投诉。" not in shown


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01\x02", NOTICE.encode(), b"(" * 10_000], ids=["empty", "binary", "unknown", "brackets"]
)
def test_what_is_no_document_of_ours_is_refused_and_nothing_kept(client: Client, data: bytes) -> None:
    status, page = keep(client("xitong"), data)
    assert status == 422
    assert "已存入（" not in page
