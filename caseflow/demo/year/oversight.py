"""The supervisors: once a week each office looks at what is late and climbs the ladder; units answer, some of them late."""

from datetime import timedelta
from random import Random

from sqlalchemy import Select, or_, select

from caseflow.core.access import Actor, Role
from caseflow.core.lifecycle import OPEN, Status
from caseflow.core.supervision import LISTING, PRIORITY, UNITS, Rung
from caseflow.demo.papers import paper
from caseflow.demo.year.stage import Stage, later
from caseflow.documents import signing
from caseflow.documents.serving import Service
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import Case, LetterDraft, Measure, Unit
from caseflow.store.units import leading_group_office
from caseflow.supervision import drafting, ladder, measures, replies
from caseflow.supervision.queries import proposals
from caseflow.supervision.words import DETAILS

MONDAY = 0
DETAIL_WORDS = {
    "leader": "某副局长",
    "when": "下周三上午9时",
    "place": "领导小组办公室会议室",
    "attendees": "承办单位分管负责人、承办科室负责人",
    "demand": "十个工作日内书面报告办理进展和整改措施。",
    "addressee": "有管理权限的机关",
    "recommendation": "建议核实承办单位履行职责的情况。",
}


class Oversight:
    """What the offices do with the cases of one simulated year, from case `after` on."""

    def __init__(self, stage: Stage, after: int) -> None:
        self.stage = stage
        self._after = after

    def look(self) -> None:
        """What is done today about measures that stand, and on Mondays about what is late."""
        for measure_id in self._standing():
            self._carry_on(measure_id)
        if self.stage.today.weekday() == MONDAY:
            for case_id in self._late():
                self._climb(case_id)

    def _late(self) -> list[int]:
        large = Case.amount > min(editions.current().closure.thresholds.values())
        led = (Case.id > self._after, Case.status.in_(OPEN), Case.lead_unit_id.is_not(None))
        return list(db.session.scalars(select(Case.id).where(*led, or_(Case.ever_overdue, large)).order_by(Case.id)))

    def _standing(self) -> list[int]:
        standing = (Measure.case_id > self._after, Measure.settled_at.is_(None), Measure.kind != LISTING)
        return list(db.session.scalars(select(Measure.id).where(*standing).order_by(Measure.id)))

    def _climb(self, case_id: int) -> None:
        """The first measure that the facts propose is drafted by one supervisor and signed by the other."""
        case = db.session.get_one(Case, case_id)
        actor = self._supervisor(case, 0)
        proposed, _refused = proposals(actor, case, editions.current().supervision.roads[UNITS])
        if not proposed or self._drafted(case_id):
            return
        rung, criterion = proposed[0].rung, proposed[0].reasons[0].key
        due = later(self.stage.today, (rung.days or 0) * 2)
        order = drafting.Order(case.version, rung.key, criterion, "请说明没有按期办理的原因。", due, _details(rung))
        measures.take(actor, case.number, order, self.stage.submission())
        self._sign(case.number)

    def _sign(self, number: str) -> None:
        case = db.session.scalars(select(Case).where(Case.number == number)).one()
        draft = db.session.scalars(self._waiting(case.id)).first()
        if draft is not None:
            signer = self.stage.person(draft.unit_id, Role.SUPERVISOR, 1)
            signing.decide_draft(signer, number, draft.id, signing.Verdict(case.version, True), self.stage.submission())
        self.stage.relay()

    def _drafted(self, case_id: int) -> bool:
        return db.session.scalars(self._waiting(case_id)).first() is not None

    def _waiting(self, case_id: int) -> Select[LetterDraft]:
        waits = (LetterDraft.case_id == case_id, LetterDraft.state == "submitted")
        return select(LetterDraft).where(*waits).order_by(LetterDraft.id)

    def _supervisor(self, case: Case, place: int) -> Actor:
        """Of the place of the lead; one level up where the lead hosts the office there."""
        edition, lead = editions.current(), db.session.get_one(Unit, case.lead_unit_id)
        for up in (0, 1, 2):
            office = leading_group_office(edition, lead.territory, up)
            if office is None:
                continue
            actor = self.stage.person(office.id, Role.SUPERVISOR, place)
            if ladder.obstacle(actor, case) is None:
                return actor
        raise LookupError(f"nobody supervises {lead.name}")

    def _carry_on(self, measure_id: int) -> None:
        row = db.session.get_one(Measure, measure_id)
        case = db.session.get_one(Case, row.case_id)
        if Status(case.status) not in OPEN or case.lead_unit_id != row.lead_unit_id:
            return
        office = self.stage.person(row.unit_id, Role.SUPERVISOR)
        if row.served_on is None:
            note = Service(case.version, "exchange", self.stage.today)
            measures.serve(office, case.number, row.id, note, self.stage.submission())
        elif row.answered_at is not None:
            verdict = measures.Verdict(case.version, self._chance(row).random() < 0.7, "已核对办理情况。")
            measures.judge(office, case.number, row.id, verdict, self.stage.submission())
        elif self.stage.today >= row.served_on + timedelta(days=self._patience(row)):
            self._reply(case, row)

    def _reply(self, case: Case, row: Measure) -> None:
        given = replies.Reply(
            case.version, "已约见被投诉单位负责人，要求提出付款安排。", paper("答复.png", "REPLY (demo)")
        )
        handler = self.stage.person(row.lead_unit_id or 0, Role.HANDLER)
        if row.kind == PRIORITY:
            self._report(case, row, handler, given)
        elif editions.current().supervision.rung(row.kind).answered_by == "lead":
            replies.answer(handler, case.number, row.id, given, self.stage.submission())
        else:
            office = self.stage.person(row.unit_id, Role.SUPERVISOR)
            replies.record_return(office, case.number, row.id, given, self.stage.submission())

    def _report(self, case: Case, row: Measure, handler: Actor, given: replies.Reply) -> None:
        """A listed case is reported on every Friday or so."""
        if self.stage.today.weekday() == MONDAY + 4 and self._chance(row).random() < 0.8:
            replies.report(handler, case.number, row.id, given, self.stage.submission())

    def _chance(self, row: Measure) -> Random:
        return Random(f"{self.stage.seed}|{row.case_id - self._after}|{row.kind}|{row.number}")  # noqa: S311 -- no secret

    def _patience(self, row: Measure) -> int:
        """How many days the unit takes to answer; a third of the answers come late."""
        return self._chance(row).choice((2, 5, 16))


def _details(rung: Rung) -> dict[str, str]:
    return {name: DETAIL_WORDS[name] for name in DETAILS[rung.letter]}
