"""Policy documents: `parse_document` reads a text, `load_documents` the reviewed facts of policies/documents/."""

from caseflow.core.policy.compare import differences, match
from caseflow.core.policy.corpus import (
    DUTIES,
    CitedUnit,
    Document,
    DocumentClause,
    DocumentTask,
    document_from,
    load_documents,
    with_summaries,
)
from caseflow.core.policy.document import ParsedFile, parse_document
from caseflow.core.policy.findings import Clause, Task, Unit
from caseflow.core.policy.header import Doubt, Header
from caseflow.core.policy.lexicon import Lexicon, load_lexicon
from caseflow.core.policy.normalise import decode
from caseflow.core.policy.writing import to_toml

__all__ = [
    "DUTIES",
    "CitedUnit",
    "Clause",
    "Document",
    "DocumentClause",
    "DocumentTask",
    "Doubt",
    "Header",
    "Lexicon",
    "ParsedFile",
    "Task",
    "Unit",
    "decode",
    "differences",
    "document_from",
    "load_documents",
    "load_lexicon",
    "match",
    "parse_document",
    "to_toml",
    "with_summaries",
]
