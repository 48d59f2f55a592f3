"""Reminders keep office hours and come as one message a day, exactly once, and nothing is dropped on the way."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select

from caseflow.core.events import HandlerAssigned
from caseflow.local.children import send
from caseflow.local.roles import Urls
from caseflow.notices.operating.figures import figures
from caseflow.notices.quiet import digests
from caseflow.notices.quiet.digests import gather
from caseflow.notices.sending.delivery import deliver
from caseflow.reactions import relay
from caseflow.settings import Settings
from caseflow.store.clocks import meet_clocks
from caseflow.store.db import db
from caseflow.store.models import Case, Digest, Event, Notice, Person
from caseflow.store.unit_of_work import transaction
from caseflow.worker import drain
from tests.notices.crew import Crew
from tests.notices.gateway import Gateway
from tests.notices.scene import add_case_of, add_cases, record, remind, set_moment, settle

HANDLER, HEAD = "shandan.caizheng.cb", "shandan.caizheng.fz"
DUE = date(2026, 12, 2)


def count(kind: str) -> int:
    """How many events of this kind the trail has."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(Event.kind == kind)) or 0


def of(login: str, channel: str = "mail") -> list[str]:
    """How the notices of cases to this person stand, in order."""
    db.session.rollback()
    query = select(Notice.status).join(Person, Person.id == Notice.recipient_id).order_by(Notice.id)
    return list(db.session.scalars(query.where(Person.login == login, Notice.channel == channel, Notice.case_id > 0)))


def to(gateway: Gateway, login: str) -> list[str]:
    """The texts of the mails that this person got, numbers and days in them."""
    return [mail.get_content() for mail in gateway.taken if mail["To"] == f"{login}@example.com"]


def sweep(house: Flask, times: int) -> list[int]:
    """Gather in so many sweeps at once."""

    def run(_place: int) -> int:
        with house.app_context():
            done = gather()
            db.session.remove()
            return done

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def stop_digests(database: Urls, *, on: bool) -> None:
    """From now on the database breaks down at the event of a digest, after its row was written; or no more."""
    begin = """
        create function break_down() returns trigger language plpgsql as
          $$ begin if new.kind = 'RemindersGathered' then raise exception 'crash'; end if; return new; end $$;
        create trigger crash before insert on event for each row execute function break_down();
    """
    with psycopg.connect(database.owner.replace("+psycopg", "")) as connection:
        connection.execute(begin if on else "drop trigger crash on event; drop function break_down();")


def test_a_weekends_reminders_come_on_monday_as_one_message_once(
    house: Flask, settings: Settings, database: Urls, gateway: Gateway
) -> None:
    set_moment(database, "2026-11-27 18:00")
    cases = add_cases(3)
    for case_id in cases:
        remind(case_id, DUE)
    settle(settings)
    gateway.taken.clear()
    assert of(HANDLER) == ["waiting"] * 3
    assert of(HANDLER, "inbox") == ["delivered"] * 3, "the inbox disturbs nobody"
    assert next(queue.held for queue in figures(with_queue=False).queues if queue.channel == "mail") == 6
    assigned = db.session.scalars(select(Person.id).where(Person.login == HANDLER)).one()
    record(cases[0], HandlerAssigned(handler_id=assigned))
    settle(settings)
    assert of(HANDLER) == ["waiting"] * 3 + ["sent"], "work that was passed on does not wait behind a reminder"
    gateway.taken.clear()
    set_moment(database, "2026-11-30 08:59")
    assert sweep(house, 3) == [0, 0, 0]
    set_moment(database, "2026-11-30 09:00")
    stop_digests(database, on=True)
    assert gather() == 0
    assert of(HANDLER)[:3] == ["waiting"] * 3, "a crash in the middle leaves everything as it was"
    assert db.session.scalar(select(func.count()).select_from(Digest)) == 0
    stop_digests(database, on=False)
    assert sum(sweep(house, 3)) >= 2
    settle(settings)
    assert sweep(house, 3) == [0, 0, 0]
    assert count("RemindersGathered") == 2
    assert of(HANDLER)[:3] == of(HEAD)[:3] == ["carried"] * 3
    for login in (HANDLER, HEAD):
        [text] = to(gateway, login)
        for number in ("TEST-2026-000000", "TEST-2026-000001", "TEST-2026-000002"):
            assert f"{number}（反馈处理结果）：将于 2026年12月2日 届满\nhttp://127.0.0.1:8000/cases/{number}" in text
        assert "测试企业" not in text
        assert "某某单位" not in text
        assert "example.com" not in text


