"""The query code of a case: 80 bits, made from the case itself under the office's key, stored nowhere."""

import base64
import hmac

from caseflow.store.seal import seal

LENGTH = 16


def query_code(number: str, content_hash: str) -> str:
    """The code printed on the receipt, as XXXX-XXXX-XXXX-XXXX (base32, so no 0, 1, 8 or 9)."""
    return keyed_code("query-code", f"{number}\0{content_hash}")


def keyed_code(purpose: str, text: str) -> str:
    """80 bits of the HMAC of `text` under the office's key, in four groups; `purpose` keeps uses apart."""
    digest = bytes.fromhex(seal(purpose, text))
    letters = base64.b32encode(digest).decode()[:LENGTH]
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def same_code(typed: str, code: str) -> bool:
    """Whether `typed` is that code, however it is spaced or cased; compared in constant time."""
    return hmac.compare_digest(_bare(typed).encode(), _bare(code).encode())


def _bare(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())
