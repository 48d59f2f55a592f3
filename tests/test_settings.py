"""What the environment may say, and that whatever is unsafe or unreadable stops the start with a sentence."""

import pytest

from caseflow.settings import Settings, SettingsError

KEY = "k" * 40
GOOD = {
    "DATABASE_URL": "postgresql+psycopg://caseflow_app:x@db/caseflow",
    "SECRET_KEY": KEY,
    "CASEFLOW_TEXT_KEY": KEY,
}
PRODUCTION = GOOD | {"CASEFLOW_PRODUCTION": "1", "CASEFLOW_ADDRESS": "https://tousu.example.cn"}


def test_a_good_production_starts() -> None:
    assert Settings.from_env(PRODUCTION).production
    assert not Settings.from_env(GOOD | {"CASEFLOW_PRODUCTION": "0"}).production


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("CASEFLOW_TEXT_KEY", "short"),
        ("DATABASE_URL", "postgresql+psycopg://caseflow_owner:x@db/caseflow"),
        ("REDIS_URL", "redis://queue:6379/0"),
        ("CASEFLOW_ADDRESS", "http://tousu.example.cn"),
    ],
)
def test_an_unsafe_production_does_not_start(name: str, value: str) -> None:
    with pytest.raises(SettingsError):
        Settings.from_env(PRODUCTION | {name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CASEFLOW_PRODUCTION", "true"),
        ("SMTP_STARTTLS", "yes"),
        ("CASEFLOW_IDLE_STAFF", "soon"),
        ("CASEFLOW_IDLE_STAFF", "-15"),
        ("CASEFLOW_SESSION_HOURS", "0"),
        ("CASEFLOW_FILE_MIB", "²"),
        ("SMTP_PORT", "9" * 5000),
        ("CASEFLOW_LEASE_SECONDS", "nan"),
        ("CASEFLOW_SWEEP_SECONDS", "-1"),
        ("DATABASE_URL", ""),
        ("SMS_URL", "http://sms.example.cn"),
        ("SMS_URL", "https://"),
        ("SMS_URL", "ftp://127.0.0.1"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_env(GOOD | {name: value})


def test_a_gateway_needs_its_password_and_a_production_a_long_receipt_key() -> None:
    near = GOOD | {"SMS_URL": "http://127.0.0.1:9000/"}
    with pytest.raises(SettingsError, match="SMS_KEY"):
        Settings.from_env(near)
    assert Settings.from_env(near | {"SMS_KEY": "k"}).sms.url == "http://127.0.0.1:9000"
    with pytest.raises(SettingsError, match="SMS_RECEIPT_KEY"):
        Settings.from_env(PRODUCTION | {"SMS_RECEIPT_KEY": "short"})
