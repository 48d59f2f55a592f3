"""Every refusal becomes one page with a sentence, an id and a way on; nothing of the inside is shown."""

import uuid
from typing import Any

import structlog
from flask import Flask, flash, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from caseflow.core.errors import (
    BadInput,
    CaseflowError,
    Denied,
    IllegalMove,
    Incomplete,
    NotFound,
    RuleError,
    Stale,
    TooMany,
)
from caseflow.store.db import db
from caseflow.store.unit_of_work import KeyReused, Repeated
from caseflow.web import access, conflicts

log = structlog.get_logger()

STATUS: dict[type[CaseflowError], int] = {
    Denied: 403,
    NotFound: 404,
    IllegalMove: 409,
    Stale: 409,
    Incomplete: 422,
    BadInput: 422,
    KeyReused: 422,
    TooMany: 429,
    RuleError: 500,
}
TITLES = {
    400: "请求无法识别",
    401: "请先登录",
    403: "没有这项权限",
    404: "没有找到",
    405: "不支持这种操作",
    409: "案件已有新的变化",
    413: "文件太大",
    415: "文件类型不支持",
    422: "提交的内容有问题",
    429: "操作太频繁",
    500: "系统出了问题",
    503: "系统暂时繁忙",
}
AWAY = (OperationalError, InterfaceError, PoolTimeout)
RETRY_AFTER = "5"  # seconds
SENTENCES = {
    400: "浏览器发来的请求不完整，请返回上一页重试。",
    401: "登录后才能查看这一页。",
    403: "您的账号不能进行这项操作。如确有需要，请联系本单位的系统管理员。",
    404: "没有找到这一页，或您无权查看。请核对地址或编号。",
    405: "这一页不支持这种操作，请从页面上的按钮进入。",
    413: (
        "提交的内容超过了允许的大小。单个文件不超过 20 MB，一次不超过 200 MB。"
        "已经保存的内容没有丢失，请返回后换小一些的文件。"
    ),
    429: "您在短时间内尝试的次数太多，请稍后再试。",
    500: "这次操作没有完成，数据没有改变。请稍后重试；如仍不成功，请把下面的编号告诉管理员。",
}


NOT_NOW = "现在不能办这一步"
"""Over the page of a step that was only opened: nothing was sent, so nothing could be kept or lost."""


def error_page(status: int, sentence: str | None = None, missing: tuple[str, ...] = ()) -> tuple[str, int]:
    """The page for `status`; its id stands in the log beside what happened."""
    error_id = uuid.uuid4().hex[:12]
    if status >= 500:
        log.error("error page", status=status, error_id=error_id, endpoint=request.endpoint)
    return (
        render_template(
            "errors/error.html",
            status=status,
            title=TITLES.get(status, "操作没有完成"),
            sentence=sentence or SENTENCES.get(status, "请返回上一页重试。"),
            error_id=error_id,
            next_steps=missing,
            next_title="还缺下面这些" if missing else "您可以这样做",
        ),
        status,
    )


def _house(error: CaseflowError) -> tuple[str, int] | Response:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
    db.session.rollback()
    if status == 409:
        return _conflict(TITLES[409] if request.method == "POST" else NOT_NOW, str(error)), 409
    missing = error.missing if isinstance(error, Incomplete) else ()
    return error_page(status, str(error), missing)


def _repeated(error: Repeated) -> Response:
    flash("这份表单已经提交过，没有重复办理。", "info")
    return redirect(url_for("casefile.show", number=error.answer) if error.answer else url_for("portal.home"))


def _csrf(_error: CSRFError) -> tuple[str, int]:
    sentence = "这一页打开得太久或您已重新登录，为了安全没有提交。请重新打开页面；您填写的内容还在下面。"
    return _conflict("页面已过期", sentence), 400


def _conflict(title: str, sentence: str) -> str:
    return render_template(
        "errors/stale.html",
        title=title,
        sentence=sentence,
        changes=conflicts.changes(),
        typed=conflicts.typed(),
        reload_url=conflicts.reload_url(),
    )


def _http(error: HTTPException) -> tuple[str, int] | tuple[str, int, dict[str, str]] | Response:
    original = getattr(error, "original_exception", None)
    if isinstance(original, AWAY):  # it went away while the session was being saved
        return _busy(original)
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error.get_response()
    return error_page(status)


def _busy(error: Exception) -> tuple[str, int, dict[str, str]]:
    """The database is away or too busy: a page that needs neither it nor a session, and sends the same form again."""
    _let_go()
    access.as_stranger()
    error_id = uuid.uuid4().hex[:12]
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    log.error("database away", kind=type(error).__name__, sqlstate=state, error_id=error_id, endpoint=request.endpoint)
    typed, again = _carried()
    page = render_template(
        "errors/busy.html", title=TITLES[503], error_id=error_id, typed=typed, again=again, navigation=[]
    )
    return page, 503, {"Retry-After": RETRY_AFTER}


def _let_go() -> None:
    """Leave the transaction; one whose connection died cannot even be rolled back, and must not spoil the answer."""
    try:
        db.session.rollback()
    except DBAPIError:
        db.session().invalidate()


def _end_session(_error: BaseException | None) -> None:
    """Close the session as a dead connection allows; what was read before stays readable."""
    try:
        db.session.close()
    except DBAPIError:
        db.session().invalidate()


def _carried() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What was typed, for reading, and as it was sent; nothing of a body that is too large to be taken in."""
    try:
        return conflicts.typed(), conflicts.as_sent()
    except HTTPException:
        return [], []


def _unstorable(_error: DataError) -> tuple[str, int]:
    """A NUL in an address, a number beyond every column: nothing of that name can exist."""
    db.session.rollback()
    return error_page(404 if request.method == "GET" else 400)


def _broken(error: Exception) -> tuple[str, int]:
    db.session.rollback()
    log.error("unhandled error", exc_info=error, endpoint=request.endpoint)
    return error_page(500)


def install(app: Flask) -> None:
    """Map every kind of failure to its page, once."""
    handlers: list[tuple[Any, Any]] = [
        (Repeated, _repeated),
        (CaseflowError, _house),
        (CSRFError, _csrf),
        (HTTPException, _http),
        *((kind, _busy) for kind in AWAY),
        (DataError, _unstorable),
        (Exception, _broken),
    ]
    for kind, handler in handlers:
        app.register_error_handler(kind, handler)
    app.teardown_appcontext(_end_session)  # runs before the session is closed, being registered after it
