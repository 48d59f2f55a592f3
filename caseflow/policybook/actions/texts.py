"""A deployment's own copy of a policy document, kept so that readers see the clause itself."""

import hashlib
from dataclasses import dataclass

from caseflow.core.access import Actor, Permission, require
from caseflow.core.errors import BadInput
from caseflow.core.events import Code, DocumentTextImported
from caseflow.core.policy import Document, ParsedFile, decode, differences, load_lexicon, match, parse_document
from caseflow.core.policy.corpus import clause_ids
from caseflow.policybook.queries.library import documents, local_id
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import DocumentText
from caseflow.store.unit_of_work import Submission, Work, transaction


@dataclass(frozen=True)
class Imported:
    """What was kept: the document, how many of its clauses have their text now, where text and data differ."""

    document: Document
    clauses: int
    differences: tuple[str, ...]


def import_text(actor: Actor, data: bytes, submission: Submission) -> Imported:
    """Keep the full text of a document, which is recognised by its number or title; an older copy is replaced.

    Raises BadInput when the bytes are no text, or the text is of no document of the edition in force.
    """
    require(actor, Permission.CONFIGURE)
    text = decode(data)
    parsed = parse_document(text, load_lexicon(editions.current().text("competences.toml")))
    document = match(parsed, documents())
    if document is None:
        said = parsed.document.number or parsed.document.title or "没有文号和标题"
        raise BadInput(f"政策库里没有这份文件（{said}）。请先在规则草稿里导入它并发布，再存全文。", "source")
    spans = _spans(document, parsed)
    with transaction(actor, submission) as work:
        _keep(work, document.key, text, spans, actor.user_id)
    return Imported(document, len(spans), differences(document, parsed))


def _spans(document: Document, parsed: ParsedFile) -> dict[str, list[int]]:
    known = {local_id(clause) for clause in document.clauses}
    read = zip(clause_ids(parsed.clauses), parsed.clauses, strict=True)
    return {own: list(clause.span) for own, clause in read if own in known}


def _keep(work: Work, key: str, text: str, spans: dict[str, list[int]], person_id: int) -> None:
    digest = hashlib.sha256(text.encode()).hexdigest()
    row = db.session.get(DocumentText, key, with_for_update=True)
    if row is None:
        row = DocumentText(
            key=key, text=text, sha256=digest, spans=spans, imported_by_id=person_id, imported_at=work.now
        )
        work.add(row)
    row.text, row.sha256, row.spans = text, digest, dict(spans)
    row.imported_by_id, row.imported_at = person_id, work.now
    work.record(DocumentTextImported(document=Code(key), sha256=Code(digest), clauses=len(spans)))
