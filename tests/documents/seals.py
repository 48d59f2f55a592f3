"""Pictures of seals, good and bad, drawn for the tests."""

import io
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

RED = (214, 30, 40)


def picture(image: Image.Image, kind: str = "PNG", **more: Any) -> bytes:
    """The image as a file."""
    kept = io.BytesIO()
    image.save(kept, kind, **more)
    return kept.getvalue()


def seal(colour: tuple[int, int, int] = RED, side: int = 700) -> Image.Image:
    """A ring with a star, as on paper: grey ground, black writing beside it."""
    paper = Image.new("RGB", (side + 200, side + 200), (238, 236, 233))
    pen = ImageDraw.Draw(paper)
    pen.text((10, 10), "2026", fill="black")
    pen.ellipse((100, 100, 100 + side, 100 + side), outline=colour, width=side // 24)
    pen.regular_polygon((100 + side // 2, 100 + side // 2, side // 6), 5, fill=colour)
    return paper.filter(ImageFilter.BoxBlur(1))
