"""The seal of a unit: who may give it, which letters bear it, where it stands, and what is no seal at all."""

import hashlib
import io
import struct
import zlib
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from pypdf import PageObject
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from caseflow.core.access import Actor
from caseflow.core.errors import BadInput, Denied, IllegalMove, NotFound
from caseflow.documents import seals
from caseflow.documents.actions import content_hash
from caseflow.documents.kinds import KINDS
from caseflow.documents.paper import pdf_of
from caseflow.documents.stamp import MOST_BYTES, PRINTED_SIDE, stamp_of
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.models import Event as EventRow
from caseflow.store.models import Letter, Seal
from caseflow.store.unit_of_work import transaction
from tests.documents.letters import issue
from tests.documents.printed import HEIGHT, MM, lines, read
from tests.documents.seals import picture, seal
from tests.handling.scene import Scene, actor, dispatched, key
from tests.harness.pages import sign_in, submit

PLACEHOLDER = "（印章）"


def upload(who: Actor, content: bytes = b"", first: date | None = None, last: date | None = None) -> int:
    """The id of the seal that `who` uploaded."""
    seals.upload_seal(who, content or picture(seal()), first or clock.today(), last, key())
    return seals.seals_of(who)[0].id


def issued(scene: Scene, who: Actor, kind: str) -> Letter:
    """A letter of the unit of `who`."""
    with transaction(who) as work:
        return issue(work, scene, kind, unit_id=who.unit_id)


def drawn(page: PageObject) -> list[tuple[float, float, float, float]]:
    """The pictures of a page: left, top, width and height in mm from the top left corner."""
    found: list[tuple[float, float, float, float]] = []

    def visit(operator: bytes, operands: list[Any], cm: list[float], _tm: list[float]) -> None:
        if operator == b"Do" and page["/Resources"]["/XObject"][operands[0]]["/Subtype"] == "/Image":  # type: ignore[index]
            upper = HEIGHT - max(cm[5], cm[5] + cm[3]) / MM
            found.append((cm[4] / MM, upper, abs(cm[0]) / MM, abs(cm[3]) / MM))

    page.extract_text(visitor_operand_before=visit)
    return found


def test_only_letters_of_the_unit_issued_while_its_seal_is_in_force_bear_it_for_ever(app: Flask) -> None:
    with app.app_context():
        scene, today = dispatched(), clock.today()
        before = issued(scene, scene.handler, "verification_letter")
        for who in (scene.handler, scene.firm, actor("gansu.sj"), actor("xitong")):
            with pytest.raises(Denied):
                seals.upload_seal(who, picture(seal()), today, None, key())
        seal_id = upload(scene.head)
        with pytest.raises(IllegalMove, match="没有停用"):
            upload(scene.head)
        assert seals.seals_of(scene.clerk) == ()
        for deed in (seals.own_seal, lambda who, at: seals.revoke_seal(who, at, key())):
            with pytest.raises(NotFound):
                deed(scene.clerk, seal_id)
        sealed, other = issued(scene, scene.handler, "result_feedback"), issued(scene, scene.clerk, "dispatch_letter")
        form = issued(scene, scene.handler, "follow_up_record")
        assert [row.seal_id for row in (before, sealed, other, form)] == [None, seal_id, None, None]
        digest = hashlib.sha256(seals.own_seal(scene.head, seal_id).image).hexdigest()
        printed = (sealed.issuer_name, sealed.number, sealed.title, sealed.addressee_name, sealed.body, sealed.copies, today)
        assert sealed.content_hash == content_hash(*printed, digest) != content_hash(*printed)
        kept = {row.id: pdf_of(row) for row in (before, sealed, other)}
        assert [PLACEHOLDER in read(kept[row.id]).pages[-1].extract_text() for row in (before, sealed, other)] == [True, False, True]
        seals.revoke_seal(scene.head, seal_id, key())
        with pytest.raises(IllegalMove, match="已经停用"):
            seals.revoke_seal(scene.head, seal_id, key())
        assert issued(scene, scene.handler, "result_notice").seal_id is None
        upload(scene.head, first=today + timedelta(days=1))
        assert issued(scene, scene.handler, "result_notice").seal_id is None
        assert {at: pdf_of(db.session.get_one(Letter, at)) for at in kept} == kept
        told = select(EventRow.kind).where(EventRow.kind.startswith("Seal")).order_by(EventRow.id)
        assert list(db.session.scalars(told)) == ["SealUploaded", "SealRevoked", "SealUploaded"]
        assert_kept_by_the_database(seal_id, other)


def assert_kept_by_the_database(revoked: int, other: Letter) -> None:
    """A seal is never changed or deleted, and no letter bears another unit's."""
    for change in ("image = ''", "valid_until = valid_from", "revoked_at = null, revoked_by_id = null", "revoked_at = now()"):
        with pytest.raises(ProgrammingError, match=r"only be revoked|permission denied"):
            db.session.execute(text(f"update seal set {change} where id = {revoked}"))
        db.session.rollback()
    with pytest.raises(ProgrammingError, match=r"append-only|permission denied"):
        db.session.execute(delete(Seal))
    db.session.rollback()
    columns = "case_id, kind, unit_id, year, number, issuer_name, addressee, addressee_name, title, body, copies, dated, content_hash"
    made = f"insert into letter ({columns}, issued_by_id, issued_at, serial, seal_id) select {columns}, issued_by_id, issued_at"
    with pytest.raises(IntegrityError, match="fk_letter_seal_id"):
        db.session.execute(text(f"{made}, serial + 900, {revoked} from letter where id = {other.id}"))
    db.session.rollback()


