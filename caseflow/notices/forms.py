"""One press on a page of notices."""

from caseflow.web.forms import WritingForm


class PressForm(WritingForm):
    """One press: mark as read, send again."""
