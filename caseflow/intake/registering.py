"""A complaint becomes a case: the one place for what a firm files, a clerk writes down, and a spreadsheet brings."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date

from caseflow.core.edition import Edition
from caseflow.core.errors import RuleError
from caseflow.core.events import Code, ComplaintFiled
from caseflow.core.lifecycle import Status
from caseflow.core.reception import WEB, filing_moment
from caseflow.core.territory import PROVINCE
from caseflow.intake.filing import Filing, facts_json
from caseflow.store import editions
from caseflow.store.clocks import start_clock
from caseflow.store.db import db
from caseflow.store.models import Case, Claim, Company, Complaint, Unit
from caseflow.store.numbers import next_number
from caseflow.store.unit_of_work import Work
from caseflow.store.units import RECEIVING, taking_office, unit_for, unit_named

DEFAULT_PROVINCE = "甘肃省"


@dataclass(frozen=True)
class Origin:
    """How a complaint came: by which way, on which day it was received, the office that examines it, and the spreadsheet
    it was a row of."""

    channel: str
    received_on: date
    receiving: Unit
    batch_id: int | None = None


def from_the_web(work: Work, company: Company, filing: Filing) -> Origin:
    """What a firm files itself goes to the SME department of the respondent's province (国务院令第802号第二十四、二十五条).

    For a respondent elsewhere that of the firm's own, which declines and points the way; a complaint against the receiving
    department itself goes to the government. RuleError where no office is entered.
    """
    edition = editions.current()
    place = edition.territories.locate(filing.region["province"], filing.region["city"], filing.region["county"])
    where = filing.region["province"] if place else company.region
    province = _receiving_province(edition, where or "")
    receiving = taking_office(edition, province, unit_named(filing.respondent.name))
    if receiving is None:
        raise RuleError(f"{province}没有登记受理投诉的部门。")
    return Origin(WEB, work.today, receiving)


def register_case(work: Work, company: Company, filing: Filing, origin: Origin, hashes: tuple[str, ...] = ()) -> Case:
    """The case of this complaint with its event and its clock; `hashes` are the SHA-256 of the files that belong to it.

    The law of procedure and the clock `review` go by the day of receipt.
    """
    edition = editions.current()
    place = edition.territories.locate(filing.region["province"], filing.region["city"], filing.region["county"])
    respondent = unit_named(filing.respondent.name)
    case = work.add(
        Case(
            number=_number(edition, origin.receiving, work.today.year),
            track=filing.track,
            category=filing.category,
            channel=origin.channel,
            status=Status.UNDER_REVIEW,
            company_id=company.id,
            receiving_unit_id=origin.receiving.id,
            respondent_unit_id=respondent.id if respondent else None,
            territory=place.code if place else _top(edition, origin.receiving),
            respondent_name=filing.respondent.name,
            filed_at=filing_moment(origin.received_on, work.now),
            amount=filing.amount,
        )
    )
    content = _keep(work, case, company, filing, origin.received_on, hashes)
    work.record(_filed(case, content, origin), case)
    start_clock(work, case, "review", on=origin.received_on)
    return case


def _receiving_province(edition: Edition, region: str) -> str:
    provinces = (place for place in edition.territories.all() if place.level == PROVINCE)
    return next((place.name for place in provinces if region.startswith(place.name)), DEFAULT_PROVINCE)


def _top(edition: Edition, receiving: Unit) -> str:
    """The province of the office, where the respondent lies in none of ours."""
    here = edition.territories.get(receiving.territory)
    return (edition.territories.at_level(here, PROVINCE) or here).code


def _number(edition: Edition, receiving: Unit, year: int) -> str:
    prefix = receiving.case_prefix or _prefix_of_place(edition, receiving)
    return f"{prefix}-{year}-{next_number(f'case {prefix}', year):06d}"


def _prefix_of_place(edition: Edition, receiving: Unit) -> str:
    """An office without a series of its own counts in that of the SME department of its place, or of the next above."""
    here = edition.territories.get(receiving.territory)
    for place in (here, *edition.territories.ancestors(here)):
        unit = unit_for(edition, RECEIVING, place.code)
        if unit is not None and unit.case_prefix:
            return unit.case_prefix
    raise RuleError(f"{receiving.name}没有可用的投诉编号。")


def _keep(
    work: Work, case: Case, company: Company, filing: Filing, received_on: date, hashes: tuple[str, ...]
) -> str:
    """Store the complaint and its claims; returns the SHA-256 of everything that was filed, files included."""
    facts = facts_json(case.number, company, filing, received_on)
    whole = {"facts": facts, "filing": asdict(filing), "company": company.credit_code, "evidence": hashes}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, default=str)
    content = hashlib.sha256(text.encode()).hexdigest()
    work.add(
        Complaint(
            case_id=case.id,
            facts=facts,
            respondent=asdict(filing.respondent),
            narrative=filing.narrative,
            request=filing.request,
            pledged_by=filing.pledged_by,
            content_hash=content,
            filed_at=case.filed_at,
        )
    )
    for position, claim in enumerate(filing.claims, start=1):
        db.session.add(Claim(case_id=case.id, position=position, **asdict(claim)))
    return content


def _filed(case: Case, content: str, origin: Origin) -> ComplaintFiled:
    return ComplaintFiled(
        track=Code(case.track),
        category=Code(case.category),
        channel=Code(case.channel),
        amount=case.amount,
        filed_on=origin.received_on,
        content=Code(content),
        number=Code(case.number),
        company_id=case.company_id,
        receiving_unit_id=case.receiving_unit_id,
        respondent_unit_id=case.respondent_unit_id,
        territory=Code(case.territory),
        batch_id=origin.batch_id,
    )
