"""Looks into one uploaded file in a process of its own: `python -I inspection.py FILE EXTENSION`.

Prints {"extension", "media_type"} or {"refused": sentence}. Whatever the file does to its reader (a bomb, a crash, an
endless loop) happens here, under limits of memory and time, never in a web process. Only what is on the list below
passes, judged by content; the name decides nothing but whether it lies.
"""

import json
import resource
import sys
import warnings
import zipfile
import zlib
from pathlib import Path

import filetype
from PIL import Image, ImageFile

MEMORY, SECONDS = 700 * 1024 * 1024, 5
TAIL = 4096
MAX_PIXELS = 250_000_000
MAX_PARTS, MAX_UNPACKED, MAX_RATIO = 5000, 200 * 1024 * 1024, 200
OFFICE = {
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
}
MEDIA = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
IMAGES = ("jpg", "jpeg", "png")
NAMES = {"pdf": ("pdf",), "jpg": IMAGES, "png": IMAGES, "docx": ("docx",), "xlsx": ("xlsx",)}
ALLOWED = "只收 PDF、JPG、PNG、DOCX、XLSX"
ADVICE = {
    "heic": "手机里的 HEIC 照片请先转成 JPG。",
    "ofd": "OFD 发票请先另存为 PDF。",
    "doc": "DOC 请另存为 DOCX 或 PDF。",
    "xls": "XLS 请另存为 XLSX 或 PDF。",
    "wps": "WPS 请另存为 DOCX 或 PDF。",
    "et": "ET 请另存为 XLSX 或 PDF。",
    "zip": "压缩包请解开后逐个上传。",
    "rar": "压缩包请解开后逐个上传。",
    "7z": "压缩包请解开后逐个上传。",
}


class Refused(Exception):
    """The file is not taken; the sentence says why and what to do."""


def inspect(path: Path, named: str) -> str:
    """The extension the content deserves. `named` is what the sender's name ends in (small letters, no dot)."""
    found = _kind(path)
    if found is None:
        raise Refused(f"{ALLOWED}。{ADVICE.get(named) or _lie(named)}")
    if named and named not in NAMES[found]:
        raise Refused(f"文件名以 .{named} 结尾，内容却是 {found.upper()}，请核对后用正确的文件名上传。")
    CHECKS[found](path)
    return found


def _kind(path: Path) -> str | None:
    with path.open("rb") as file:
        head = file.read(1024)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _office_kind(path)
    guess = filetype.guess_extension(head)
    return guess if guess in {"jpg", "png"} else None


def _lie(named: str) -> str:
    if named in MEDIA or named == "jpeg":
        return f"这个文件的内容不是 {named.upper()}，请核对文件。"
    return "请换一种格式再传。"


def _office_kind(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    return next((kind for kind, (part, _type) in OFFICE.items() if part in names), None)


def _check_pdf(path: Path) -> None:
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - TAIL))
        end = file.read()
    if b"%%EOF" not in end or b"startxref" not in end:
        raise Refused("这个 PDF 不完整或已损坏，请重新导出后再传。")


def _check_image(path: Path) -> None:
    Image.MAX_IMAGE_PIXELS = None
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(path, formats=["JPEG", "PNG"]) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise Refused(f"图片有 {width}×{height} 像素，太大了，请缩小后再传。")
            if image.format == "PNG":
                image.verify()
            else:
                image.draft("L", (max(1, width // 8), max(1, height // 8)))
                image.load()
    except (OSError, SyntaxError, ValueError) as broken:
        raise Refused("这张图片不完整或已损坏，请重新拍照或扫描后再传。") from broken


def _check_office(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(archive)
            _check_types(archive)
            whole = archive.testzip() is None
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, NotImplementedError, RuntimeError, EOFError) as broken:
        raise Refused("这个文件已损坏或设了密码，请取消密码、重新另存后再传。") from broken
    except zlib.error as broken:
        raise Refused("这个文件已损坏，请重新另存后再传。") from broken
    if not whole:
        raise Refused("这个文件已损坏，请重新另存后再传。")


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    unpacked, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(packed, 1024):
        raise Refused("这个文件解开后异常地大，为了安全不能接收。请另存为 PDF 再传。")
    for part in parts:
        name = part.filename.replace("\\", "/")
        if part.flag_bits & 1:
            raise Refused("这个文件设了密码，请取消密码后再传。")
        if name.startswith("/") or ".." in name.split("/"):
            raise Refused("这个文件的结构不正常，为了安全不能接收。请另存为 PDF 再传。")
        if name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs")):
            raise Refused("这个文件带有宏或程序，为了安全不能接收。请另存为不带宏的文件或 PDF。")


def _check_types(archive: zipfile.ZipFile) -> None:
    types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
    if "<!DOCTYPE" in types or "<!ENTITY" in types:
        raise Refused("这个文件的结构不正常，为了安全不能接收。请另存为 PDF 再传。")
    if not any(main in types for _part, main in OFFICE.values()):
        raise Refused("这个文件带有宏或不是普通文档，请另存为 DOCX、XLSX 或 PDF。")


CHECKS = {"pdf": _check_pdf, "jpg": _check_image, "png": _check_image, "docx": _check_office, "xlsx": _check_office}


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(path: str, named: str) -> None:
    """Inspect one file and print the verdict."""
    _limit()
    warnings.simplefilter("ignore")
    try:
        found = inspect(Path(path), named)
        answer = {"extension": found, "media_type": MEDIA[found]}
    except Refused as refused:
        answer = {"refused": str(refused)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
