"""Cases with a real routing decision, administrators, drafts that are ready."""

from itertools import count
from typing import Any

from sqlalchemy import select

from caseflow.accounts.actions import NewPerson, add_person
from caseflow.core.access import Actor, Role
from caseflow.core.lifecycle import Status
from caseflow.demo.people import PASSWORD
from caseflow.dispatch.jobs import propose_route
from caseflow.policybook.actions import drafting
from caseflow.policybook.queries.drafts import candidate, open_draft
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import Case, Company, Complaint, EditionDraft, Person, Unit
from caseflow.store.people import actor_of
from caseflow.store.unit_of_work import Submission, transaction

_keys = count(1)
SECOND = "xitong2"
RULE = 'id = "R4a-甘肃"'
SHANDAN = {"province": "甘肃省", "city": "张掖市", "county": "山丹县"}


def key() -> Submission:
    """A submission nobody made before."""
    number = next(_keys)
    return Submission(f"policybook-{number}", str(number))


def actor(login: str) -> Actor:
    """The person with this login."""
    found = actor_of(db.session.scalars(select(Person.id).where(Person.login == login)).one())
    assert found is not None
    return found


def second_administrator() -> Actor:
    """Another administrator, with the demo's password."""
    add_person(None, NewPerson(SECOND, "另一位管理员", Role.ADMINISTRATOR), PASSWORD)
    return actor(SECOND)


def facts(number: str, respondent_type: str = "机关") -> dict[str, Any]:
    """An ordinary complaint about goods not paid by an office of 山丹县."""
    return {
        "id": number,
        "complainant": {"name": "甲公司", "region": "山丹县", "size": "小型"},
        "respondent": {
            "name": "山丹县某单位",
            "type": respondent_type,
            "level": "县级",
            "region": SHANDAN,
            "industry": None,
        },
        "category": "拖欠货款",
        "amount_wan": "10",
        "dates": {"contract": "2025-07-01", "due": "2025-12-31", "filed": "2026-11-01"},
        "declared": {"contactable": True, "contract_relation": True, "price_of": "货物"},
    }


def routed_case(number: str = "GS-2026-800001", respondent_type: str = "机关") -> str:
    """A case under examination with its proposed route; returns its number."""
    clerk = actor("gansu.sl")
    with transaction(None) as work:
        place = editions.current().territories.get("山丹县")
        case = work.add(
            Case(
                number=number,
                track="A",
                category="拖欠货款",
                channel="网上",
                status=Status.UNDER_REVIEW,
                company_id=db.session.scalars(select(Company.id).order_by(Company.id)).first(),
                receiving_unit_id=db.session.get_one(Unit, clerk.unit_id).id,
                territory=place.code,
                respondent_name="山丹县某单位",
                filed_at=work.now,
                amount=100000,
            )
        )
        work.add(
            Complaint(
                case_id=case.id,
                facts=facts(number, respondent_type),
                respondent={},
                narrative="货已交付。",
                request="支付货款",
                pledged_by="法定代表人",
                content_hash="0" * 64,
                filed_at=work.now,
            )
        )
        case_id = case.id
    with transaction(None) as work:
        assert propose_route(work, case_id) is not None
    return number


def other_lead(text: str) -> str:
    """routing.toml in which 工信 leads what 财政 led in 甘肃."""
    before, rule, after = text.partition(RULE)
    assert rule
    return (
        before
        + rule
        + after.replace('competence = "财政"', 'competence = "工信"', 1).replace(
            'competence = "工信", level = "same" }]', 'competence = "财政", level = "same" }]', 1
        )
    )


def ready_draft(who: Actor, text: str) -> EditionDraft:
    """A draft of `routing.toml` marked as checked and tried."""
    drafting.begin(who, key())
    draft = open_draft(who.user_id)
    assert draft is not None
    drafting.save_file(who, draft.version, drafting.FileText("routing.toml", text), key())
    with transaction(None):
        draft = open_draft(who.user_id)
        assert draft is not None
        version = candidate(draft).version
        counts = {"combinations": 0, "lead": 0, "ground": 0, "queue": 0, "holes": 0, "expected": 0}
        draft.report = {"ok": True, "faults": [], "warning_count": 0, "counts": counts}
        draft.trial = {"total": 0, "wanted": 200, "tried": 0, "changed": 0, "counts": {}, "changes": []}
        draft.report_of = draft.trial_of = version
    return draft
