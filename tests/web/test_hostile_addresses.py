"""Addresses nobody types by accident: bytes the database cannot hold and numbers beyond every column."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

NUL = (
    "/cases/%00", "/cases/%00/receipt", "/cases/%00/sign", "/cases/%00/explain", "/policies/%00", "/policies/%00/%00",
    "/ledger?q=%00&status=%00&category=%00", "/ledger/audit?number=%00x", "/handling?box=%00&after=%00",
    "/acceptance?queue=%00", "/units?q=%00&place=%00", "/people?q=%00", "/find?category=%00&place=%00&place_words=%00",
    "/policies?q=%00", "/rules/draft/file?name=%00", "/progress?number=%00", "/sign-in?next=%00",
)  # fmt: skip
HUGE = (
    "/messages?page=99999999999999999999999", "/letters/999999999999999999999999", "/people?page=99999999999999999999",
    "/evidence/99999999999999999999999", "/drafts/99999999999999999999/check", "/units/999999999999999999999999",
    "/units?page=99999999999999999", "/rules/999999999999999999999999", "/rules?page=99999999999999999999",
    "/ledger?after=0001-01-01T00:00:00%2B23:59~1", "/ledger?sort=-amount&after=1e400000~1",
    "/handling?after=2026-01-01_999999999999999999999999", "/roles?page=9999999999999999",
    "/figures?page=99999999999999999999", "/figures/cases/accepted?page=99999999999999999999",
    "/figures/cases/accepted?unit=99999999999999999999", "/figures/units/99999999999999999999",
    "/figures?since=0001-01-01&until=9999-12-31", "/figures/export.csv?territory=%00&by=%00&since=%00",
    "/figures/cases/%00", "/figures?until=9999-12-31",
)  # fmt: skip


@pytest.mark.parametrize("login", ["", "runhe@example.com", "gansu.sl", "shandan.caizheng.cb", "gansu.sj", "gansu.sh", "xitong"])
def test_no_address_breaks_a_page(client: Callable[[str], FlaskClient], login: str) -> None:
    browser = client(login)
    broken = {address: browser.get(address).status_code for address in (*NUL, *HUGE)}
    assert {address: status for address, status in broken.items() if status >= 500} == {}
