"""Receipts of the SMS gateway: kept as they come, applied to the notice they belong to."""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from caseflow.core.errors import BadInput
from caseflow.core.receipts import RECEIPTS, furthest
from caseflow.notices.sending.unreached import note
from caseflow.store.db import db
from caseflow.store.models import Notice, Receipt
from caseflow.store.unit_of_work import Work, transaction

REFERENCE = re.compile(r"[0-9a-f]{32}")
BATCH = 100
ARRIVED = frozenset({"sent", "delayed", "delivered"})


@dataclass(frozen=True)
class Report:
    """One receipt: our reference and a word of core.receipts.RECEIPTS."""

    reference: str
    status: str


def genuine(key: str, body: bytes, signature: str) -> bool:
    """Whether `signature` is the hex HMAC-SHA256 of `body` under the shared `key`."""
    right = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(right.encode(), signature.encode())


def read(body: bytes) -> Report:
    """The receipt in a request's body. Raises BadInput for anything that is none."""
    try:
        content = json.loads(body)
        report = Report(content["reference"], content["status"])
        if REFERENCE.fullmatch(report.reference) and report.status in RECEIPTS:
            return report
    except (ValueError, KeyError, TypeError, RecursionError) as broken:
        raise BadInput("回执内容无法读取。") from broken
    raise BadInput("回执内容无法读取。")


def receive(report: Report) -> None:
    """Keep a receipt and apply it; the same one again changes nothing, one without its notice waits for it."""
    with transaction(None) as work:
        row = insert(Receipt).values(reference=report.reference, status=report.status, received_at=work.now)
        db.session.execute(row.on_conflict_do_nothing())
        _apply(work, report.reference)


def apply_waiting() -> int:
    """Apply receipts that came before their notice was there; returns how many notices. Part of every sweep."""
    with transaction(None):
        query = (
            select(Receipt.reference)
            .join(Notice, Notice.reference == Receipt.reference)
            .where(Receipt.applied_at.is_(None))
            .distinct()
            .limit(BATCH)
        )
        references = list(db.session.scalars(query))
    for reference in references:
        with transaction(None) as work:
            _apply(work, reference)
    return len(references)


def _apply(work: Work, reference: str) -> None:
    """Climb as far as all receipts of this reference say; the row's lock puts those that come together in a line."""
    locked = select(Notice).where(Notice.reference == reference).with_for_update()
    notice = db.session.scalar(locked.execution_options(populate_existing=True))
    if notice is None:
        return
    words = list(db.session.scalars(select(Receipt.status).where(Receipt.reference == reference)))
    status = furthest(notice.status, words)
    if status != notice.status:
        notice.status = status
        notice.failure = None if status in ARRIVED else "短信网关报告没有送达"
        notice.sent_at = notice.sent_at or work.now
        if status == "permanent_failure":
            note(work, [notice.id])
    known = update(Receipt).where(Receipt.reference == reference, Receipt.applied_at.is_(None))
    db.session.execute(known.values(applied_at=work.now))
