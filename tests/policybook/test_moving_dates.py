"""The dry run says which running limits a new calendar would move, before anything moves."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from caseflow.local.roles import Urls
from caseflow.policybook.actions import drafting, publishing
from caseflow.policybook.queries.drafts import candidate, open_draft
from caseflow.policybook.queries.moving import moving
from caseflow.store import editions
from caseflow.store.unit_of_work import transaction
from tests.policybook.scene import actor, key
from tests.supervision.calendars import Start, coming_year, december, notice, publish, put_in, settle, with_files
from tests.supervision.test_calendar_arrives import moves, state


def test_the_dry_run_foretells_what_publication_does(
    app: Flask, database: Urls, client: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        year, who = coming_year(), actor("xitong")
        ids = put_in(database, [Start("review", "A", december(year - 1, n % 31)) for n in range(124)])
        before = state(ids)
        drafting.begin(who, key())
        drafting.save_file(who, 1, drafting.FileText(f"calendar/{year}.toml", notice(year)), key())
        _mark_checked(who.user_id)
        publishing.try_draft(who, 2, 200)
        draft = open_draft(who.user_id)
        assert draft is not None
        assert draft.trial is not None
        told, edition = draft.trial["dates"], candidate(draft)
        assert state(ids) == before, "a dry run changes nothing"
    browser = client("xitong")
    first = browser.get("/rules/draft/trial").get_data(as_text=True)
    second = browser.get("/rules/draft/trial?dates=2").get_data(as_text=True)
    shown = [row for row in told["moves"] if row["number"] in first]
    assert f"{told['moved']} 个日期会变，其中 {told['earlier']} 个提前" in first
    assert 0 < len(shown) == min(50, told["moved"])
    assert all((row["number"] in second) is (row not in shown) for row in told["moves"])
    with app.app_context():
        publish(edition)
        settle()
        after = state(ids)
        assert len(moves()) == told["moved"]
        assert sorted(moves().values()) == sorted((row["before"], row["after"]) for row in told["moves"])
        assert told["settled"] == sum(before[n].provisional and not after[n].provisional for n in ids)


def _mark_checked(person_id: int) -> None:
    """The whole check takes some seconds and has tests of its own."""
    with transaction(None):
        draft = open_draft(person_id)
        assert draft is not None
        counts = {"combinations": 0, "lead": 0, "ground": 0, "queue": 0, "holes": 0, "expected": 0}
        draft.report = {"ok": True, "faults": [], "warning_count": 0, "counts": counts}
        draft.report_of = candidate(draft).version


def test_an_unchanged_calendar_has_nothing_to_tell(app: Flask, database: Urls) -> None:
    with app.app_context():
        put_in(database, [Start("review", "A", december(coming_year() - 1, 20))])
        edition = editions.current()
        assert moving(edition, with_files()) is None


def test_a_dry_run_out_of_time_says_so(app: Flask, database: Urls) -> None:
    with app.app_context():
        year = coming_year()
        put_in(database, [Start("review", "A", december(year - 1, 20))])
        told = moving(editions.current(), with_files(**{f"y{year}": notice(year)}), seconds=-1)
        assert told is not None
        assert (told["whole"], told["moved"]) == (False, 0)