def test_the_seal_is_42_mm_wide_and_red_in_the_middle_over_signature_and_day(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        upload(scene.head, picture(seal(), "JPEG", quality=90))
        for kind in (key for key, kind in KINDS.items() if not kind.form and not kind.approval and "complainant" in kind.addressees):
            page = read(pdf_of(issued(scene, scene.handler, kind))).pages[-1]
            ((left, top, width, height),) = drawn(page)
            assert (width, height) == (pytest.approx(42, abs=0.1), pytest.approx(42, abs=0.1))
            body = [line for line in lines(page) if line.size == 16]
            issuer, day, above = body[-2], body[-1], body[-3]
            for line in (issuer, day):
                assert (line.x + line.right) / 2 == pytest.approx(left + 21, abs=1.5), kind
                assert top < line.baseline - 5 < line.baseline < top + 42
            # 7.3.5: both a little under the middle of the seal, whose upper edge is within a line of the text
            assert top + 21 < (issuer.ink[0] + day.ink[1]) / 2 < top + 35
            assert 0 < top - above.baseline < 225 / 22
        image = page.images[0].image
        assert image is not None
        colour = image.convert("RGB").getpixel((image.width // 2, image.height // 2))
        assert colour == (0xE6, 0, 0x12)


def test_of_a_picture_only_the_red_is_kept_on_nothing_and_without_a_word_beside_it() -> None:
    carried = picture(seal(), "JPEG", quality=92, comment=b"secret", exif=Image.Exif().tobytes())
    for content in (picture(seal()), carried):
        made = stamp_of(content)
        assert b"secret" not in made
        with Image.open(io.BytesIO(made)) as image:
            assert (image.format, image.mode, image.info) == ("PNG", "RGBA", {})
            assert image.width == image.height <= PRINTED_SIDE
            corner, quiet, star = image.getpixel((0, 0)), image.getpixel((200, 350)), image.getpixel((350, 350))
        assert [spot[3] for spot in (corner, quiet, star)] == [0, 0, 255]  # type: ignore[index]
    assert Image.open(io.BytesIO(stamp_of(picture(seal(side=1600))))).width == PRINTED_SIDE


def test_what_is_no_picture_of_a_seal_is_refused_with_the_reason() -> None:
    good = picture(seal())
    for content, reason in (
        (b"", "不是完好的"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是完好的"),
        (good[: len(good) // 2], "不是完好的"),
        (picture(seal(), "GIF"), "不是完好的"),
        (picture(seal(), "TIFF", compression="tiff_deflate"), "不是完好的"),
        (good + bytes(MOST_BYTES), "不能超过 400 KB"),
        (bomb(30_000, 30_000), "像素之间|不是完好的"),
        (bomb(3001, 400), "像素之间"),
        (bomb(800, 800), "不是完好的|没有找到"),
        (picture(Image.new("RGB", (299, 299), "red")), "像素之间"),
        (picture(Image.new("RGB", (900, 900), "white")), "没有找到红色"),
        (picture(seal((20, 20, 20))), "没有找到红色"),
        (picture(Image.new("RGB", (900, 900), "red")), "看不出印文"),
        (picture(seal(side=200)), "太小"),
        (picture(seal().resize((900, 700))), "不是一枚圆形"),
    ):
        with pytest.raises(BadInput, match=reason):
            stamp_of(content)


def bomb(width: int, height: int) -> bytes:
    """A PNG that claims these sides and holds a megabyte of blanks in a kilobyte."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1 << 20))) + chunk(b"IEND", b"")


def test_the_page_shows_the_seal_to_its_keepers_alone_and_asks_before_it_revokes(app: Flask) -> None:
    browsers = {}
    for login in ("shandan.caizheng.fz", "shandan.caizheng.cb", "gansu.sl", "runhe@example.com"):
        browsers[login] = app.test_client()
        sign_in(browsers[login], login)
    head = browsers["shandan.caizheng.fz"]
    assert "电子印章" in head.get("/letters/drafts").get_data(as_text=True)
    assert "还没有上传过印章" in head.get("/seal").get_data(as_text=True)

    def send(content: bytes, **more: str) -> tuple[int, str]:
        given = {"image": (io.BytesIO(content), "seal.png"), "valid_from": "2026-11-25", **more}
        answer = submit(head, "/seal", given)
        return answer.status_code, answer.get_data(as_text=True)

    for content, more, said in (
        (b"MZ", {}, "不是完好的"),
        (bytes(MOST_BYTES + 1), {}, "不能超过 400 KB"),
        (picture(seal()), {"valid_until": "2026-01-01"}, "截止日期不能早于"),
    ):
        status, page = send(content, **more)
        assert (status, said in page) == (422, True), said
    whole = {"input_stream": io.BytesIO(bytes(2_000_000)), "content_length": 2_000_000}
    assert head.post("/seal", content_type="multipart/form-data; boundary=x", **whole).status_code == 303
    assert send(picture(seal()))[0] == 302
    with app.app_context():
        seal_id, kept = db.session.execute(select(Seal.id, Seal.image)).one()
    image, revoke = f"/seal/{seal_id}.png", f"/seal/{seal_id}/revoke"
    assert image in head.get("/seal").get_data(as_text=True)
    assert head.get(image).data == kept
    for login, status in (("shandan.caizheng.cb", 403), ("gansu.sl", 404), ("runhe@example.com", 403)):
        assert [browsers[login].get(at).status_code for at in (image, revoke)] == [status, status], login
    assert app.test_client().get(image).status_code == 302
    assert "以前加盖了这枚印章的文书不变" in head.get(revoke).get_data(as_text=True)
    assert submit(head, revoke, {}).status_code == 302
    page = head.get("/seal").get_data(as_text=True)
    assert (image in page, "已停用" in page, "上传印章" in page) == (False, True, True)
