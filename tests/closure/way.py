"""The way of a case from its served result to the reviewers."""

from decimal import Decimal

from sqlalchemy import select

from caseflow.closure import actions
from caseflow.core.lifecycle import Status
from caseflow.handling import actions as handling
from caseflow.store.db import db
from caseflow.store.models import Case, Evidence, WriteOffRequest
from caseflow.store.unit_of_work import transaction
from tests.handling.scene import Scene, actor, dispatched, key, pdf


def change_case(scene: Scene, **values: object) -> None:
    """Set columns of the case that another stage would set."""
    with transaction(None):
        case = db.session.scalars(select(Case).where(Case.number == scene.number)).one()
        for name, value in values.items():
            setattr(case, name, value)


def served(scene: Scene, outcome: str, paid: str, proofs: tuple[str, ...] = (), recognised: str = "0") -> Scene:
    """Sign, pay `paid`, submit `outcome` with `proofs` (kinds of evidence), sign off, serve."""
    scene.sign()
    if Decimal(paid) > 0:
        scene.pay(paid)
    given = tuple(handling.Proof(kind, pdf(f"{kind}.pdf")) for kind in proofs)
    draft = handling.ResultDraft(
        scene.version, outcome, Decimal(recognised), "经核实，情况属实。", "条例第二十五条", given
    )
    handling.submit_result(scene.handler, scene.number, draft, key())
    scene.sign_off()
    scene.serve()
    return scene


def resolved(office: str = "shandan.caizheng", amount: str = "100000.00") -> Scene:
    """A case paid in full whose result was served; nobody was called back yet."""
    return served(dispatched(office, amounts=(amount,)), "paid_in_full", amount, recognised=amount)


def call(scene: Scene, answer: str = "satisfied") -> None:
    """The handler calls back."""
    actions.follow_up(scene.handler, scene.number, actions.CallBack(scene.version, answer, "电话联系企业"), key())


def apply(scene: Scene, explanation: str = "") -> None:
    """The head asks for the write-off."""
    actions.apply(scene.head, scene.number, actions.Application(scene.version, explanation), key())


def requested(office: str = "shandan.caizheng", amount: str = "100000.00") -> Scene:
    """A case that waits for its first review."""
    scene = resolved(office, amount)
    call(scene)
    apply(scene)
    return scene


def approve(scene: Scene, login: str) -> None:
    """One reviewer agrees."""
    actions.review(actor(login), scene.number, actions.Decision(scene.version, True, "佐证齐全，同意销号。"), key())


def give_back(scene: Scene, login: str) -> None:
    """One reviewer returns the request."""
    decision = actions.Decision(scene.version, False, "回单看不清。", ("清晰的银行回单",))
    actions.review(actor(login), scene.number, decision, key())


def back_to_resolved(scene: Scene) -> None:
    """After a return: the same result again, served, called back."""
    handling.submit_result(scene.handler, scene.number, scene.draft(), key())
    scene.sign_off()
    scene.serve()
    call(scene)


def remove_evidence(scene: Scene, kind: str) -> None:
    """A file of this kind is taken away behind everybody's back."""
    case_id = scene.case.id
    with transaction(None) as work:
        for row in db.session.scalars(select(Evidence).where(Evidence.case_id == case_id, Evidence.kind == kind)):
            row.removed_at = work.now


def the_request(scene: Scene) -> WriteOffRequest:
    """The newest request of the case."""
    newest = select(WriteOffRequest).where(WriteOffRequest.case_id == scene.case.id)
    return db.session.scalars(newest.order_by(WriteOffRequest.id.desc()).limit(1)).one()


def offices(scene: Scene) -> list[str]:
    """The offices of the plan of the newest request, in order."""
    return [entry["unit"] for entry in the_request(scene).plan]


def assert_status(scene: Scene, status: Status) -> None:
    """Where the case stands."""
    assert scene.case.status == status
