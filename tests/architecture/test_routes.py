"""Every route declares who may come in, and every form that writes carries its protections."""

import re
from collections.abc import Callable

from flask import Flask, render_template
from flask.testing import FlaskClient
from flask_wtf import FlaskForm
from werkzeug.routing import Rule

from caseflow.app import csrf
from caseflow.core.access import GRANTS, Permission
from caseflow.settings import ROOT
from caseflow.web.access import declared
from caseflow.web.forms import CaseForm, WritingForm
from caseflow.web.pages import CSP

TEMPLATES = ROOT / "templates"


def address(rule: Rule) -> str:
    """Some address that the rule matches."""
    chosen = re.sub(r"<any\((\w+)[^)]*\):\w+>", r"\1", rule.rule)
    return re.sub(r"<[^>]+>", "1", chosen)


def subclasses(kind: type) -> set[type]:
    """All descendants of a class."""
    return {kind, *(deeper for child in kind.__subclasses__() for deeper in subclasses(child))}


def test_every_route_declares_its_access(app: Flask) -> None:
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        and not (declared(app.view_functions[rule.endpoint]) in {"public", "signed"}
                 or isinstance(declared(app.view_functions[rule.endpoint]), Permission))
    ]  # fmt: skip
    assert silent == []


def test_a_route_without_declaration_is_closed(app: Flask, client: Callable[[str], FlaskClient]) -> None:
    app.add_url_rule("/undeclared", "undeclared", lambda: "open")
    assert client("gansu.sl").get("/undeclared").status_code == 403


def test_every_permission_is_granted_to_somebody() -> None:
    granted = {permission for grants in GRANTS.values() for permission in grants}
    assert granted == set(Permission)


def test_nobody_signed_in_gets_no_further_than_the_door(app: Flask) -> None:
    browser = app.test_client()
    for rule in app.url_map.iter_rules():
        if isinstance(declared(app.view_functions.get(rule.endpoint, str)), Permission) and "GET" in (
            rule.methods or ()
        ):
            answer = browser.get(address(rule))
            assert answer.status_code == 302, rule
            assert answer.headers["Location"].startswith("/sign-in"), rule


def test_every_post_refuses_without_token(app: Flask) -> None:
    browser = app.test_client()
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            answer = browser.post(address(rule), data={"a": "b"})
            signed = declared(app.view_functions[rule.endpoint]) == "signed"
            assert answer.status_code == (403 if signed else 400), rule


def test_machines_have_one_door_and_only_it_needs_no_token(app: Flask) -> None:
    doors = {rule.endpoint for rule in app.url_map.iter_rules()}
    signed = {name for name in doors if declared(app.view_functions.get(name, str)) == "signed"}
    assert signed == {"notices.sms_receipt"}
    assert csrf._exempt_views == {"caseflow.notices.views.sms_receipt"}
    assert csrf._exempt_blueprints == set()


def test_headers_stand_on_every_answer(app: Flask) -> None:
    browser = app.test_client()
    for address in ("/", "/nowhere", "/sign-in", "/acceptance"):
        answer = browser.get(address)
        assert answer.headers["Content-Security-Policy"] == CSP, address
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def test_forms_that_write_carry_a_key_and_case_forms_a_version(app: Flask) -> None:
    assert app.view_functions
    writing = subclasses(WritingForm) - {WritingForm, CaseForm}
    assert writing
    for form in writing:
        assert hasattr(form, "idempotency_key"), form
    others = {f for f in subclasses(FlaskForm) - subclasses(WritingForm) if f.__module__.startswith("caseflow.")}
    with_token = {form for form in others if getattr(form.Meta, "csrf", True)}
    assert with_token == set(), "only filters of a GET, which carry no token, may stand outside WritingForm"


def test_no_inline_style_script_or_handler() -> None:
    inline = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    guilty = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if inline.search(line)
    ]
    assert guilty == []


def test_templates_compile(app: Flask) -> None:
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    assert callable(render_template)
