"""Files of drafts and cases: who reads them, how they are handed out, and what the reaper does."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from caseflow.evidence import vault as vault_module
from caseflow.evidence.jobs import reap
from caseflow.evidence.vault import vault
from caseflow.store.db import db
from caseflow.store.models import Evidence
from tests.harness.pages import hidden_values
from tests.intake.filing import PDF, begin, file_case, upload

FIRM = "runhe@example.com"
Sign = Callable[[str], FlaskClient]


def row(app: Flask) -> Evidence:
    """The only file's row."""
    with app.app_context():
        return db.session.scalars(select(Evidence)).one()


def test_a_file_comes_back_as_a_download_that_runs_nothing(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    file_case(browser, ("合同 扫描件.pdf", PDF))
    answer = browser.get(f"/evidence/{row(app).id}", buffered=True)
    assert answer.data == PDF
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert f"filename*=UTF-8''{quote('合同 扫描件.pdf')}" in answer.headers["Content-Disposition"]
    assert re.fullmatch(r"[0-9a-f]{32}\.pdf", row(app).object_name)


def test_only_those_who_see_the_case_read_its_files(app: Flask, client: Sign) -> None:
    file_case(client(FIRM), ("合同.pdf", PDF))
    address = f"/evidence/{row(app).id}"
    assert client("gansu.sl").get(address, buffered=True).status_code == 200
    assert client("xinyuan@example.com").get(address, buffered=True).status_code == 404
    assert client("ningxia.sl").get(address, buffered=True).status_code == 404
    assert client("").get(address, buffered=True).status_code == 302
    assert client(FIRM).get("/evidence/99999999999999999999999").status_code == 404


def test_a_drafts_file_belongs_to_its_author_alone(app: Flask, client: Sign) -> None:
    draft = begin(client(FIRM))
    upload(client(FIRM), draft, ("合同.pdf", PDF))
    address = f"/evidence/{row(app).id}"
    assert client(FIRM).get(address, buffered=True).status_code == 200
    assert client("gansu.sl").get(address, buffered=True).status_code == 404
    assert client("xinyuan@example.com").get(f"{draft}/evidence").status_code == 404


def test_a_removed_file_is_gone_and_then_reaped(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    draft = begin(browser)
    upload(browser, draft, ("合同.pdf", PDF))
    found = row(app)
    remove = f"{draft}/evidence/{found.id}/remove"
    page = browser.get(f"{draft}/evidence").get_data(as_text=True)
    assert browser.post(remove, data=hidden_values(page, remove)).status_code == 302
    assert browser.get(f"/evidence/{found.id}").status_code == 404
    with app.app_context():
        path = vault().path(found.object_name)
        assert path.is_file()
        assert reap(grace_seconds=3600).files == 0
        assert path.is_file()
        assert reap(grace_seconds=-1).files >= 1
        assert not path.exists()


def test_the_reaper_spares_what_rows_speak_of_and_reports_what_is_lost(app: Flask, client: Sign) -> None:
    file_case(client(FIRM), ("合同.pdf", PDF))
    found = row(app)
    with app.app_context():
        orphan = vault().path("ab" * 16 + ".pdf")
        orphan.parent.mkdir(exist_ok=True)
        orphan.write_bytes(PDF)
        reaped = reap(grace_seconds=-1)
        assert reaped.lost == ()
        assert not orphan.exists()
        assert vault().path(found.object_name).is_file()
        vault().path(found.object_name).unlink()
        assert reap(grace_seconds=-1).lost == (found.id,)


def test_the_reaper_closes_rows_of_drafts_without_a_file(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    draft = begin(browser)
    upload(browser, draft, ("合同.pdf", PDF))
    with app.app_context():
        vault().path(row(app).object_name).unlink()
        assert reap().rows == 1
    assert "还没有上传" in browser.get(f"{draft}/evidence").get_data(as_text=True)


def test_an_ended_case_takes_no_more_files_from_the_firm(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    number = file_case(browser)
    page = browser.get(f"/cases/{number}/withdraw").get_data(as_text=True)
    hidden = hidden_values(page)
    answer = browser.post(f"/cases/{number}/withdraw", data={**hidden, "reason_code": "other", "sure": "y"})
    assert answer.status_code == 302
    address = f"/cases/{number}/evidence"
    data = {**hidden_values(browser.get(address).get_data(as_text=True)), "kind": "other"}
    with_file = {**data, "files": (io.BytesIO(PDF), "补充.pdf")}
    assert browser.post(address, data=with_file, content_type="multipart/form-data").status_code == 409
    with app.app_context():
        assert db.session.scalars(select(Evidence)).all() == []


def test_nothing_is_locked_while_a_file_is_looked_at(app: Flask, client: Sign, monkeypatch: pytest.MonkeyPatch) -> None:
    number = file_case(client(FIRM))
    look = vault_module._examine
    found: list[object] = []

    def slowly(path: Path, named: str) -> dict[str, str]:
        with db.engine.connect() as other:
            statement = text('select status from "case" where number = :number for update nowait')
            found.append(other.execute(statement, {"number": number}).scalar_one())
        return look(path, named)

    monkeypatch.setattr(vault_module, "_examine", slowly)
    browser = client(FIRM)
    address = f"/cases/{number}/evidence"
    data = {**hidden_values(browser.get(address).get_data(as_text=True)), "kind": "other"}
    with_file = {**data, "files": (io.BytesIO(PDF), "补充.pdf")}
    assert browser.post(address, data=with_file, content_type="multipart/form-data").status_code == 302
    assert found == ["under_review"]


def test_a_file_is_not_taken_out_while_its_draft_is_being_filed(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    draft = begin(browser)
    upload(browser, draft, ("合同.pdf", PDF))
    remove = f"{draft}/evidence/{row(app).id}/remove"
    hidden = hidden_values(browser.get(f"{draft}/evidence").get_data(as_text=True), remove)
    with app.app_context(), db.engine.connect() as filing:
        filing.execute(text("select id from draft for update"))
        assert browser.post(remove, data=hidden).status_code == 503
        filing.rollback()
        assert browser.post(remove, data=hidden).status_code == 302
