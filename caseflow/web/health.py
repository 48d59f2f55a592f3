"""`/healthz`: green while the database answers, the rules are there and the sweep lives."""

from datetime import timedelta

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue

from caseflow.settings import Settings
from caseflow.store import health
from caseflow.web.access import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def check() -> ResponseReturnValue:
    """One line per part; 503 when any of them stands still. Says nothing of cases or people."""
    settings: Settings = current_app.config["SETTINGS"]
    limits = health.Limits(timedelta(seconds=settings.silent_seconds), timedelta(seconds=settings.stuck_seconds))
    parts = health.look(settings.production, limits)
    well = all(part.well for part in parts)
    return jsonify(ok=well, parts={part.name: part.detail for part in parts}), 200 if well else 503