def test_the_days_message_is_one_but_nothing_comes_too_late_for_its_limit(
    house: Flask, settings: Settings, database: Urls, gateway: Gateway
) -> None:
    set_moment(database, "2026-11-26 10:00")
    first, second, third = add_cases(3)
    remind(first, DUE)
    settle(settings)
    gateway.taken.clear()
    assert of(HANDLER) == ["waiting"], "it waits a while for others of the same hour"
    set_moment(database, "2026-11-26 10:11")
    settle(settings)
    [alone] = to(gateway, HANDLER)
    assert "TEST-2026-000000" in alone
    assert "2026年12月2日" in alone
    assert count("RemindersGathered") == 0, "one reminder needs no digest"
    remind(second, DUE)
    remind(third, date(2026, 11, 26))
    settle(settings)
    set_moment(database, "2026-11-26 10:30")
    settle(settings)
    assert of(HANDLER) == ["sent", "waiting", "sent"], "what ends today is said today"
    set_moment(database, "2026-11-27 09:00")
    settle(settings)
    assert of(HANDLER) == ["sent", "sent", "sent"]
    assert len(to(gateway, HANDLER)) == 3
    assert figures(with_queue=False).standstill == ("“定时检查”超过 2 分钟没有运行。",)


def test_what_is_done_or_another_offices_by_monday_is_kept_as_overtaken_and_not_sent(
    house: Flask, settings: Settings, database: Urls, gateway: Gateway
) -> None:
    set_moment(database, "2026-11-27 18:00")
    done, left, stays = add_cases(3)
    for case_id in (done, left, stays):
        remind(case_id, DUE)
    settle(settings)
    set_moment(database, "2026-11-28 10:00")
    with transaction(None) as work:
        meet_clocks(work, db.session.get_one(Case, done), "result")
        moved = db.session.get_one(Case, left)
        moved.lead_unit_id = moved.receiving_unit_id  # sent back by an objection, and dispatched again
    gateway.taken.clear()
    set_moment(database, "2026-11-30 09:00")
    settle(settings)
    for login in (HANDLER, HEAD):
        assert of(login) == ["overtaken", "overtaken", "sent"]
        [text] = to(gateway, login)
        assert "TEST-2026-000002" in text
    reasons = select(Notice.failure).join(Person, Person.id == Notice.recipient_id).where(Notice.status == "overtaken")
    assert list(db.session.scalars(reasons.where(Person.login == HANDLER).order_by(Notice.id))) == [
        "时限已经办结", "已经不归收信人办理",
    ]  # fmt: skip
    assert count("RemindersGathered") == 0


def test_whoever_gathers_late_asks_for_the_hour_again_and_only_what_is_urgent_goes_out_at_night(
    house: Flask, settings: Settings, database: Urls, gateway: Gateway
) -> None:
    set_moment(database, "2026-11-27 10:00")
    waits, urgent, joins = add_cases(3)
    remind(waits, DUE)
    remind(urgent, date(2026, 11, 29))
    remind(joins, DUE)
    while relay(100, settings.retry_seconds):
        pass
    gateway.taken.clear()
    set_moment(database, "2026-11-29 23:00")
    settle(settings)
    assert of(HANDLER) == ["waiting", "sent", "waiting"]
    [alone] = to(gateway, HANDLER)
    assert "TEST-2026-000001" in alone
    assert db.session.scalar(select(func.count()).select_from(Digest)) == 0, "the day's one message is not spent on it"
    gateway.taken.clear()
    set_moment(database, "2026-11-30 09:00")
    settle(settings)
    assert of(HANDLER) == ["carried", "sent", "carried"]
    assert len(to(gateway, HANDLER)) == 1


