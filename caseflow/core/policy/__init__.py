"""Reading policy documents: `parse_document` turns the text of a notice into clauses with responsible units."""

from caseflow.core.policy.clauses import Clause, Task, Unit
from caseflow.core.policy.document import ParsedFile, parse_document
from caseflow.core.policy.header import Doubt, Header
from caseflow.core.policy.lexicon import Lexicon, load_lexicon
from caseflow.core.policy.normalise import decode

__all__ = ["Clause", "Doubt", "Header", "Lexicon", "ParsedFile", "Task", "Unit", "decode", "load_lexicon", "parse_document"]
