"""`/healthz`: green while the database answers, the rules are there and the sweep lives."""

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue

from caseflow.store import health
from caseflow.web.access import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def check() -> ResponseReturnValue:
    """One line per part; 503 when any of them stands still. Says nothing of cases or people."""
    parts = health.look(current_app.config["SETTINGS"].production)
    well = all(part.well for part in parts)
    return jsonify(ok=well, parts={part.name: part.detail for part in parts}), 200 if well else 503
