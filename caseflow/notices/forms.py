"""Forms without fields: each is one press of a button, with its key against double clicks."""

from caseflow.web.forms import WritingForm


class PressForm(WritingForm):
    """One press: mark as read, send again."""
