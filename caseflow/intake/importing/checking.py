"""One row of the spreadsheet against the forms of clerk entry: the same fields, the same sentences."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wtforms import Form

from caseflow.core.edition import Edition
from caseflow.intake.entry import Caller
from caseflow.intake.entry_forms import CallerForm
from caseflow.intake.filing import Filing
from caseflow.intake.forms import (
    CheckForm,
    ClaimsForm,
    ConfirmForm,
    MatterForm,
    RespondentForm,
    StepForm,
    filing_of,
    form_class,
)
from caseflow.intake.importing.columns import BY_TITLE, COLUMNS, Column, Values
from caseflow.intake.words import CALLER, STEPS, track_of
from caseflow.store import editions
from caseflow.web.forms import choices
from caseflow.web.regions import region_choices, region_label, region_words

Fault = tuple[str, str]
"""(head of the column, sentence)."""
UNKNOWN = "不在可选的内容里，请照模板“可选内容”表填写。"


@dataclass(frozen=True)
class Row:
    """A row that holds: who complained, the complaint, and the key by which it is entered once."""

    caller: Caller
    filing: Filing
    key: str


class Checker:
    """Checks rows under one edition; what all rows share is made once."""

    def __init__(self) -> None:
        self.edition: Edition = editions.current()
        self.values = Values.of(self.edition)
        self.places = region_choices(self.edition)
        channels = self.edition.reception.channels.values()
        self.channels = choices([(channel.key, channel.name) for channel in channels])()

    def check(self, cells: Mapping[str, str]) -> Row | list[Fault]:
        """The row (head -> text), or every fault in it."""
        faults: list[Fault] = []
        raw: dict[str, dict[str, list[str]]] = {}
        for column in COLUMNS:
            typed = cells.get(column.title, "").strip()
            value = self.values.value(column, typed)
            if value is None:
                faults.append((column.title, f"“{typed[:20]}”{UNKNOWN}"))
            raw.setdefault(column.step, {})[column.field] = [value or ""]
        raw["confirm"]["pledge_unheard"] = raw["confirm"]["pledge_true"]
        forms = self._forms(raw)
        seen = {title for title, _sentence in faults}
        faults += [fault for step, form in forms.items() for fault in _faults(step, form) if fault[0] not in seen]
        return faults or self._row(cells, forms)

    def _forms(self, raw: Mapping[str, dict[str, list[str]]]) -> dict[str, StepForm]:
        track = track_of(raw["check"]["category"][0])
        forms: dict[str, StepForm] = {CALLER: CallerForm.checked(raw[CALLER])}
        names = [step for step in STEPS if step != "evidence"]
        forms |= {step: form_class(step, track).checked(_without_empty(step, raw[step])) for step in names}
        for form in forms.values():
            if isinstance(form, CallerForm | RespondentForm):
                form.region.choices = self.places
            if isinstance(form, CallerForm):
                form.channel.choices = self.channels
        return forms

    def _row(self, cells: Mapping[str, str], forms: Mapping[str, StepForm]) -> Row:
        caller, check, respondent = forms[CALLER], forms["check"], forms["respondent"]
        matter, confirm = forms["claims"], forms["confirm"]
        if not isinstance(caller, CallerForm) or not isinstance(check, CheckForm):
            raise TypeError("the forms of a row are those of clerk entry")
        if not isinstance(respondent, RespondentForm) or not isinstance(confirm, ConfirmForm):
            raise TypeError("the forms of a row are those of clerk entry")
        if not isinstance(matter, ClaimsForm | MatterForm):
            raise TypeError("the forms of a row are those of clerk entry")
        told = caller.caller(region_label(self.edition, caller.region.data))
        region = region_words(self.edition, respondent.region.data)
        return Row(told, filing_of(check, respondent, matter, confirm, region), row_key(told, cells))


def row_key(caller: Caller, cells: Mapping[str, str]) -> str:
    """What makes a row the same row: the sender's number where it has one, else everything in it."""
    numbered = [caller.channel, caller.external_number]
    told = numbered if caller.external_number else [cells.get(column.title, "").strip() for column in COLUMNS]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def headed(rows: Sequence[Sequence[str]]) -> tuple[list[str], list[str]]:
    """The heads of the file, and those of the template that it lacks."""
    heads = [cell.strip().removesuffix("*") for cell in rows[0]] if rows else []
    return heads, [title for title in BY_TITLE if title not in heads]


def _without_empty(step: str, raw: dict[str, list[str]]) -> dict[str, list[str]]:
    """Fields of the claims that the other track has are not there at all."""
    return {name: values for name, values in raw.items() if values[0] or step != "claims" or not name.startswith("claims-")}


def _faults(step: str, form: StepForm) -> Iterator[Fault]:
    form.validate()
    yield from _of(step, form, "")


def _of(step: str, form: Form, prefix: str) -> Iterator[Fault]:
    for field in form:
        if hasattr(field, "entries"):
            for number, entry in enumerate(field.entries):
                yield from _of(step, entry.form, f"{field.short_name}-{number}-")
        elif field.errors:
            yield _title(step, f"{prefix}{field.short_name}", str(field.label.text)), str(field.errors[0])


def _title(step: str, name: str, label: str) -> str:
    found: Column | None = next((column for column in COLUMNS if (column.step, column.field) == (step, name)), None)
    return found.title if found else label
