"""What stands where on the pages of a PDF: read from its text layer and its drawing operators, in mm from top left."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pylopdf_fonts_zh_cn
from PIL import ImageFont
from pypdf import PageObject, PdfReader

MM = 72 / 25.4
HEIGHT = 297.0


@dataclass(frozen=True)
class Line:
    """A line of text: left edge and baseline in mm from the top left corner, size in points."""

    x: float
    baseline: float
    size: float
    text: str

    @property
    def cells(self) -> float:
        """How many characters wide: half for what is set half as wide; gaps are what the reader guesses from pulled
        apart lines."""
        return sum(0.5 if letter < "\u0100" else 1 for letter in self.text if letter != " ")

    @property
    def right(self) -> float:
        """The right edge of the line, set without tracking, in mm."""
        font = ImageFont.truetype(pylopdf_fonts_zh_cn.serif_path(), 1000)
        return self.x + font.getlength(self.text.replace("\u200b", "")) / 1000 * self.size / MM

    @property
    def ink(self) -> tuple[float, float]:
        """The upper and the lower edge of the ink, in mm."""
        font = ImageFont.truetype(pylopdf_fonts_zh_cn.serif_path(), 1000)
        _left, top, _right, bottom = font.getbbox(self.text, anchor="ls")
        return self.baseline + top / 1000 * self.size / MM, self.baseline + bottom / 1000 * self.size / MM


@dataclass(frozen=True)
class Bar:
    """A filled rectangle with its colour; mm from the top left corner."""

    x: float
    top: float
    width: float
    height: float
    colour: tuple[float, ...]


def read(content: bytes) -> PdfReader:
    """The file, opened."""
    return PdfReader(io.BytesIO(content))


def lines(page: PageObject) -> list[Line]:
    """The lines of a page in the order of the text layer; runs on one baseline that follow each other are one line."""
    found: list[Line] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        if text.strip():
            x, y = cm[4] + tm[4], cm[5] + tm[5]
            found.append(Line(x / MM, round(HEIGHT - y / MM, 2), size, text.strip("\n")))

    page.extract_text(visitor_text=visit)
    grouped = groupby(found, key=lambda line: (line.baseline, line.size))
    return [_joined(runs) for _key, runs in grouped]


def bars(page: PageObject) -> list[Bar]:
    """The filled rectangles of a page from top to bottom."""
    found: list[Bar] = []
    points: list[list[float]] = []
    colour: tuple[float, ...] = ()

    def visit(operator: bytes, operands: list[Any], cm: list[float], _tm: list[float]) -> None:
        nonlocal colour
        if operator == b"scn":
            colour = tuple(round(float(part), 2) for part in operands)
        elif operator in (b"m", b"l"):
            if operator == b"m":
                points.clear()
            x, y = (float(part) for part in operands)
            points.append([x * cm[0] + cm[4], y * cm[3] + cm[5]])
        elif operator == b"f":
            found.append(_bar(points, colour))

    page.extract_text(visitor_operand_before=visit)
    return sorted(found, key=lambda bar: bar.top)


def _joined(runs: Iterable[Line]) -> Line:
    first, *rest = runs
    return Line(first.x, first.baseline, first.size, "".join([first.text, *(run.text for run in rest)]))


def _bar(points: list[list[float]], colour: tuple[float, ...]) -> Bar:
    across, up = [x / MM for x, _y in points], [HEIGHT - y / MM for _x, y in points]
    return Bar(min(across), min(up), max(across) - min(across), max(up) - min(up), colour)
