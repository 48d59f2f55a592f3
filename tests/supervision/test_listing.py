"""一般挂牌: by itself for what the Gansu provincial office takes, and gone with the end of the case."""

from flask import Flask
from sqlalchemy import select

from caseflow.core.lifecycle import Status
from caseflow.intake.actions import Withdrawal, withdraw
from caseflow.reactions import relay
from caseflow.store.clocks import running_clock
from caseflow.store.db import db
from caseflow.store.models import Event, Measure, Notice
from tests.handling.scene import key
from tests.harness.onstage import case_of, filed


def _listings() -> list[Measure]:
    db.session.rollback()
    return list(db.session.scalars(select(Measure).where(Measure.kind == "listing").order_by(Measure.id)))


def _relay() -> None:
    while relay(100):
        pass


def test_what_the_provincial_office_takes_is_listed_once_and_ends_with_the_case(app: Flask) -> None:
    with app.app_context():
        plays = [filed("runhe"), filed("xinyuan")]
        for play in plays:
            play.accept()
        _relay()
        first, second = _listings()
        assert [first.number, second.number] == [f"甘肃促中小办挂牌〔2026〕{n}号" for n in (1, 2)]
        case = case_of(plays[0])
        assert (case.listing, first.level, first.case_id) == ("一般挂牌", "省级", case.id)
        clock = running_clock(case.id, "listing")
        assert clock is not None
        assert (clock.id, clock.derivation["counted"]) == (first.clock_id, 60)
        told = db.session.scalars(
            select(Notice.subject).join(Event, Event.id == Notice.event_id)
            .where(Event.kind == "CaseListed", Event.case_id == case.id)
        ).all()  # fmt: skip
        assert told
        assert all("一般挂牌" in subject for subject in told)
        play = plays[0]
        withdraw(play.firm, play.number, Withdrawal(case.version, "other", "不再投诉"), key())
        _relay()
        case = case_of(play)
        assert (case.status, case.listing) == (Status.WITHDRAWN, None)
        assert [row.settlement for row in _listings()] == ["ended", None]
        assert running_clock(case.id, "listing") is None


def test_the_other_province_lists_nothing_by_itself(app: Flask) -> None:
    with app.app_context():
        play = filed("kangrui")
        play.accept()
        _relay()
        assert _listings() == []
        assert case_of(play).listing is None
