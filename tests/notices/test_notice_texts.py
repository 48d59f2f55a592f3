"""Every text the table can ask for exists, renders, and gives nothing away."""

import dataclasses
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_type_hints

import pytest

from caseflow.core.events import EVENTS
from caseflow.core.notices import texts_needed
from caseflow.notices.texts import CLOCK_WORDS, render
from caseflow.settings import ROOT

VALUES: dict[str, Any] = {
    "number": "GS-2026-000001", "category": "拖欠货款", "status": "办理中", "respondent": "某某单位",
    "receiving": "受理单位甲", "lead": "承办单位乙", "letter": "甲办〔2026〕1号", "again": True, "clock": "签收",
    "answer": "满意", "until": date(2026, 12, 1), "link": "http://127.0.0.1/cases/1", "today": date(2026, 11, 23),
    "site": "http://127.0.0.1", "login": "someone",
    "measure": {"name": "督办函", "office": "领导小组办公室丙", "number": "丙督函〔2026〕1号", "due": date(2026, 12, 8), "kind": "listing"},
}  # fmt: skip
EXAMPLES = {date: date(2026, 12, 1), datetime: datetime(2026, 12, 1), Decimal: "1.00", int: 3}  # noqa: DTZ001


def event_of(name: str) -> type:
    """The event behind a template's name."""
    word = name.split(".", maxsplit=1)[0].replace("_", "")
    return next(cls for kind, cls in EVENTS.items() if kind.lower() == word)


def data_of(event: type) -> dict[str, Any]:
    """Example data of an event, every field present."""
    hints = get_type_hints(event)
    return {field.name: EXAMPLES.get(hints[field.name], "code") for field in dataclasses.fields(event)}


@pytest.mark.parametrize("name", sorted(texts_needed()))
@pytest.mark.parametrize("channel", ["inbox", "mail"])
def test_every_text_renders_from_what_its_event_holds(name: str, channel: str) -> None:
    for values in (VALUES, VALUES | {"letter": "", "again": False, "answer": "", "until": date(2026, 12, 1)}):
        text = render(name, values | {"data": data_of(event_of(name)), "channel": channel})
        assert 4 <= len(text.subject) <= 60
        assert len(text.body) > 10
        assert "None" not in text.subject + text.body
        assert ("http" in text.body) == (channel == "mail")
        assert not re.search(r"[,;:!?]", re.sub(r"http\S+|GS-\S+", "", text.subject + text.body)), "half-width marks"


def test_no_text_lies_about_unused() -> None:
    files = {path.name for path in (ROOT / "templates" / "notices").glob("*.*.txt")}
    assert files == texts_needed()


def test_every_clock_has_a_word() -> None:
    keys = re.findall(
        r'^key = "(\w+)"', (ROOT / "policies" / "deadlines.toml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(keys) == set(CLOCK_WORDS)


def test_a_value_cannot_start_a_second_header_line() -> None:
    values = VALUES | {
        "number": "A\r\nBcc: evil@example.com",
        "data": data_of(event_of("withdrawn")),
        "channel": "mail",
    }
    assert "\n" not in render("withdrawn.complainant.txt", values).subject


def test_names_and_complaint_texts_are_no_values_of_templates() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates" / "notices").glob("*.txt"))
    used = set(re.findall(r"{{\s*(\w+)", source)) | set(re.findall(r"{%\s*(?:el)?if (\w+)", source))
    assert used <= set(VALUES) | {"data", "channel"}
