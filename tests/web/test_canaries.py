"""What belongs to one party is on no page, in no file and in no mail of another: a canary for each, searched everywhere.

Every address of the application is opened by everybody, with the ids of everything there is; what opens is read to the
last file. Two real leaks are planted at the end, which the same search has to find.
"""

import io
import itertools
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from caseflow.acceptance.actions import Acceptance, accept_case
from caseflow.demo.cases import DemoCase
from caseflow.demo.complaints import COMPLAINTS
from caseflow.demo.people import firm_login
from caseflow.documents.paper import pdf_of
from caseflow.documents.queries import reply_block
from caseflow.handling import actions as desk
from caseflow.notices.sending.delivery import deliver
from caseflow.store.db import db
from caseflow.store.models import Case, Company, Evidence, Letter, LetterDraft, Measure, Person, RespondentLink
from caseflow.store.respondent_code import reply_code
from caseflow.store.unit_of_work import transaction
from caseflow.supervision import drafting, measures
from tests.handling.scene import PDF, Scene, actor, key
from tests.harness.onstage import person
from tests.harness.pages import submit
from tests.harness.servers import Sink
from tests.supervision.rungs import settle_down, sign

FIRM, RIVAL = firm_login("runhe"), firm_login("xinyuan")
HANDLER, HEAD, CLERK = "shandan.caizheng.cb", "shandan.caizheng.fz", "gansu.sl"
ABOVE = "zhangye.sh"
OVER_ITS_HEAD = frozenset({ABOVE, "gansu.sj"})
ON_THE_CASE = OVER_ITS_HEAD | {HANDLER, HEAD, CLERK}
OTHERS = (RIVAL, "gaotai.guozi.cb", "ningxia.sl", "xitong", "anquan")
STRANGER, RESPONDENT = "", "the respondent"
MAIL = "canary.mail@respondent.example"


@dataclass(frozen=True)
class Canary:
    """A text of one party, and the readers who may meet it."""

    text: str
    readers: frozenset[str]


CANARIES: Mapping[str, Canary] = {
    "the firm's telephone": Canary("13700071001", ON_THE_CASE | {FIRM}),
    "the firm's contact": Canary("金丝雀联系人", ON_THE_CASE | {FIRM}),
    "the firm's address": Canary("金丝雀路七号", ON_THE_CASE | {FIRM}),
    "the firm's mail": Canary("canary.mail@runhe.example", ON_THE_CASE | {FIRM}),
    "the firm's bank account": Canary("6222000011112222333", ON_THE_CASE | {FIRM}),
    "the firm's legal person": Canary("金丝雀法人", ON_THE_CASE | {FIRM}),
    "another firm's claim": Canary("金丝雀别家合同", frozenset({RIVAL, CLERK}) | OVER_ITS_HEAD),
    "the unit's internal note": Canary("金丝雀内部记录", ON_THE_CASE),
    "the receiving office's note": Canary("金丝雀受理意见", ON_THE_CASE),
    "the accusation": Canary("金丝雀检举内容", OVER_ITS_HEAD),
    "the respondent's reply": Canary("金丝雀总答复", ON_THE_CASE | {RESPONDENT}),
    "the respondent's words to a claim": Canary("金丝雀逐笔说明", ON_THE_CASE | {RESPONDENT}),
    "the respondent's signer": Canary("金丝雀答复人", ON_THE_CASE | {RESPONDENT}),
    "the respondent's telephone": Canary("0936-7770001", ON_THE_CASE | {RESPONDENT}),
    "the respondent's file": Canary("金丝雀凭证", ON_THE_CASE | {RESPONDENT}),
    "the respondent's mail": Canary(MAIL, ON_THE_CASE | {RESPONDENT}),
    "the respondent's address": Canary("金丝雀街九号", ON_THE_CASE | {RESPONDENT}),
}


