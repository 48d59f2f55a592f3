"""Finding words in Chinese text whatever width or case they are typed in, and marking them where they stand."""

from collections.abc import Iterator

from markupsafe import Markup, escape

from caseflow.core.policy.normalise import normal

LOWER = {ord(letter): ord(letter.lower()) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
AROUND = 30


def plain(text: str) -> str:
    """`text` with one width and one case for each character; same length, so that offsets hold in both."""
    return normal(text).translate(LOWER)


def found_in(text: str, word: str) -> str:
    """The stretch of `text` around the first `word` (already plain), on one line; empty when it is not there."""
    at = plain(text).find(word)
    if at < 0:
        return ""
    start, end = max(at - AROUND, 0), min(at + len(word) + AROUND, len(text))
    cut = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{cut}{'…' if end < len(text) else ''}"


def highlight(text: str, words: str) -> Markup:
    """`text` escaped, with every occurrence of every word of `words` inside <mark>."""
    inside = _covered(plain(text), plain(words).split())
    pieces, start = [], 0
    for at in range(1, len(text) + 1):
        if at == len(text) or inside[at] != inside[start]:
            piece = escape(text[start:at])
            pieces.append(Markup("<mark>{}</mark>").format(piece) if inside[start] else piece)
            start = at
    return Markup("").join(pieces)


def _covered(text: str, words: list[str]) -> list[bool]:
    inside = [False] * len(text)
    for word in words:
        for at in _places(text, word):
            inside[at : at + len(word)] = [True] * len(word)
    return inside


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)
