"""What people and units may choose of notices, and what nobody can switch off."""

from dataclasses import replace
from datetime import date, time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from caseflow.core.access import Actor
from caseflow.core.audiences import Audience, Channel
from caseflow.core.errors import BadInput, Denied, Stale
from caseflow.core.events import ExtensionApproved, HandlerAssigned
from caseflow.core.notice_choices import Choices
from caseflow.core.notice_rules import OWED
from caseflow.core.notices import voices
from caseflow.core.office_hours import Hours
from caseflow.local.roles import Urls
from caseflow.notices.quiet.choices import choices_of, choose, forget, standing
from caseflow.settings import Settings
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import Event, Notice, NoticeSetting, Person
from caseflow.store.people import actor_of
from caseflow.store.unit_of_work import Submission
from tests.harness.pages import browser, hidden_values
from tests.notices.gateway import Gateway
from tests.notices.scene import add_case_of, add_cases, record, remind, set_moment, settle
from tests.notices.test_digests import HANDLER, HEAD, count, of

FIRM = "runhe@example.com"
DUE = date(2026, 12, 2)
_keys = iter(range(1000))


def key() -> Submission:
    """A form nobody sent before."""
    number = next(_keys)
    return Submission(f"setting-{number}", str(number))


def person(login: str) -> Person:
    """The account with this login."""
    return db.session.scalars(select(Person).where(Person.login == login)).one()


def actor(login: str) -> Actor:
    """The actor behind a login."""
    found = actor_of(person(login).id)
    assert found is not None
    return found


def wish(*off: str, daily: bool = True, quiet: Hours | None = None) -> Choices:
    """Settings that switch these off."""
    return Choices(frozenset(off), daily, quiet)


def test_what_is_owed_goes_out_whatever_anybody_chose(house: Flask, settings: Settings, gateway: Gateway) -> None:
    rules = editions.current().notices
    everything = frozenset(f"{group.key}.{channel}" for group in rules.groups for channel in Channel)
    stubborn = Choices(everything, daily=True, quiet=Hours(time(0), time(8)))
    for voice in voices().values():
        group = rules.group(voice.kind, voice.audience)
        for channel in voice.channels:
            assert stubborn.wants(group, channel) is (group.duty or channel is Channel.INBOX)
    assert all(stubborn.wants(rules.group(kind, Audience.COMPLAINANT), Channel.MAIL) for kind in OWED)
    for off in (
        "firm_duty.mail",
        "firm_reminders.sms",
        "account.mail",
        "tasks.mail",
        "nonsense.mail",
        "firm_progress.inbox",
    ):
        with pytest.raises(BadInput, match="不能关闭"):
            choose(actor(FIRM), wish(off), 0, key(), unit=False)
    with pytest.raises(BadInput, match="至少留出一小时"):
        choose(actor(FIRM), wish(quiet=Hours(time(8), time(18))), 0, key(), unit=False)
    with pytest.raises(Denied):
        choose(actor(HANDLER), wish(), 0, key(), unit=True)
    choose(actor(FIRM), wish("firm_progress.mail", "firm_progress.sms"), 0, key(), unit=False)
    case_id, _number = add_case_of(FIRM)
    record(case_id)  # a payment: a courtesy
    record(case_id, ExtensionApproved(extension_id=1, until=DUE, letter_id=0))
    settle(settings)
    told = select(Event.kind, Notice.channel).join(Notice, Notice.event_id == Event.id)
    rows = set(db.session.execute(told.where(Notice.recipient_id == person(FIRM).id, Notice.case_id == case_id)).all())
    assert rows == {("PaymentRecorded", "inbox"), ("ExtensionApproved", "inbox"), ("ExtensionApproved", "mail")}


def test_settings_of_a_person_replace_those_of_the_unit_and_can_be_given_up(
    house: Flask, settings: Settings, database: Urls, gateway: Gateway
) -> None:
    set_moment(database, "2026-11-26 10:00")
    off = "reminders.mail"
    choose(actor(HEAD), wish(off), 0, key(), unit=True)
    assert off in choices_of(person(HANDLER), editions.current().notices).off
    choose(actor(HANDLER), wish(daily=False), 0, key(), unit=False)
    for _ in range(2):
        with pytest.raises(Stale):
            choose(actor(HANDLER), wish(), 0, key(), unit=False)
    [one, two] = add_cases(2)
    for case_id in (one, two):
        remind(case_id, DUE)
    remind(one, DUE, "follow_up")
    settle(settings)
    gateway.taken.clear()
    assert of(HEAD) == [], "switched off for the unit; the inbox has it all the same"
    assert of(HEAD, "inbox") == ["delivered"] * 3
    set_moment(database, "2026-11-26 10:11")
    settle(settings)
    settle(settings)
    assert of(HANDLER) == ["carried", "sent", "carried"], "one message a day for the same case, each case for itself"
    assert len(gateway.taken) == 2
    assert count("RemindersGathered") == 1
    forget(actor(HANDLER), 1, key(), unit=False)
    assert off in choices_of(person(HANDLER), editions.current().notices).off
    assert standing(actor(HANDLER), unit=False).of_unit
    with pytest.raises(Stale):
        forget(actor(HEAD), 7, key(), unit=True)
    forget(actor(HEAD), 1, key(), unit=True)
    assert choices_of(person(HANDLER), editions.current().notices) == wish()
    assert db.session.scalar(select(func.count()).select_from(NoticeSetting)) == 0
    versions = (
        select(Event.data["version"].as_integer()).where(Event.kind == "NoticeSettingsChanged").order_by(Event.id)
    )
    assert list(db.session.scalars(versions)) == [1, 1, 0, 0]


