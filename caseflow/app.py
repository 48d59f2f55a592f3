"""Puts the application together: settings, database, sessions, gates, stages, the queue's doorbell."""

import logging
import sys
import traceback
from collections.abc import Callable

import structlog
from flask import Flask
from flask_wtf import CSRFProtect
from structlog.typing import EventDict
from werkzeug.middleware.proxy_fix import ProxyFix

from caseflow import reactions
from caseflow.acceptance.determination_views import blueprint as determination
from caseflow.acceptance.views import blueprint as acceptance
from caseflow.accounts.views import blueprint as accounts
from caseflow.casefile.kept import telling
from caseflow.casefile.views import blueprint as casefile
from caseflow.closure.checking import blueprint as rechecks
from caseflow.closure.public import blueprint as publications
from caseflow.closure.replying import blueprint as replies
from caseflow.closure.views import blueprint as closure
from caseflow.dispatch.views import blueprint as dispatch
from caseflow.documents import signing
from caseflow.documents.queries import to_sign
from caseflow.documents.views import blueprint as documents
from caseflow.evidence.views import blueprint as evidence
from caseflow.handling.late_views import blueprint as late
from caseflow.handling.leaving_views import blueprint as leaving
from caseflow.handling.money_views import blueprint as money
from caseflow.handling.views import blueprint as handling
from caseflow.handling.waiver_views import blueprint as waivers
from caseflow.intake.entry_views import blueprint as entry
from caseflow.intake.importing.pages import blueprint as imports
from caseflow.intake.views import blueprint as intake
from caseflow.ledger.figure_views import blueprint as figures
from caseflow.ledger.views import blueprint as ledger
from caseflow.notices.reaching.views import blueprint as reaching
from caseflow.notices.settings.views import blueprint as notice_settings
from caseflow.notices.views import blueprint as notices
from caseflow.notices.views import sms_receipt
from caseflow.notices.wording.views import blueprint as notice_texts
from caseflow.policybook.views import blueprint as policybook
from caseflow.portal.calculators import blueprint as calculators
from caseflow.portal.views import blueprint as portal
from caseflow.settings import MIB, ROOT, Settings
from caseflow.store import unit_of_work
from caseflow.store.db import db, engine_options
from caseflow.supervision.respondent.views import blueprint as respondent
from caseflow.supervision.signed import DRAFTING
from caseflow.supervision.views import blueprint as supervision
from caseflow.supervision.words import STAGE
from caseflow.units.views import blueprint as units
from caseflow.web import access, conflicts, errors, health, pages, sessions
from caseflow.web.repeating import PatientFlask

BLUEPRINTS = (
    portal, calculators, accounts, intake, entry, imports, acceptance, determination, dispatch, handling, leaving, money, late,
    waivers, closure, supervision, publications, rechecks, replies, respondent, ledger, figures, casefile, documents, evidence,
    notices, notice_settings, reaching, notice_texts, policybook, units,
    health.blueprint,
)  # fmt: skip
BADGES = {"documents.drafts": to_sign}
"""Menu entry -> how many things wait there for the reader."""

csrf = CSRFProtect()
csrf.exempt(sms_receipt)


def create_app(settings: Settings | None = None) -> Flask:
    """The Flask application for `settings` (default: the environment's). Opens no connection yet."""
    chosen = settings or Settings.from_env()
    app = PatientFlask("caseflow", root_path=str(ROOT / "caseflow"), template_folder=str(ROOT / "templates"),
                       static_folder=str(ROOT / "caseflow" / "web" / "static"))  # fmt: skip
    app.config.update(
        SECRET_KEY=chosen.secret_key,
        SECRET_KEY_FALLBACKS=list(chosen.secret_key_fallbacks),
        TEXT_KEY=chosen.text_key,
        SETTINGS=chosen,
        SQLALCHEMY_DATABASE_URI=chosen.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(),
        TRUSTED_HOSTS=list(chosen.trusted_hosts),
        MAX_CONTENT_LENGTH=MIB,
        MAX_FORM_MEMORY_SIZE=MIB,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_I18N_ENABLED=False,  # not through flask-babel: WTForms speaks Chinese itself
    )
    _configure_log()
    db.init_app(app)
    sessions.install(app, chosen)
    csrf.init_app(app)
    access.install(app)
    errors.install(app)
    pages.install(app, BADGES)
    signing.install(app, {STAGE: DRAFTING})
    conflicts.install(app, telling)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if chosen.production:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    _hang_doorbell(reactions.doorbell(chosen))
    return app


def _hang_doorbell(ring: Callable[[], None]) -> None:
    unit_of_work.after_commit[:] = [ring]


def _place_of_error(_logger: object, _method: str, line: EventDict) -> EventDict:
    """An error in the log is its kind and place, never its message: a database's quotes whole rows, names and all."""
    given = line.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1]
    if given and error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        line["kind"] = type(error).__name__
        line["sqlstate"] = getattr(getattr(error, "orig", None), "sqlstate", None)
        line["trace"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return line


def _configure_log() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _place_of_error,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),  # whatever it is at that moment
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
