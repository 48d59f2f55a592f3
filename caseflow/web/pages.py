"""What every page needs: filters, the navigation of the role, headers."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, current_app, request, url_for

from caseflow.core.access import Actor, Permission, holds
from caseflow.core.chinese import chinese_date, chinese_moment, wan, yuan
from caseflow.core.lifecycle import OPEN, Status
from caseflow.web.access import signed_in

MENU: tuple[tuple[Permission | None, str, str], ...] = (
    (Permission.SEE_OWN_CASES, "我的投诉", "intake.mine"),
    (Permission.FILE, "我要投诉", "intake.start"),
    (Permission.EXAMINE, "待受理", "acceptance.queue"),
    (Permission.ENTER, "代录", "entry.listing"),
    (Permission.HANDLE, "办理台", "handling.inbox"),
    (Permission.DETERMINE, "规模认定", "determination.waiting"),
    (Permission.SIGN_LETTERS, "待签发文书", "documents.drafts"),
    (Permission.MANAGE_SEAL, "电子印章", "documents.seal"),
    (Permission.REVIEW, "销号审核", "closure.queue"),
    (Permission.SUPERVISE, "督办", "supervision.board"),
    (Permission.RECHECK, "回头看", "rechecks.listing"),
    (Permission.SEE_LEDGER, "台账", "ledger.cases"),
    (Permission.SEE_FIGURES, "考核数字", "figures.overview"),
    (Permission.REACH, "联系不上的人", "reaching.listing"),
    (Permission.READ_AUDIT, "审计", "ledger.audit"),
    (Permission.CONFIGURE, "机构", "units.browse"),
    (Permission.CONFIGURE, "人员", "accounts.people"),
    (Permission.CONFIGURE, "规则版本", "policybook.editions"),
    (Permission.CONFIGURE, "通知文字", "texts.browse"),
    (Permission.GRANT_ROLES, "角色授权", "accounts.roles"),
    (Permission.SEE_OPERATIONS, "运行情况", "notices.overview"),
    (Permission.OWN_ACCOUNT, "消息", "notices.inbox"),
    (Permission.OWN_ACCOUNT, "通知设置", "notice_settings.mine"),
    (Permission.OWN_ACCOUNT, "政策库", "policybook.browse"),
)
PUBLIC_MENU = (
    ("首页", "portal.home"),
    ("我要投诉", "intake.start"),
    ("查进度", "portal.progress"),
    ("销号公示", "publications.listing"),
    ("办理依据", "policybook.browse"),
    ("怎么受理", "portal.about"),
    ("公开数据", "portal.statistics"),
)

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


Badges = Mapping[str, Callable[[Actor], int]]


def navigation(actor: Actor | None, badges: Badges) -> list[tuple[str, str, bool, int]]:
    """(label, address, is it this page, how much waits there) for each place the actor may go."""
    places = (
        [(label, endpoint) for label, endpoint in PUBLIC_MENU]
        if actor is None
        else [(label, endpoint) for need, label, endpoint in MENU if need is None or holds(actor, need)]
    )
    return [
        (label, url_for(endpoint), request.endpoint == endpoint, badges[endpoint](actor) if actor and endpoint in badges else 0)
        for label, endpoint in places
    ]


def _context() -> dict[str, Any]:
    actor = signed_in()
    badges: Badges = current_app.extensions["badges"]
    return {"current_actor": actor, "navigation": navigation(actor, badges), "Permission": Permission}


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response


def install(app: Flask, badges: Badges) -> None:
    """Register filters, the page context and the security headers; `badges` by the endpoint of the menu's entry."""
    app.extensions["badges"] = badges
    app.jinja_env.filters.update(
        date=chinese_date,
        moment=chinese_moment,
        yuan=yuan,
        wan=wan,
        status=lambda value: Status(value).label,
    )
    app.jinja_env.tests["open"] = OPEN.__contains__
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(_context)
    app.after_request(_headers)
