"""Files that come with a step: kept with the case, readable by whom their kind concerns."""

from caseflow.core.errors import BadInput
from caseflow.evidence.actions import Upload, attach
from caseflow.handling.words import KINDS_FOR_PARTIES
from caseflow.store.models import Case, Evidence
from caseflow.store.unit_of_work import Work


def keep(work: Work, case: Case, upload: Upload, kind: str, field: str, claim_id: int | None = None) -> Evidence:
    """Store `upload` as evidence of `kind`. A refused file raises BadInput that blames `field` of the form."""
    audience = "parties" if kind in KINDS_FOR_PARTIES else "office"
    try:
        return attach(work, case, upload, kind, claim_id, audience)
    except BadInput as refused:
        raise BadInput(str(refused), field) from refused
