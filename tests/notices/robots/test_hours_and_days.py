"""When a group is told, and which day it is told of."""

import re
from datetime import date

from flask import Flask

from caseflow.core.audiences import Audience, Channel
from caseflow.core.events import Code, Withdrawn
from caseflow.core.notices import voices
from caseflow.local.roles import Urls
from caseflow.notices.settings.robots import said_day
from caseflow.notices.wording.texts import shipped
from caseflow.reactions import relay
from caseflow.settings import Settings
from caseflow.store.clocks import meet_clocks
from caseflow.store.db import db
from caseflow.store.models import Case
from caseflow.store.unit_of_work import transaction
from tests.notices.robot_server import RobotServer
from tests.notices.robots.scene import assign, connect, messages
from tests.notices.scene import add_cases, record, remind, set_moment, settle

LIMIT = date(2026, 12, 2)
TOLD = (Audience.COMPLAINANT, Audience.ACCOUNT, Audience.ADMINISTRATORS, Audience.REACHING)
NO_LIMIT = {("ClockMoved", "data.before"), ("ComplaintFiled", "data.filed_on"), ("ExtensionRequested", "data.until")}
"""Days in mails that are no limit of their readers: what was, what happened, what is asked for."""


def test_a_group_is_told_the_day_that_the_mails_on_the_event_name_and_else_none() -> None:
    named: dict[str, set[str]] = {}
    for name, voice in voices().items():
        if Channel.MAIL in voice.channels and voice.audience not in TOLD:
            days = set(re.findall(r"([a-z_.]+) \| day", shipped(name, "mail").body))
            named.setdefault(voice.kind, set()).update(day for day in days if (voice.kind, day) not in NO_LIMIT)
    for kind, days in named.items():
        values = {"data": {}, "measure": {}, "until": None}
        for day in ("data.due", "data.until", "data.result_due", "measure.due", "until"):
            place, _, field = day.rpartition(".")
            values = {"data": {}, "measure": {}, "until": None}
            (values[place] if place else values)[field] = LIMIT
            told = said_day(kind, values)
            if kind == "ClockOverdue":  # the mail looks the same day up by its clock
                assert days == {"until"}
                assert told == (LIMIT if day == "data.due" else None)
            else:
                assert told == (LIMIT if day in days else None), (kind, day)


def test_an_end_or_a_draft_does_not_name_the_day_of_the_result(
    site: Flask, settings: Settings, group: RobotServer
) -> None:
    with site.app_context():
        connect(group)
        [case_id] = add_cases(1)
        with transaction(None):
            db.session.get_one(Case, case_id).result_until = LIMIT
        assign(case_id)
        settle(settings)
        record(case_id, Withdrawn(reason_code=Code("paid")))
        settle(settings)
        assigned, withdrawn = (row.body for row in messages())
        assert "分派承办人。期限 2026年12月2日。" in assigned
        assert "期限" not in withdrawn


def test_a_group_is_reminded_in_office_hours_of_what_is_still_to_be_done(
    site: Flask, settings: Settings, group: RobotServer, database: Urls
) -> None:
    with site.app_context():
        set_moment(database, "2026-11-27 10:00")
        connect(group)
        stays, done = add_cases(2)
        for case_id in (stays, done):
            remind(case_id, LIMIT)
        while relay(100, settings.retry_seconds):
            pass
        set_moment(database, "2026-11-29 23:00")
        settle(settings)
        assert [row.status for row in messages()] == ["waiting", "waiting"]
        with transaction(None) as work:
            meet_clocks(work, db.session.get_one(Case, done), "result")
        set_moment(database, "2026-11-30 09:00")
        settle(settings)
        assert [row.status for row in messages()] == ["sent", "overtaken"]
        assert len(group.calls) == 1
