"""No free text and no name can get into the trail."""

import re
import typing
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal

import pytest

from caseflow.core.events import EVENTS, Code, Declined, Event

ALLOWED = {int, bool, date, datetime, Decimal, Code, Code | None, int | None, date | None}


@pytest.mark.parametrize("kind", EVENTS.values(), ids=lambda kind: kind.__name__)
def test_events_hold_only_ids_codes_dates_and_amounts(kind: type[Event]) -> None:
    hints = typing.get_type_hints(kind)
    assert {field.name for field in fields(kind) if hints[field.name] not in ALLOWED} == set()


@pytest.mark.parametrize("text", ["长" * 81, "两行\n文字"])
def test_text_is_refused_where_a_code_belongs(text: str) -> None:
    with pytest.raises(ValueError, match="codes"):
        Declined(ground=Code(text), letter_id=1).payload()


def test_every_event_has_plain_chinese_words_for_people() -> None:
    words = {kind: event.word() for kind, event in EVENTS.items()}
    assert {kind: word for kind, word in words.items() if not re.search(r"[\u4e00-\u9fff]", word)} == {}
    assert {kind: word for kind, word in words.items() if re.search(r"[A-Za-z_`.,;:]", word)} == {}