def test_own_quiet_hours_hold_back_courtesies_and_reminders_alone(
    house: Flask, settings: Settings, database: Urls, gateway: Gateway
) -> None:
    set_moment(database, "2026-11-26 10:00")
    choose(actor(FIRM), wish(quiet=Hours(time(8), time(14))), 0, key(), unit=False)
    choose(actor(HANDLER), wish(quiet=Hours(time(8), time(14))), 0, key(), unit=False)
    case_id, _number = add_case_of(FIRM)
    record(case_id)
    record(case_id, HandlerAssigned(handler_id=person(HANDLER).id))
    remind(case_id, DUE)
    settle(settings)
    assert of(FIRM) == ["waiting"]
    assert of(HANDLER) == ["sent", "waiting"]
    set_moment(database, "2026-11-26 14:00")
    settle(settings)
    settle(settings)
    assert of(FIRM) == ["sent"]
    assert of(HANDLER) == ["sent", "sent"]


def send(visitor: FlaskClient, page: str, **values: object) -> tuple[int, str]:
    """Fill in the form of this page and press; returns the status and what came."""
    answer = visitor.post(page, data={**first_form(visitor.get(page).text), **values})
    return answer.status_code, answer.text


def first_form(page: str) -> dict[str, str]:
    """The hidden fields of the first form that carries a version."""
    part = next(form for form in page.split("<form")[1:] if 'name="version"' in form and 'name="daily"' in form)
    return hidden_values("<form" + part.partition("</form>")[0] + "</form>")


def test_the_pages_offer_what_may_be_chosen_and_refuse_what_may_not(site: Flask, settings: Settings) -> None:
    firm, handler, head, admin = (browser(site, login) for login in (FIRM, HANDLER, HEAD, "xitong"))
    mine = "/notice-settings"
    page = firm.get(mine).text
    assert "不能关闭的通知" in page
    assert "国务院令第802号第二十五条" in page
    assert 'value="firm_progress.mail"' in page
    assert 'value="firm_duty.mail"' not in page
    assert "短信" not in page.partition("不能关闭的通知")[0].partition("怎样通知我")[2], "the house sends none"
    assert "本单位的通知设置" not in handler.get(mine).text
    assert "本单位的通知设置" in head.get(mine).text
    assert handler.get("/unit/notices").status_code == 403
    assert admin.get(mine).status_code == 200
    assert send(firm, mine, wanted="firm_duty.mail", daily="daily")[0] == 422, "no box of this form"
    for quiet, said in (
        ({"quiet_from": "20:00"}, "都填"),
        ({"quiet_from": "08:00", "quiet_until": "18:00"}, "至少留出一小时"),
    ):
        status, refused = send(firm, mine, daily="single", **quiet)
        assert (status, said in refused) == (422, True)
        assert "checked" in refused.partition('value="single"')[2].partition(">")[0], "what was chosen stays"
    assert send(firm, mine, daily="single", quiet_from="20:00", quiet_until="10:00")[0] == 302
    page = firm.get(mine).text
    assert "现在按您自己的设置" in page
    with site.app_context():
        row = db.session.scalars(select(NoticeSetting)).one()
        assert (row.off, row.daily, row.quiet_from, row.quiet_until) == (
            ["firm_progress.mail"],
            False,
            time(20),
            time(10),
        )
    stale = first_form(page)
    assert send(firm, mine, daily="daily", wanted="firm_progress.mail")[0] == 302
    answer = firm.post(mine, data={**stale, "daily": "single"})
    assert (answer.status_code, "有了改动" in answer.text) == (422, True)
    forget_form = hidden_values(firm.get(mine).text, f"{mine}/forget")
    assert firm.post(f"{mine}/forget", data=forget_form).status_code == 302
    assert "系统的默认设置" in firm.get(mine).text
    assert send(head, "/unit/notices", daily="daily", wanted="progress.mail")[0] == 302
    with site.app_context():
        off = db.session.scalars(select(NoticeSetting.off)).one()
        assert "tasks.robot" in off, "a robot is a convenience: everything may be switched off there"
        assert "reminders.mail" in off
        assert "tasks.mail" not in off
        assert "progress.mail" not in off
    assert "现在按山丹县财政局的设置" in handler.get(mine).text


def test_with_a_gateway_sms_has_boxes_of_its_own(site: Flask, settings: Settings) -> None:
    site.config["SETTINGS"] = replace(settings, sms=replace(settings.sms, url="http://127.0.0.1:1"))
    assert 'value="firm_progress.sms"' in browser(site, FIRM).get("/notice-settings").text
