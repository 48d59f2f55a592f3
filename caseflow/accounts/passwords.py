"""Passwords: hashing with argon2id, what is too weak, one-time passwords."""

import re
import secrets
import string
import threading
import unicodedata
from functools import lru_cache
from itertools import product

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_PUBLIC, LEAST_STAFF, MOST = 8, 12, 256
CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")
# OWASP's floor for argon2id (19 MiB, two passes), about 50 ms on the reference machine
HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# hashing is the one expensive thing a stranger can ask for: two at a time leave the other threads free
_at_once = threading.BoundedSemaphore(2)

ROOTS = (
    "password", "passw0rd", "passwd", "admin", "administrator", "root", "qwerty", "qwertyuiop", "asdfgh", "asdfghjkl",
    "zxcvbn", "zxcvbnm", "1qaz2wsx", "qazwsx", "q1w2e3r4", "qwer", "abcd", "abc", "aaa", "iloveyou", "woaini", "woaini1314",
    "welcome", "letmein", "monkey", "dragon", "sunshine", "princess", "football", "baseball", "master", "shadow",
    "superman", "michael", "test", "guest", "user", "login", "changeme", "secret", "hello", "china", "zhongguo", "gansu",
    "ningxia", "lanzhou", "yinchuan", "zhangye", "caseflow", "tousu", "gongxin", "a", "aa", "q", "w", "z", "x", "p", "s",
)  # fmt: skip
TAILS = (
    "", "1", "12", "123", "1234", "12345", "123456", "1234567", "12345678", "123456789", "1234567890", "0", "000", "111",
    "321", "520", "521", "666", "888", "1314", "5201314", "2020", "2021", "2022", "2023", "2024", "2025", "2026", "!", "@",
    "123!", "@123", "!@#", "123.com",
)  # fmt: skip
RUNS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


def hashed(password: str) -> str:
    """The argon2id hash to store."""
    with _at_once:
        return HASHER.hash(_normal(password))


def verify(stored: str | None, password: str) -> bool:
    """Whether `password` belongs to the hash `stored`; without one (unknown account) as much work is done, in vain."""
    with _at_once:
        try:
            HASHER.verify(stored or _nobody(), _normal(password))
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def weak_because(password: str, login: str, least: int = LEAST_PUBLIC, classes: int = 1) -> str:
    """Why this password is refused, as a sentence; empty when it may be used.

    `least` counts characters; `classes` is how many kinds of small, capital, digit and sign it must mix (等保: 3).
    """
    if not least <= len(password) <= MOST:
        return f"密码要有 {least} 到 {MOST} 个字符，现在是 {len(password)} 个。"
    if sum(bool(re.search(kind, password)) for kind in CLASSES) < classes:
        return f"密码要在小写字母、大写字母、数字、符号中至少用 {classes} 种。"
    if _guessable(password.casefold(), login.casefold()):
        return "这个密码太常见或太容易猜到，请换一个。可以用几个不相干的词连起来。"
    return ""


def one_time_password() -> str:
    """A random password of 16 letters, digits and signs (over 90 bits), shown once to who asked for it."""
    letters = "".join(c for c in string.ascii_letters + string.digits if c not in "0O1lI")
    while True:
        body = "".join(secrets.choice(letters) for _ in range(15)) + secrets.choice("-_+=")
        if not weak_because(body, "", LEAST_STAFF, 3):
            return body


def _guessable(password: str, login: str) -> bool:
    name = login.split("@", maxsplit=1)[0]
    repeated = len(set(password)) <= 2
    in_a_row = any(password in run for run in RUNS)
    named = len(name) >= 3 and password.startswith(name) and len(password) - len(name) <= 4
    return repeated or in_a_row or named or password in _common()


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(root + tail for root, tail in product(ROOTS, TAILS))


@lru_cache(maxsize=1)
def _nobody() -> str:
    return HASHER.hash(secrets.token_hex(16))


def _normal(password: str) -> str:
    # the same letters typed on another keyboard must give the same bytes; lone surrogates cannot be encoded
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()
