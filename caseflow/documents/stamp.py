"""From a picture of a seal to what is printed: the red of it alone, on nothing, without anything else the file carried."""

import io
from typing import Final

from PIL import Image, ImageChops

from caseflow.core.errors import BadInput

MOST_BYTES: Final = 400 * 1024
SIDES: Final = (300, 3000)  # pixels; less prints blurred at 42 mm, more is no scan of a seal
PRINTED_SIDE: Final = 800  # pixels on 42 mm: 480 dpi
RED: Final = (0xE6, 0x00, 0x12)
INK: Final = (0.03, 0.7)  # share of the square around it; a disc filled with red has 0.785
FORMATS: Final = ("JPEG", "PNG")
UNREADABLE = "这个文件不是完好的 PNG 或 JPG 图片，请重新扫描或导出后再传。"


def stamp_of(content: bytes) -> bytes:
    """A square PNG of the seal in `content` (PNG or JPEG), red on transparent ground, cut to its edge.

    The sides are looked at before a pixel is unpacked, so that what unpacks is bounded. BadInput says what is wrong.
    """
    if len(content) > MOST_BYTES:
        raise BadInput(f"印章图片不能超过 {MOST_BYTES // 1024} KB，请缩小后再传。")
    ink = _ink(_opened(content))
    edge = ink.getbbox()
    if edge is None:
        raise BadInput("图片里没有找到红色的印章，请上传红色印章的图片。")
    ink = ink.crop(edge)
    _check(ink)
    return _drawn(ink)


def _opened(content: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if not SIDES[0] <= min(image.size) <= max(image.size) <= SIDES[1]:
                raise BadInput(f"图片的长和宽都应在 {SIDES[0]} 到 {SIDES[1]} 像素之间，请重新扫描或缩放后再传。")
            ground = Image.new("RGBA", image.size, "white")
            return Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as broken:
        raise BadInput(UNREADABLE) from broken


def _ink(image: Image.Image) -> Image.Image:
    """How much red ink lies on each pixel: paper, shadow and black writing have none."""
    red, green, blue = image.split()
    redness = ImageChops.subtract(red, ImageChops.lighter(green, blue))
    return redness.point([min(255, max(0, value - 32) * 8 // 3) for value in range(256)])


def _check(ink: Image.Image) -> None:
    width, height = ink.size
    if min(width, height) < SIDES[0]:
        raise BadInput(f"印章在图片里太小，打印会模糊。印章本身至少要有 {SIDES[0]} 像素宽。")
    if max(width, height) > 1.1 * min(width, height):
        raise BadInput("图片里的红色不是一枚圆形印章，请裁掉印章以外的红色内容后再传。")
    share = sum(ink.histogram()[128:]) / (width * height)
    if not INK[0] <= share <= INK[1]:
        raise BadInput("图片里看不出印文，请上传清晰的、白底或者透明底的红色印章图片。")


def _drawn(ink: Image.Image) -> bytes:
    side = max(ink.size)
    square = Image.new("L", (side, side))
    square.paste(ink, ((side - ink.width) // 2, (side - ink.height) // 2))
    if side > PRINTED_SIDE:
        square = square.resize((PRINTED_SIDE, PRINTED_SIDE), Image.Resampling.LANCZOS)
    seal = Image.new("RGBA", square.size, RED)
    seal.putalpha(square)
    kept = io.BytesIO()
    seal.save(kept, "PNG", optimize=True)
    return kept.getvalue()
