"""Large requests are for people who have signed in."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.intake.filing import begin

PART = b'--x\r\nContent-Disposition: form-data; name="files"; filename="x.pdf"\r\n\r\n' + bytes(400_000) + b"\r\n"
BODY = PART * 3 + b"--x--\r\n"
ADDRESSES = (
    "/drafts/1/evidence", "/cases/GS-2026-000001/evidence", "/cases/GS-2026-000001/supply",
    "/cases/GS-2026-000001/payment", "/cases/GS-2026-000001/write-off/evidence",
)  # fmt: skip


def send(browser: FlaskClient, address: str) -> int:
    """Post more than a megabyte of files, without a token; returns the status."""
    return browser.post(address, data=BODY, content_type="multipart/form-data; boundary=x").status_code


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_strangers_large_request_is_not_taken_in(client: Callable[[str], FlaskClient], address: str) -> None:
    assert send(client(""), address) in {303, 413}  # too large; some pages lead back to where it came from


def test_a_firms_large_request_is_read(client: Callable[[str], FlaskClient]) -> None:
    browser = client("runhe@example.com")
    assert send(browser, f"{begin(browser)}/evidence") == 400  # read, and refused for want of a token
