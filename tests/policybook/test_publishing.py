"""From draft to edition: check, dry run, one of two comes through, old decisions stay as they were."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, select, text, update
from sqlalchemy.exc import ProgrammingError

from caseflow.core.errors import CaseflowError, Incomplete, Stale
from caseflow.local.roles import Urls
from caseflow.policybook.actions import drafting, publishing
from caseflow.policybook.queries import drafts, trials
from caseflow.policybook.queries.routes import repeat
from caseflow.settings import ROOT
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import Edition, Entry
from caseflow.store.unit_of_work import transaction
from tests.harness.pages import submit
from tests.harness.servers import Servers
from tests.policybook.scene import actor, key, other_lead, ready_draft, routed_case, second_administrator

Client = Callable[[str], FlaskClient]
WORD = publishing.Publication


def lead_of(number: str) -> str:
    """The lead of the newest decision on a case."""
    return str(repeat(number).stored["lead"]["name"])


def test_the_whole_road(app: Flask, client: Client) -> None:
    with app.app_context():
        old = routed_case("GS-2026-800001")
        before = editions.current().version
        changed = other_lead(editions.current().text("routing.toml"))
    browser = client("xitong")
    submit(browser, "/rules/draft", {}, at="/rules")
    submit(browser, "/rules/draft/file?name=routing.toml", {"text": changed})
    assert "还不能" not in browser.get("/rules/draft").get_data(as_text=True)
    assert "回到草稿" in browser.get("/rules/draft/publish").get_data(as_text=True)

    assert submit(browser, "/rules/draft/check", {}, at="/rules/draft").status_code == 302
    page = browser.get("/rules/draft").get_data(as_text=True)
    assert "核对通过" in page
    assert "与原来不同" in page, "the expected table answers otherwise now"

    assert submit(browser, "/rules/draft/trial", {"most": "200"}).status_code == 302
    page = browser.get("/rules/draft/trial").get_data(as_text=True)
    assert old in page
    assert "山丹县财政局" in page
    assert "山丹县工业和信息化局" in page
    assert "承办单位变了" in page

    refused = submit(browser, "/rules/draft/publish", {"reason": "测试", "sure": "y"})
    assert refused.status_code == 422, "lines of the expected table must be acknowledged"
    assert submit(browser, "/rules/draft/publish", {"reason": "", "sure": "y", "aware": "y"}).status_code == 422
    done = submit(browser, "/rules/draft/publish", {"reason": "办公会议定", "sure": "y", "aware": "y"})
    assert done.status_code == 302, done.get_data(as_text=True)
    page = browser.get("/rules").get_data(as_text=True)
    assert "办公会议定" in page
    assert "现行" in page

    with app.app_context():
        assert editions.current().version != before
        assert lead_of(old) == "山丹县财政局"
        assert repeat(old).repeated
        assert repeat(old).edition == before
        assert lead_of(routed_case("GS-2026-800002")) == "山丹县工业和信息化局"
        assert db.session.scalar(select(Entry.text).where(Entry.text == "办公会议定")) is not None


def test_faulty_rules_cannot_be_published(app: Flask) -> None:
    with app.app_context():
        who = actor("xitong")
        drafting.begin(who, key())
        drafting.save_file(who, 1, drafting.FileText("routing.toml", "rule = 3\n"), key())
        assert not publishing.check_draft(who, 2)
        draft = drafts.draft_page(who.user_id)
        assert draft.report is not None
        assert not draft.ready
        with pytest.raises(Incomplete):
            publishing.try_draft(who, 2, 200)
        with pytest.raises(Incomplete) as refusal:
            publishing.publish_draft(who, WORD(2, "理由", True), key())
        assert len(refusal.value.missing) == 2


def test_a_change_after_the_check_asks_for_another(app: Flask) -> None:
    with app.app_context():
        who = actor("xitong")
        changed = other_lead(editions.current().text("routing.toml"))
        draft = ready_draft(who, changed)
        assert drafts.draft_page(who.user_id).ready
        drafting.save_file(who, draft.version, drafting.FileText("routing.toml", changed + "# 再改\n"), key())
        page = drafts.draft_page(who.user_id)
        assert (page.ready, page.report, page.trial) == (False, None, None)
        with pytest.raises(Incomplete):
            publishing.publish_draft(who, WORD(page.draft.version, "理由", True), key())


def test_of_two_at_once_one_comes_through(app: Flask) -> None:
    with app.app_context():
        people = [actor("xitong"), second_administrator()]
        changed = other_lead(editions.current().text("routing.toml"))
        made = [ready_draft(who, f"{changed}# {who.name}\n").version for who in people]
    start, outcomes = threading.Barrier(2), []

    def publish(index: int) -> None:
        with app.app_context():
            start.wait()
            try:
                outcomes.append(publishing.publish_draft(people[index], WORD(made[index], "同时发布", True), key()))
            except CaseflowError as refusal:
                outcomes.append(type(refusal).__name__)

    threads = [threading.Thread(target=publish, args=(index,)) for index in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert sorted(outcomes, key=len) == ["Stale", editions.current().version]
        assert len(list(db.session.scalars(select(Edition.id)))) == 2


def test_the_one_who_is_late_gets_a_conflict_and_goes_on_from_the_newest(app: Flask, client: Client) -> None:
    browser = client("xitong")
    with app.app_context():
        base = editions.current()
        changed = other_lead(base.text("routing.toml"))
        ready_draft(actor("xitong"), f"{changed}# 我的\n")
        late = browser.get("/rules/draft/publish")
        other = ready_draft(second_administrator(), f"{changed}# 别人的\n")
        publishing.publish_draft(actor("xitong2"), WORD(other.version, "先发布", True), key())
    fields = dict(
        re.findall(r'name="(csrf_token|idempotency_key|version)" value="([^"]+)"', late.get_data(as_text=True))
    )
    answer = browser.post("/rules/draft/publish", data={**fields, "reason": "我写的理由", "sure": "y"})
    assert answer.status_code == 409
    assert "我写的理由" in answer.get_data(as_text=True)
    assert "改到最新版本上" in browser.get("/rules/draft").get_data(as_text=True)
    answer = submit(browser, "/rules/draft/renew", {}, at="/rules/draft")
    page = browser.get("/rules/draft").get_data(as_text=True)
    assert "两边都改过" in page
    assert "# 别人的" in page, "the comparison shows what my draft would take back"
    with app.app_context():
        assert not drafts.draft_page(actor("xitong").user_id).behind


def test_going_back_to_earlier_rules_publishes_them_again(app: Flask) -> None:
    with app.app_context():
        who, first = actor("xitong"), editions.current()
        draft = ready_draft(who, other_lead(first.text("routing.toml")))
        publishing.publish_draft(who, WORD(draft.version, "改", True), key())
        rows, total = drafts.history(1)
        assert total == 2
        draft = ready_draft(who, first.text("routing.toml"))
        publishing.publish_draft(who, WORD(draft.version, "改回", True), key())
        assert editions.current().version == first.version
        assert editions.of_version(first.version).files == first.files
        rows, total = drafts.history(1)
        assert [row.current for row in rows] == [True, False, False]
        assert [row.reason for row in rows] == ["改回", "改", ""]


def test_a_published_edition_cannot_be_changed(app: Flask) -> None:
    with app.app_context(), pytest.raises(ProgrammingError, match=r"permission denied|append-only"), transaction(None):
        db.session.execute(update(Edition).values(version="x"))


def test_a_publication_from_an_old_edition_is_refused(app: Flask) -> None:
    with app.app_context():
        edition = editions.current()
        newer = type(edition)({**edition.files, "routing.toml": edition.text("routing.toml") + "# neu\n"})
        with pytest.raises(Stale), transaction(None) as work:
            editions.publish(work, newer, "理由", after=0)


def test_the_dry_run_says_how_far_it_came(app: Flask) -> None:
    with app.app_context():
        numbers = [routed_case(f"GS-2026-80001{n}") for n in range(4)]
        base = editions.current()
        draft = type(base)({**base.files, "routing.toml": other_lead(base.text("routing.toml"))})
        whole = trials.dry_run(base, draft, 200)
        assert (whole["total"], whole["tried"], whole["changed"]) == (4, 4, 4)
        assert {row["number"] for row in whole["changes"]} == set(numbers)
        assert whole["counts"] == {"decision": 0, "lead": 4, "helpers": 0, "words": 0, "alarm": 0}
        assert trials.dry_run(base, draft, 2)["tried"] == 2
        assert trials.dry_run(base, draft, 200, seconds=-1)["tried"] == 0
        assert trials.dry_run(base, base, 200)["changed"] == 0


def test_an_unrelated_change_changes_no_decision(app: Flask) -> None:
    with app.app_context():
        routed_case()
        base = editions.current()
        draft = type(base)({**base.files, "rates/lpr.csv": base.text("rates/lpr.csv") + "\n"})
        assert trials.dry_run(base, draft, 200)["changed"] == 0


def run_explain(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "caseflow", "policies", "explain", *words],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_repeats_a_decision_bit_for_bit(app: Flask, servers: Servers, database: Urls) -> None:
    with app.app_context():
        number = routed_case()
    environment = servers.environment(database)
    answer = run_explain(environment, number, "--json")
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert told["repeated"]
    assert told["decision"] == told["again"]
    assert "山丹县财政局" in run_explain(environment, number).stdout

    engine = create_engine(database.owner)
    with engine.begin() as connection:
        connection.execute(text("alter table routing_decision disable trigger user"))
        connection.execute(
            text("update routing_decision set answer = jsonb_set(answer, '{rule}', '\"R9\"') where id is not null")
        )
    engine.dispose()
    answer = run_explain(environment, number, "--json")
    assert answer.returncode == 1
    assert not json.loads(answer.stdout)["repeated"]
    unknown = run_explain(environment, "GS-2026-000000")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "没有编号" in unknown.stderr