@dataclass
class Search:
    """Everything that was found where it must not be; `opened` are the addresses that opened, by reader."""

    hits: list[tuple[str, str, str]] = field(default_factory=list)
    opened: dict[str, set[str]] = field(default_factory=dict)
    papers: dict[bytes, str] = field(default_factory=dict)

    def read(self, reader: str, where: str, text: str) -> None:
        """Search a text that this reader was shown."""
        closed = re.sub(r"\s", "", text)
        for name, canary in CANARIES.items():
            if reader not in canary.readers and re.sub(r"\s", "", canary.text) in closed:
                self.hits.append((reader, where, name))

    def walk(self, app: Flask, reader: str, browser: FlaskClient, values: Mapping[str, list[str]]) -> None:
        """Open every address there is."""
        opened = self.opened.setdefault(reader, set())
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
                continue
            for address in addresses(rule, values):
                with browser.get(address) as answer:
                    text = self._text_of(answer)
                if answer.status_code == 200:
                    opened.add(rule.endpoint)
                self.read(reader, address, text)

    def _text_of(self, answer: TestResponse) -> str:
        kind, content = answer.mimetype, answer.get_data()
        if kind == "application/pdf":
            if content not in self.papers:
                self.papers[content] = pdf_text(content)
            return self.papers[content]
        if content[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
        return content.decode("utf-8", "replace") + str(answer.headers)


def pdf_text(content: bytes) -> str:
    """The text layer of a paper and what it says of itself."""
    paper = PdfReader(io.BytesIO(content))
    return "".join(page.extract_text() for page in paper.pages) + str(paper.metadata)


def addresses(rule: Rule, values: Mapping[str, list[str]]) -> Iterator[str]:
    """The addresses of a rule with every id that there is; of what belongs to a case, under the number of the first."""
    slots = re.findall(r"<[^>]+>", rule.rule)
    values = values if len(slots) == 1 else {**values, "number": values["number"][:1]}
    for filled in itertools.product(*(choices_of(slot, rule.endpoint, values) for slot in slots)):
        address = rule.rule
        for slot, value in zip(slots, filled, strict=True):
            address = address.replace(slot, value, 1)
        yield address


def choices_of(slot: str, endpoint: str, values: Mapping[str, list[str]]) -> list[str]:
    """What may stand in this place of an address."""
    listed = re.fullmatch(r"<any\(([^)]*)\):\w+>", slot)
    if listed:
        return [each.strip() for each in listed.group(1).split(",")]
    name = slot.strip("<>").rpartition(":")[2]
    return values.get(f"{endpoint}.{name}", values.get(name, ["1"]))


@dataclass(frozen=True)
class Stage:
    """What stands when the search begins: the case, every id there is, the codes of the respondent's letters."""

    scene: Scene
    values: dict[str, list[str]]
    codes: list[str]


def test_no_party_meets_what_belongs_to_another_on_any_page_in_any_file_or_mail(
    app: Flask, client: Callable[[str], FlaskClient], smtp_sink: Sink
) -> None:
    with app.app_context():
        stage = _played(app, client)
    search = _searched(app, client, stage, (STRANGER, FIRM, *OTHERS, *sorted(ON_THE_CASE)), smtp_sink)
    assert search.hits == []
    for reader, least in ((FIRM, 20), (HANDLER, 25), (STRANGER, 15), (RESPONDENT, 15)):
        assert len(search.opened[reader]) >= least, (reader, sorted(search.opened[reader]))
    assert {"casefile.show", "evidence.download", "documents.pdf", "documents.docx"} <= search.opened[HANDLER]
    assert {"respondent.answer"} <= search.opened[RESPONDENT]
    with app.app_context():
        _leak(stage)
        stage = Stage(stage.scene, {"number": [stage.scene.number]}, _codes())
    found = _searched(app, client, stage, (FIRM,), smtp_sink).hits
    assert {(reader, name) for reader, _where, name in found} == {
        (FIRM, "the respondent's words to a claim"), (RESPONDENT, "the unit's internal note"),
    }  # fmt: skip


def _searched(
    app: Flask, client: Callable[[str], FlaskClient], stage: Stage, readers: tuple[str, ...], sink: Sink
) -> Search:
    search = Search()
    for reader in readers:
        search.walk(app, reader, client(reader), stage.values)
    for code in stage.codes:
        search.walk(app, RESPONDENT, client(""), {**stage.values, "code": [code]})
    with app.app_context():
        for letter in db.session.scalars(select(Letter).where(Letter.addressee.in_(("respondent", "public")))):
            block = reply_block(actor(HANDLER), letter)
            search.read(RESPONDENT, letter.number, pdf_text(pdf_of(letter, block)))
        settle_down()
        deliver(app.config["SETTINGS"], 500)
    for mail in sink.mails:
        search.read("a mail", str(mail["To"]), f"{mail['Subject']} {mail.get_content()}")
    return search


def _played(app: Flask, client: Callable[[str], FlaskClient]) -> Stage:
    """A case in which every party has said what only some may read, and another firm's against the same respondent."""
    _private_data()
    told = next(each for each in COMPLAINTS if each.firm == "runhe")
    filing = replace(
        told.filing, narrative="请付到 6222 0000 1111 2222 333。", pledged_by="金丝雀法人", request="请付到上述账户。"
    )
    play = DemoCase(replace(told, filing=filing), person(FIRM))
    play.file()
    accept_case(actor(CLERK), play.number, Acceptance(_version(play.number), None, "金丝雀受理意见"), key())
    play.dispatch()
    play.handle()
    scene = Scene(play.number, person(FIRM), actor(CLERK), actor(HANDLER), actor(HEAD))
    _of_a_rival()
    note = desk.ContactNote(scene.version, "call", "office", scene.today, "金丝雀内部记录")
    desk.record_contact(scene.handler, scene.number, note, key())
    _accused(scene)
    path = _asked(scene, "verification", "verify", "请核实合同。")
    _answered(client(""), path)
    settle_down()
    return Stage(scene, _ids(scene), _codes())


def _private_data() -> None:
    with transaction(None):
        company = db.session.get_one(Company, person(FIRM).company_id)
        company.contact_phone, company.contact_name, company.address = "13700071001", "金丝雀联系人", "金丝雀路七号"
        db.session.get_one(Person, person(FIRM).user_id).email = "canary.mail@runhe.example"


def _of_a_rival() -> None:
    told = next(each for each in COMPLAINTS if each.firm == "xinyuan")
    ours = next(each for each in COMPLAINTS if each.firm == "runhe")
    (claim,) = told.filing.claims
    claims = (replace(claim, contract_name="金丝雀别家合同"),)
    filing = replace(told.filing, claims=claims, respondent=ours.filing.respondent, region=ours.filing.region)
    DemoCase(replace(told, filing=filing), person(RIVAL)).file()


def _accused(scene: Scene) -> None:
    """The supervisor refers the accusation over the head of the unit."""
    details = {"addressee": "某某纪律检查委员会", "materials": "来信一份", "contact": "督办员"}
    due = scene.today.replace(year=scene.today.year + 1)
    order = drafting.Order(scene.version, "refer_discipline", "accusation", "金丝雀检举内容", due, details)
    measures.take(actor(ABOVE), scene.number, order, key())
    sign(scene.number, f"{ABOVE}2")


def _asked(scene: Scene, kind: str, criterion: str, facts: str) -> str:
    """The respondent is asked; the path behind the code of its letter."""
    order = drafting.Order(scene.version, kind, criterion, facts, mail=MAIL, postal="金丝雀街九号")
    measures.take(scene.handler, scene.number, order, key())
    settle_down()
    newest = select(Letter).join(RespondentLink, RespondentLink.letter_id == Letter.id).order_by(Letter.id.desc())
    return f"/respond/{reply_code(db.session.scalars(newest.limit(1)).one())}"


def _answered(browser: FlaskClient, path: str) -> None:
    said = {
        "claims-0-stance": "denies", "claims-0-ground": "quality", "claims-0-words": "金丝雀逐笔说明", "text": "金丝雀总答复",
        "signer": "金丝雀答复人", "post": "科长", "phone": "0936-7770001", "files": (io.BytesIO(PDF), "金丝雀凭证.pdf"),
    }  # fmt: skip
    assert submit(browser, path, {**said, "go": "check"}).status_code == 303
    assert submit(browser, f"{path}/check", {"sure": "y"}).status_code == 302


def _leak(stage: Stage) -> None:
    """What must be found: a note that the firm may read repeats the reply, the next letter repeats the internal note."""
    scene = stage.scene
    note = desk.ContactNote(scene.version, "call", "parties", scene.today, "对方说：金丝雀逐笔说明")
    desk.record_contact(scene.handler, scene.number, note, key())
    row = db.session.scalars(select(Measure).where(Measure.kind == "verification")).one()
    measures.judge(scene.handler, scene.number, row.id, measures.Verdict(scene.version, False, "不符合"), key())
    _asked(scene, "verification", "verify", "金丝雀内部记录")


def _ids(scene: Scene) -> dict[str, list[str]]:
    """Every id there is."""
    db.session.rollback()

    def ids(kind: type[Letter] | type[Evidence] | type[LetterDraft]) -> list[str]:
        return [str(row) for row in db.session.scalars(select(kind.id))]

    taken = select(Measure.id).where(Measure.kind != "listing")
    numbers = list(db.session.scalars(select(Case.number)))
    return {
        "number": numbers,
        "letter_id": ids(Letter),
        "evidence_id": ids(Evidence),
        "measure_id": [str(row) for row in db.session.scalars(taken)],
        "draft_id": ids(LetterDraft),
        "unit_id": [str(scene.handler.unit_id), str(scene.clerk.unit_id)],
        "kind": ["verification", "order"],
        "figures.export.kind": ["xlsx", "csv"],
    }


def _codes() -> list[str]:
    bearing = select(Letter).join(RespondentLink, RespondentLink.letter_id == Letter.id)
    return [reply_code(letter) for letter in db.session.scalars(bearing)]


def _version(number: str) -> int:
    db.session.rollback()
    return db.session.scalars(select(Case.version).where(Case.number == number)).one()
