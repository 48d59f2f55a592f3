"""The gate: what is refused with which words, what is taken, and that nothing lies outside the vault."""

import io
import re
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from caseflow.core.errors import BadInput
from caseflow.evidence.actions import shown_name
from caseflow.evidence.inspection import MEDIA
from caseflow.evidence.vault import OBJECT_NAME, Vault

MIB = 1024 * 1024
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nxref\n0 1\ntrailer<<>>\nstartxref\n0\n%%EOF\n"


def image(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    """A small real image."""
    stream = io.BytesIO()
    Image.new("RGB", size, "white").save(stream, kind)
    return stream.getvalue()


def office(kind: str, **more: bytes) -> bytes:
    """A small document of that kind, with more parts."""
    part, main = {
        "docx": ("word/document.xml", "wordprocessingml.document"),
        "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    }[kind]
    types = f'<Types><Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{main}.main+xml"/></Types>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(part, "<document/>")
        for name, content in more.items():
            archive.writestr(name, content)
    return stream.getvalue()


def renamed(kind: str, old: bytes, new: bytes) -> bytes:
    """A document whose part names were changed afterwards, without touching their lengths."""
    return office(kind, **{old.decode(): b"x"}).replace(old, new)


def huge_png() -> bytes:
    """A PNG that says it is 60000 pixels square and is only a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


HONEST: list[tuple[str, bytes, str]] = [
    ("合同（盖章）扫描件.pdf", PDF, "pdf"),
    ("送货单.PDF", PDF, "pdf"),
    ("with a mark.pdf", b"\xef\xbb\xbf" + PDF, "pdf"),
    ("tail.pdf", PDF + b"\r\n\0\0", "pdf"),
    ("没有后缀", PDF, "pdf"),
    ("微信图片_20261123.jpg", image("JPEG"), "jpg"),
    ("IMG 0001.JPEG", image("JPEG", (4000, 3000)), "jpg"),
    ("截图.png", image("PNG"), "png"),
    ("其实是jpg.png", image("JPEG"), "jpg"),
    ("其实是png.jpg", image("PNG"), "png"),
    ("动态照片.jpg", image("JPEG") + b"MotionPhoto_Data" + b"\0" * 5000, "jpg"),
    ("对账单.xlsx", office("xlsx"), "xlsx"),
    ("情况说明.docx", office("docx", **{"word/media/image1.png": image("PNG")}), "docx"),
]

HOSTILE: list[tuple[str, str, bytes]] = [
    ("发票.pdf", "内容不是 PDF", b"MZ\x90\0" + b"\0" * 2000),
    ("发票.pdf", "内容不是 PDF", b"<html><script>alert(1)</script></html>"),
    ("发票.pdf", "内容不是 PDF", b"\x7fELF" + b"\0" * 200),
    ("合同.pdf", "不完整或已损坏", b"%PDF-1.7\n half a file"),
    ("合同.pdf.exe", "以 .exe 结尾", PDF),
    ("合同.html", "以 .html 结尾", PDF),
    ("合同.docx", "以 .docx 结尾", PDF),
    ("照片.pdf", "以 .pdf 结尾", image("JPEG")),
    ("照片.jpg", "不完整或已损坏", image("JPEG", (400, 400))[:900]),
    ("照片.png", "不完整或已损坏", image("PNG", (400, 400))[:60]),
    ("照片.png", "60000×60000 像素", huge_png()),
    ("照片.svg", "请换一种格式", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ("照片.heic", "转成 JPG", b"\0\0\0\x18ftypheic" + b"\0" * 100),
    ("照片.gif", "请换一种格式", b"GIF89a" + b"\0" * 50),
    ("发票.ofd", "另存为 PDF", b"PK\x03\x04" + b"\0" * 100),
    ("老文档.doc", "另存为 DOCX", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    ("压缩包.zip", "解开后逐个上传", b"PK\x03\x04" + b"\0" * 100),
    ("宏.docx", "带有宏或程序", office("docx", **{"word/vbaProject.bin": b"x"})),
    ("程序.xlsx", "带有宏或程序", office("xlsx", **{"xl/run.exe": b"MZ"})),
    ("炸弹.docx", "异常地大", office("docx", **{"word/a.xml": b"\0" * 30 * MIB})),
    ("走出去.docx", "结构不正常", renamed("docx", b"aa/aaaaaaa.xml", b"../aaaaaaa.xml")),
    ("实体.docx", "已损坏", office("docx").replace(b"word/document.xml", b"word/document.xmm", 1)),
    ("截断.docx", "内容不是 DOCX", office("docx")[:-30]),
    ("空.pdf", "文件是空的", b""),
    ("太大.pdf", "超过 20 MB", PDF + b"0" * (20 * MIB)),
    ("文本.txt", "请换一种格式", "这是一段文字".encode()),
    ("脚本.sh", "请换一种格式", b"#!/bin/sh\nrm -rf /\n"),
    ("多语.pdf", "内容不是 PDF", b"GIF89a%PDF-1.4\n%%EOF"),
]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """An empty vault."""
    return Vault(tmp_path / "evidence", 20 * MIB)


def put(vault: Vault, name: str, content: bytes) -> str:
    """Send a file through the gate; returns its object name."""
    ending = Path(shown_name(name)).suffix.lower().lstrip(".")
    return vault.put(io.BytesIO(content), ending).object_name


@pytest.mark.parametrize(("name", "content", "kind"), HONEST, ids=[row[0] for row in HONEST])
def test_honest_files_are_taken(vault: Vault, name: str, content: bytes, kind: str) -> None:
    stored = vault.put(io.BytesIO(content), Path(shown_name(name)).suffix.lower().lstrip("."))
    assert stored.media_type == MEDIA[kind]
    assert OBJECT_NAME.fullmatch(stored.object_name)
    assert vault.path(stored.object_name).read_bytes() == content


@pytest.mark.parametrize(("name", "sentence", "content"), HOSTILE, ids=[f"{row[0]}-{row[1]}" for row in HOSTILE])
def test_hostile_files_are_refused_with_a_reason_and_leave_nothing(
    vault: Vault, tmp_path: Path, name: str, sentence: str, content: bytes
) -> None:
    begun = time.monotonic()
    with pytest.raises(BadInput, match=re.escape(sentence)):
        put(vault, name, content)
    assert time.monotonic() - begun < 8
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_reader_that_crashes_is_a_refusal(vault: Vault, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    crash = tmp_path / "crash.py"
    crash.write_text("import os\nos.abort()\n")
    monkeypatch.setattr("caseflow.evidence.vault.inspection.__file__", str(crash))
    with pytest.raises(BadInput, match="无法检查"):
        put(vault, "a.pdf", PDF)


def test_a_reader_that_never_ends_is_stopped(vault: Vault, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    loop = tmp_path / "loop.py"
    loop.write_text("while True: pass\n")
    monkeypatch.setattr("caseflow.evidence.vault.inspection.__file__", str(loop))
    monkeypatch.setattr("caseflow.evidence.vault.PATIENCE_SECONDS", 1)
    with pytest.raises(BadInput, match="无法检查"):
        put(vault, "a.pdf", PDF)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "x.pdf", "a" * 32 + ".exe", "A" * 32 + ".pdf", "a" * 32 + ".pdf\n"]
)
def test_only_names_of_our_own_lead_to_a_path(vault: Vault, name: str) -> None:
    with pytest.raises(ValueError, match=re.escape(name)):
        vault.path(name)


SHOWN: list[tuple[str, Callable[[str], bool]]] = [
    ("../../etc/送货单.pdf", lambda shown: shown == "送货单.pdf"),
    ("C:\\Users\\x\\合同.pdf", lambda shown: shown == "合同.pdf"),
    ("合同\u202efdp.exe", lambda shown: "\u202e" not in shown),
    ("换\r\n行\x00.pdf", lambda shown: shown == "换 行.pdf"),
    ("长" * 300 + ".pdf", lambda shown: len(shown) == 150 and shown.endswith(".pdf")),
    ("..", lambda shown: shown == ""),
]


@pytest.mark.parametrize(("name", "fits"), SHOWN, ids=range(len(SHOWN)))
def test_names_are_data(name: str, fits: Callable[[str], bool]) -> None:
    assert fits(shown_name(name)), shown_name(name)
