"""Every text the table can ask for exists, says what it should in every channel, and gives nothing away."""

import re
from typing import Any

import pytest

from caseflow.core.events import EVENTS
from caseflow.core.notices import voices
from caseflow.notices.wording.checking import check
from caseflow.notices.wording.texts import CLOCK_WORDS, TEXTS, fill, shipped, short_texts
from caseflow.notices.wording.variables import NUMBER, OWN_MONEY, WITHOUT_CASE, data_of, samples, variables
from caseflow.settings import ROOT

TEXT_AND_WAY = [(name, way) for name, voice in sorted(voices().items()) for way in voice.channels]
CANARY = "canary"
PLACES = {"account": "系统地址：", "administrators": "系统地址：", "determining": "查看：", "respondent": "网上答复："}


@pytest.mark.parametrize(("name", "channel"), TEXT_AND_WAY)
def test_every_shipped_text_passes_the_check_of_the_administrators_own(name: str, channel: str) -> None:
    assert check(voices()[name], name, channel, shipped(name, channel)) == {}


@pytest.mark.parametrize(("name", "channel"), TEXT_AND_WAY)
def test_every_text_is_whole_chinese_with_the_ending_of_its_channel(name: str, channel: str) -> None:
    found = variables(voices()[name], channel)
    for sparse in (False, True):
        text = fill(shipped(name, channel), name, samples(found, channel, sparse=sparse))
        whole = text.subject + text.body
        assert 4 <= len(text.subject) <= 60
        assert len(text.body) > 10
        assert not re.search(r"None|[Uu]ndefined|[{}]|%", whole)
        assert not re.search(r"[,;:!?]", re.sub(r"https?\S+|GS-\S+", "", whole)), "half-width marks"
        if channel == "mail":
            place = PLACES.get(name.rpartition(".")[2], "查看案件：")
            assert re.search(rf"[。？）]\n\n{place}https://\S+\n（本通知由系统自动发出，请勿直接回复。）\n$", text.body)
            assert text.body.count("请勿直接回复") == 1
        else:
            assert re.search(r"[。？）]\n$", text.body)
            assert "http" not in text.body


@pytest.mark.parametrize("name", [name for name, way in TEXT_AND_WAY if way == "sms"])
def test_an_sms_is_one_part_with_the_number_and_where_to_look_and_no_address_of_the_web(name: str) -> None:
    found = variables(voices()[name], "sms")
    text = fill(shipped(name, "sms"), name, samples(found, "sms"))
    sent = text.body.strip()
    assert len(sent) <= 70
    assert NUMBER in sent or voices()[name].audience in WITHOUT_CASE
    assert re.search("登录|查询码|联系|投诉|办理", sent)
    assert "http" not in sent
    assert "banjian" not in sent
    for person in ("某某建设单位", "山丹县财政局", "shandan.cb"):
        assert person not in sent


def test_no_text_lies_about_unused() -> None:
    assert set(short_texts()) == {name for name, way in TEXT_AND_WAY if way == "sms"}
    assert {path.name.removesuffix(".txt") for path in TEXTS.glob("*.*.txt")} == set(voices())


def test_every_clock_has_a_word() -> None:
    keys = re.findall(
        r'^key = "(\w+)"', (ROOT / "policies" / "deadlines.toml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(keys) == set(CLOCK_WORDS)


def test_a_value_cannot_start_a_second_header_line() -> None:
    voice = voices()["withdrawn.complainant"]
    values = samples(variables(voice, "mail"), "mail") | {"number": "A\r\nBcc: evil@example.com"}
    assert "\n" not in fill(shipped("withdrawn.complainant", "mail"), "withdrawn.complainant", values).subject


@pytest.mark.parametrize(("name", "channel"), TEXT_AND_WAY)
def test_what_is_none_of_the_readers_business_is_no_value_of_any_text(name: str, channel: str) -> None:
    """Everything of the event that no text may use is set to a canary, and so is all that a case could give besides."""
    voice = voices()[name]
    found = variables(voice, channel)
    values: dict[str, Any] = samples(found, channel)
    hidden = (
        "contact_name",
        "contact_phone",
        "narrative",
        "amount",
        "claims",
        "note",
        "credit_code",
        "address",
        "email",
    )
    values |= dict.fromkeys(hidden, CANARY)
    values["data"] |= {f: CANARY for f in EVENTS[voice.kind].__dataclass_fields__ if f not in data_of(voice.kind)}
    if (voice.kind, voice.audience) not in OWN_MONEY:
        values["data"]["amount"] = CANARY
    text = fill(shipped(name, channel), name, values)
    assert CANARY not in text.subject + text.body
    listed = {variable.name for variable in found}
    for secret in (
        *hidden,
        *(f"data.{field}" for field in ("amount", "sha256", "handler_id", "user_id", "reason_hmac")),
    ):
        if secret == "data.amount" and (voice.kind, voice.audience) in OWN_MONEY:
            continue
        assert secret not in listed
