"""Forms whose answers are kept on the server before they count: read from a browser's post or from what was kept."""

from typing import Any, Self

from werkzeug.datastructures import MultiDict
from wtforms import IntegerField
from wtforms.widgets import HiddenInput

from caseflow.core.text import clean
from caseflow.web.forms import WritingForm

Raw = dict[str, list[str]]


class DraftForm(WritingForm):
    """Base of such forms: one validation for both; `version` is that of the draft."""

    version = IntegerField(widget=HiddenInput())

    @classmethod
    def saved(cls, raw: Raw, **fixed: Any) -> Self:
        """The form as the draft holds it, for showing."""
        return cls(formdata=MultiDict(raw), **fixed)

    @classmethod
    def checked(cls, raw: Raw) -> Self:
        """The form as the draft holds it, for checking: no browser sent it, so it carries neither token nor key."""
        return cls(formdata=MultiDict({**raw, "idempotency_key": ["draft"]}), meta={"csrf": False})

    def raw(self, posted: MultiDict[str, str], before: Raw) -> Raw:
        """What was typed into these fields, cleaned, whether it passes or not.

        Of `before` only what belongs to fields that this form does not have stays.
        """
        names = {name for name in self._fields if name not in {"csrf_token", "idempotency_key", "version"}}
        kept = {key: values for key, values in before.items() if _field_of(key) not in names}
        typed = {
            key: [clean(value) for value in values]
            for key, values in posted.lists()
            if key.isascii() and _field_of(key) in names
        }
        return kept | typed


def _field_of(key: str) -> str:
    return key.split("-", maxsplit=1)[0]
