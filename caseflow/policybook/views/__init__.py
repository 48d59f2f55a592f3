"""Pages of the policy book."""

from caseflow.policybook.views import drafting, library, publishing
from caseflow.policybook.views.book import blueprint

__all__ = ["blueprint", "drafting", "library", "publishing"]
