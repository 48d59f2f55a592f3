"""Small pictures that stand for the papers of the demo and say what they stand for."""

import io

from PIL import Image, ImageDraw

from caseflow.evidence.actions import Upload


def paper(name: str, words: str) -> Upload:
    """A picture called `name` with `words` on it (Latin letters)."""
    image = Image.new("RGB", (640, 240), "white")
    ImageDraw.Draw(image).text((30, 100), words, fill="black")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    stream.seek(0)
    return Upload(name, stream)
