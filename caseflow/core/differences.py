"""What differs between two texts, line by line."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class DiffLine:
    """One line: `kind` is + (new), - (gone), @ (lines left out here) or a space (the same)."""

    kind: str
    text: str


def differences(before: str, after: str) -> Iterator[DiffLine]:
    """The changed lines with two lines around each; nothing for equal texts."""
    compared = difflib.unified_diff(before.splitlines(), after.splitlines(), n=2, lineterm="")
    for line in list(compared)[2:]:
        yield DiffLine(line[0], line if line[0] == "@" else line[1:])
