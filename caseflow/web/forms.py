"""Forms that write: CSRF token, idempotency key, the version they were rendered from, and clean text."""

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import g
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, StopValidation
from wtforms.widgets import HiddenInput

from caseflow.core.text import clean
from caseflow.store.seal import seal
from caseflow.store.unit_of_work import Submission

CHINESE = ["zh_CN", "zh"]
UNCOUNTED = {"csrf_token", "idempotency_key"}


def clean_text(value: Any) -> Any:
    """The filter of every text field: NFC, no control characters, no outer white space."""
    return clean(value) if isinstance(value, str) else value


class WritingForm(FlaskForm):
    """Base of every form that changes something.

    `idempotency_key` makes a double click one deed; `submission()` hands it to the transaction.
    """

    class Meta(FlaskForm.Meta):
        locales: Any = CHINESE

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Leave out names no field of ours has: WTForms takes “²” for the number of an entry and breaks."""
            given = super().wrap_formdata(form, formdata)  # type: ignore[no-untyped-call]
            if given is None or all(name.isascii() for name in given):
                return given
            return MultiDict([pair for pair in given.items(multi=True) if pair[0].isascii()])

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Clean every text field, so that no form can forget to."""
            if issubclass(unbound_field.field_class, StringField | TextAreaField):
                unbound_field.kwargs.setdefault("filters", [clean_text])
            return unbound_field.bind(form=form, **options)

    idempotency_key = HiddenField(default=lambda: uuid.uuid4().hex, validators=[InputRequired(), Length(max=64)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
        if self.is_submitted():  # type: ignore[no-untyped-call]
            g.form = self  # a conflict page shows what was typed under these labels

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field passes; sentences stand at the fields."""
        return bool(super().validate(extra_validators))  # type: ignore[no-untyped-call]

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Whether this is a submission and every field passes."""
        return bool(super().validate_on_submit(extra_validators))  # type: ignore[no-untyped-call]

    def submission(self) -> Submission:
        """The key of this form and the HMAC of what it carries, files by name: a plain digest would give passwords away."""
        content = {name: _digestible(value) for name, value in self.data.items() if name not in UNCOUNTED}
        text = json.dumps(content, sort_keys=True, default=str)
        return Submission(self.idempotency_key.data, seal("form", text))


class CaseForm(WritingForm):
    """Base of every form that changes a case: it carries the version it was rendered from."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])


def _digestible(value: Any) -> Any:
    filename = getattr(value, "filename", None)
    return value if filename is None else ["file", filename]


class Filled:
    """Something is left of a text once it is cleaned; blanks and control characters are nothing."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: Any, field: Any) -> None:
        if isinstance(field.data, str) and not field.data:
            raise StopValidation(self.message)


def required(message: str) -> list[Any]:
    """Validators of a field that must be filled in; `message` is the sentence shown when it is not."""
    return [InputRequired(message), Filled(message)]


def optional(*more: Any) -> list[Any]:
    """Validators of a field that may be left empty."""
    return [Optional(), *more]


def choices(pairs: Sequence[tuple[str, str]], empty: str | None = None) -> Callable[[], list[SelectChoice]]:
    """Choices of a select, with a first empty line `empty` where nothing should be preselected."""
    first = [("", empty)] if empty is not None else []
    return lambda: [SelectChoice(value, label) for value, label in (*first, *pairs)]


def grouped(groups: Mapping[str, Sequence[tuple[str, str]]], empty: str = "请选择") -> Callable[[], list[SelectChoice]]:
    """Choices of a select under headings, after a first line `empty`; the lines of a heading stand together."""
    return lambda: [
        SelectChoice("", empty),
        *(SelectChoice(value, label, optgroup=group) for group, pairs in groups.items() for value, label in pairs),
    ]