def test_readers_with_whom_it_fails_are_passed_over_and_a_part_that_fails_keeps_no_mail_back(
    house: Flask, settings: Settings, database: Urls, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_moment(database, "2026-11-26 10:00")
    [case_id] = add_cases(1)
    remind(case_id, DUE)
    while relay(100, settings.retry_seconds):
        pass
    gateway.taken.clear()
    set_moment(database, "2026-11-26 10:11")
    monkeypatch.setattr(digests, "READERS", 1)
    first, other = sorted((HANDLER, HEAD), key=lambda login: db.session.scalars(select(Person.id).filter_by(login=login)).one())
    with psycopg.connect(database.owner.replace("+psycopg", "")) as connection:
        connection.execute(f"""
            create function stumble() returns trigger language plpgsql as $$ begin raise exception 'crash'; end $$;
            create trigger stumble before insert on digest for each row
              when (new.person_id = {db.session.scalars(select(Person.id).filter_by(login=first)).one()}) execute function stumble();
            alter table outbox rename to outbox_away;
        """)  # fmt: skip
    db.session.rollback()
    drain()
    assert (of(first), of(other)) == (["waiting"], ["sent"])
    with psycopg.connect(database.owner.replace("+psycopg", "")) as connection:
        connection.execute("alter table outbox_away rename to outbox; drop trigger stumble on digest; drop function stumble();")
    drain()
    assert of(first) == ["sent"]


def test_a_reminder_that_nobody_gathers_is_an_alarm(house: Flask, settings: Settings, database: Urls) -> None:
    set_moment(database, "2026-11-27 18:00")
    [case_id] = add_cases(1)
    remind(case_id, DUE)
    relay(100, settings.retry_seconds)
    deliver(settings)
    set_moment(database, "2026-11-29 12:00")
    assert not [sentence for sentence in figures(with_queue=False).standstill if "仍未发出" in sentence]
    set_moment(database, "2026-11-30 09:11")
    assert [sentence for sentence in figures(with_queue=False).standstill if "仍未发出" in sentence]


@pytest.mark.long
def test_three_sweeps_of_which_some_are_killed_send_each_days_message_once(
    house: Flask, settings: Settings, database: Urls, gateway: Gateway, crew: Crew
) -> None:
    set_moment(database, "2026-11-26 10:00")
    add_cases(40)
    for index in range(40):
        firm = f"firm{index}@example.com"
        for case_id, _number in (add_case_of(firm), add_case_of(firm)):
            remind(case_id, DUE, "supplement")
    while relay(200, settings.retry_seconds):
        pass
    set_moment(database, "2026-11-26 10:11")
    gateway.taken.clear()
    gateway.pause = 0.02
    sweeps = [crew.start("sweep") for _ in range(3)]
    kills = 0
    for turn in range(60):
        db.session.rollback()
        waiting = db.session.scalar(select(func.count()).where(Notice.status.in_(("waiting", "created", "sending"))))
        if not waiting and count("RemindersGathered") == 40:
            break
        time.sleep(1)
        if turn % 2 and kills < 6:
            victim = sweeps[kills % 3]
            send(victim.pid, signal.SIGKILL)
            victim.wait()
            victim.start()
            kills += 1
    assert count("RemindersGathered") == 40
    assert db.session.scalar(select(func.count()).select_from(Digest)) == 40
    mails = [(mail["To"], mail["Message-ID"]) for mail in gateway.taken if mail["To"].startswith("firm")]
    assert len(set(mails)) == len({reader for reader, _reference in mails}) == 40, "one a reader, under one Message-ID"
    assert len(mails) <= 40 + kills
