"""Cleaning of typed text before any rule looks at it."""

import unicodedata


def clean(text: str) -> str:
    """`text` in Unicode NFC, without control characters (line breaks and tabs stay) and without outer white space.

    PostgreSQL refuses NUL; lone surrogates cannot be stored as UTF-8; both are dropped here, once.
    """
    normal = unicodedata.normalize("NFC", text)
    kept = (c for c in normal if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return "".join(kept).strip()
