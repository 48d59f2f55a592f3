"""`/healthz`: what makes it red."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from caseflow.local.roles import Urls
from caseflow.store import health


def shift(database: Urls, days: int) -> None:
    """Move the clock, as only the owner may."""
    engine = create_engine(database.owner)
    with engine.begin() as connection:
        connection.execute(text("update clock_offset set value = :step"), {"step": timedelta(days=days)})
    engine.dispose()


def test_red_before_the_first_sweep(app: Flask) -> None:
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.get_json()["parts"]["sweep"] == "never"


@pytest.mark.parametrize(
    ("production", "days", "well"), [(True, 3, False), (True, -3, False), (False, 3, True), (True, 0, True)]
)
def test_a_shifted_clock_is_red_in_production_alone(
    app: Flask, database: Urls, production: bool, days: int, well: bool
) -> None:
    shift(database, days)
    with app.app_context():
        clock = next(part for part in health.look(production) if part.name == "clock")
    assert (clock.well, clock.detail) == (well, f"{days * 86400} s")


def test_the_page_asks_for_this_deployment(app: Flask, database: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(health, "look", lambda production, _limits: asked.append(production) or ())
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], production=True)
    assert app.test_client().get("/healthz").status_code == 200
    assert asked == [True]
