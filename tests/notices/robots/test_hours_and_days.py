"""When a group is told, and which day it is told of."""

from datetime import date

from flask import Flask

from caseflow.local.roles import Urls
from caseflow.reactions import relay
from caseflow.settings import Settings
from caseflow.store.clocks import meet_clocks
from caseflow.store.db import db
from caseflow.store.models import Case
from caseflow.store.unit_of_work import transaction
from tests.notices.robot_server import RobotServer
from tests.notices.robots.scene import connect, messages
from tests.notices.scene import add_cases, remind, set_moment, settle


def test_a_group_is_reminded_in_office_hours_of_what_is_still_to_be_done(
    site: Flask, settings: Settings, group: RobotServer, database: Urls
) -> None:
    with site.app_context():
        set_moment(database, "2026-11-27 10:00")
        connect(group)
        stays, done = add_cases(2)
        for case_id in (stays, done):
            remind(case_id, date(2026, 12, 2))
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
