"""Issuing a letter inside the caller's transaction, and recording that it was served."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import exists, select

from caseflow.core.errors import BadInput, IllegalMove, RuleError
from caseflow.core.events import Code, LetterServed
from caseflow.documents.kinds import LetterKind, kind_of, method_name
from caseflow.documents.queries import Confirmed, confirmed
from caseflow.documents.readers import OUTSIDE, Addressee, audience_of
from caseflow.documents.seals import seal_for
from caseflow.documents.text import LetterText, render
from caseflow.store import clock, throttle
from caseflow.store.db import db
from caseflow.store.models import Case, Company, Letter, LetterService, Person, Unit
from caseflow.store.numbers import next_number
from caseflow.store.people import firm_signs_in
from caseflow.store.unit_of_work import Said, Work

NOTHING = Said("")
PLATFORM = "platform"
GUESSED = throttle.Limit("letter-code", tries=20, minutes=15)


def issue_letter(
    work: Work, case: Case, kind: str, unit_id: int, whom: Addressee, context: Mapping[str, object]
) -> Letter:
    """A numbered letter of `kind` (documents/kinds.py) from unit `unit_id`, frozen as it is now.

    The audience of `whom` is one that the kind allows. `context` adds to what every letter knows of its case and must hold
    the `needs` of its kind. The number counts per unit, kind and
    year in this very transaction, so that a rollback leaves no gap. RuleError for an unknown kind, an addressee or a
    track the kind is not meant for, a kind that a head must sign (documents/signing.py), missing content, or private
    data of the complainant in a letter to the outside.
    """
    chosen = kind_of(kind)
    if chosen.approval:
        raise RuleError(f"{chosen.name}须经负责人签发，不能直接发出。")
    unit = db.session.get_one(Unit, unit_id)
    return numbered(work, case, chosen, unit, whom, written(work, case, chosen, unit, whom, context))


def numbered(
    work: Work, case: Case, chosen: LetterKind, unit: Unit, whom: Addressee, text: LetterText, draft_id: int | None = None
) -> Letter:
    """The letter with this text and the next number of its series; `draft_id` the signed draft where its kind needs one."""
    year = work.today.year
    serial = next_number(series_of(unit.id, chosen), year)
    number = f"{unit.letter_code}{chosen.mark}〔{year}〕{serial}号"
    copies = _copies(chosen, case, unit)
    seal = None if chosen.form else seal_for(unit.id, work.today)
    printed = (unit.name, number, text.title, whom.name, text.body, copies, work.today)
    return work.add(
        Letter(
            case_id=case.id,
            unit_id=unit.id,
            draft_id=draft_id,
            seal_id=seal.id if seal else None,
            kind=chosen.key,
            year=year,
            serial=serial,
            number=number,
            issuer_name=unit.name,
            addressee=whom.audience,
            addressee_name=whom.name,
            addressee_unit_id=whom.unit_id,
            title=text.title,
            body=text.body,
            copies=copies,
            dated=work.today,
            content_hash=content_hash(*printed, seal.sha256 if seal else ""),
            issued_by_id=work.person_id,
            issued_at=work.now,
        )
    )


def record_service(
    work: Work, case: Case, letter: Letter, method: str, served_on: date, receipt_id: int | None = None,
    remark: Said = NOTHING,
) -> LetterService:
    """The letter was served by `method` (kinds.METHODS) on `served_on`, proved by evidence `receipt_id` where given.

    BadInput for an unknown method, one in the system where nobody signs in for the addressee, or a day before the letter's
    date or after today; IllegalMove when recorded before.
    """
    method_name(method)
    if method == PLATFORM and not reads_here(case, letter):
        raise BadInput("收件人在本系统里没有可以使用的账号，不能选系统内送达。", "method")
    if not letter.dated <= served_on <= work.today:
        raise BadInput("送达日期不能早于文书日期，也不能晚于今天。", "served_on")
    if db.session.scalar(select(LetterService.id).where(LetterService.letter_id == letter.id)) is not None:
        raise IllegalMove(f"{letter.number} 已登记送达，不能重复登记。")
    service = work.add(
        LetterService(
            letter_id=letter.id,
            method=method,
            served_on=served_on,
            served_by_id=work.person_id,
            receipt_id=receipt_id,
            recorded_at=work.now,
        )
    )
    work.record(LetterServed(letter_id=letter.id, method=Code(method), served_on=served_on), case, remark=remark)
    return service


def serve_here(work: Work, case: Case, letter: Letter) -> None:
    """Serve a letter to the firm in the system at once, as it agreed when it registered.

    Where nobody signs in for the firm (代录) the letter waits for its service to be recorded (登记送达).
    """
    if reads_here(case, letter):
        record_service(work, case, letter, PLATFORM, work.today)


def reads_here(case: Case, letter: Letter) -> bool:
    """Whether somebody signs in for the addressee: for the firm of the case, or in the office that the letter names."""
    if letter.addressee == "complainant":
        return firm_signs_in(case)
    if letter.addressee != "office" or letter.addressee_unit_id is None:
        return False
    there = (Person.unit_id == letter.addressee_unit_id, Person.disabled_at.is_(None))
    return bool(db.session.scalar(select(exists().where(*there))))


def verify(code: str, address: str) -> Confirmed | None:
    """What the letter with this verification code is, or None; TooMany after 20 wrong codes from one address."""
    tickets = throttle.admit(GUESSED, (f"address {address}",))
    found = confirmed(code)
    if found is not None:
        throttle.forgive(tickets)
    return found


def series_of(unit_id: int, kind: LetterKind) -> str:
    """The name of the series in which letters of this kind of this unit are counted, year by year."""
    return f"letter:{unit_id}:{kind.key}"


def content_hash(
    issuer: str, number: str, title: str, addressee: str, body: str, copies: str, dated: date, seal: str = ""
) -> str:
    """Hexadecimal SHA-256 over everything a letter prints; `seal` the digest of the image of its seal, if it bears one."""
    said = [issuer, number, title, addressee, body, copies, dated.isoformat(), *([seal] if seal else [])]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def written(
    work: Work, case: Case, kind: LetterKind, unit: Unit, addressee: Addressee, context: Mapping[str, object]
) -> LetterText:
    """The text as it would be issued today. RuleError as for `issue_letter`."""
    audience_of(addressee.audience)
    if addressee.audience not in kind.addressees:
        raise RuleError(f"{kind.name}不能发给这类收件人。")
    if case.track not in kind.tracks:
        raise RuleError(f"{kind.name}的法律依据只适用于款项支付投诉。")
    facts = _facts(work, case, unit)
    guarded, nameless = addressee.audience in OUTSIDE or kind.told_around, addressee.audience == "public" or kind.told_around
    if guarded:
        del facts["complainant"]
    text = render(kind, facts | {"addressee_name": addressee.name} | dict(context))
    if guarded:
        _refuse_private(case, nameless, context.values())
    return text


def _refuse_private(case: Case, nameless: bool, typed: Iterable[object]) -> None:
    """Nothing typed into a letter that leaves the offices tells how to reach the complainant, or, where others than the
    addressee read it, who it is."""
    company = db.session.get_one(Company, case.company_id)
    private = [company.contact_phone, company.contact_name, company.address]
    if nameless:
        private += [company.name, company.credit_code]
    said = _closed_up("\n".join(value for value in typed if isinstance(value, str)))
    if any(_closed_up(value) in said for value in private if value):
        raise BadInput("发给被投诉单位的文书和通报不能写投诉人的联系人、电话、地址，通报和公开的文书也不能写投诉人是谁，请删去后再提交。")


def _closed_up(text: str) -> str:
    """Without blanks and hyphens, with which a telephone number may be written."""
    return re.sub(r"[\s-]", "", text)


def _copies(kind: LetterKind, case: Case, issuer: Unit) -> str:
    """抄送: the receiving unit, where the kind asks for a copy and somebody else issues the letter."""
    if not kind.copied or issuer.id == case.receiving_unit_id:
        return ""
    return db.session.get_one(Unit, case.receiving_unit_id).name


def _facts(work: Work, case: Case, unit: Unit) -> dict[str, object]:
    company = db.session.get_one(Company, case.company_id)
    receiver = db.session.get_one(Unit, case.receiving_unit_id)
    return {
        "case_number": case.number,
        "track": case.track,
        "category": case.category,
        "complainant": company.name,
        "respondent": case.respondent_name,
        "filed_on": clock.day_of(case.filed_at),
        "accepted_on": clock.day_of(case.accepted_at) if case.accepted_at else work.today,
        "amount": case.amount,
        "amount_paid": case.amount_paid,
        "amount_waived": case.amount_waived,
        "outstanding": case.amount - case.amount_paid - case.amount_waived,
        "issuer": unit.name,
        "receiving_unit": receiver.name,
        "today": work.today,
    }
