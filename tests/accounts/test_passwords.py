"""What makes a password acceptable, and what is kept of it."""

import pytest

from caseflow.accounts import passwords


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "password123",
        "12345678",
        "87654321",
        "qwertyuiop",
        "aaaaaaaa",
        "Admin123456",
        "woaini1314",
        "lanzhou2026",
    ],
)
def test_common_and_short_passwords_are_refused(password: str) -> None:
    assert passwords.weak_because(password, "someone@example.com")


def test_a_password_made_of_the_login_is_refused() -> None:
    assert passwords.weak_because("zhanghua99", "zhanghua@example.com")
    assert not passwords.weak_because("zhanghua99", "other@example.com")


@pytest.mark.parametrize(
    "password", ["正确的马电池订书钉", "correct horse battery", "x" * 40 + "yz", "中" * 30 + "文字"]
)
def test_long_and_unusual_passwords_are_taken(password: str) -> None:
    assert passwords.weak_because(password, "someone@example.com") == ""


def test_staff_mix_three_kinds() -> None:
    assert passwords.weak_because("kfjwhqmznbvp", "x", passwords.LEAST_STAFF, 3)
    assert not passwords.weak_because("Kfjwhqm7nbvp", "x", passwords.LEAST_STAFF, 3)


def test_hash_is_argon2id_above_the_floor_and_verifies_only_its_own() -> None:
    stored = passwords.hashed("correct horse battery")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.verify(stored, "correct horse battery")
    assert not passwords.verify(stored, "correct horse batterz")
    assert not passwords.verify(None, "correct horse battery")


def test_odd_characters_do_not_break_the_hash() -> None:
    stored = passwords.hashed("full-width ＡＢＣ \ud800")
    assert passwords.verify(stored, "full-width ABC \ud800")


def test_one_time_passwords_differ_and_are_strong() -> None:
    made = {passwords.one_time_password() for _ in range(50)}
    assert len(made) == 50
    assert all(not passwords.weak_because(one, "x", passwords.LEAST_STAFF, 3) for one in made)
