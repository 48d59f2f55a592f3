"""No sequence of requests, lawful, forged or at once, ends a case falsely: a machine that tries, and an oracle that looks."""

from collections.abc import Iterator
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from caseflow.app import create_app
from caseflow.settings import Settings
from caseflow.store.audit import verify
from caseflow.store.db import db
from tests.closure.siege import CAST, HANDLER, HEAD, MOVES, REVIEWERS, House, Target
from tests.closure.way import call, change_case, resolved, served
from tests.handling.scene import dispatched
from tests.harness.servers import Servers

FOREVER = {"CASEFLOW_IDLE_STAFF": "999999", "CASEFLOW_IDLE_PUBLIC": "999999", "CASEFLOW_SESSION_HOURS": "999999"}
BEGINNINGS = (
    ("paid_in_full", "100000.00", ()),
    ("agreement", "40000.00", ("agreement", "repayment_plan")),
    ("disputed", "0", ("finding_report",)),
    ("partly_paid", "40000.00", ("repayment_plan",)),
    ("no_arrears", "0", ("finding_report",)),
)
KINDS = ("", "mediation_record", "non_cash_consent", "bill", "no_arrears", "satisfied", "gold")
CHAIRS = (
    (HANDLER, "supervisor", "shandan.sh"), (HEAD, "supervisor", "shandan.sh"), (HEAD, "supervisor", "zhangye.sh"),
    ("shandan.sh", "unit_head", HANDLER), ("shandan.sh2", "handler", HANDLER), ("zhangye.sh", "supervisor", "shandan.sh"),
)  # fmt: skip
people, moves = st.sampled_from(CAST), st.sampled_from(MOVES)
deciders = st.sampled_from((*REVIEWERS["县级"], *REVIEWERS["市级"], HEAD))
decisions = st.sampled_from(("approve", "return", "bounce", "unsatisfied", "link", "explain"))


class Siege(RuleBasedStateMachine):
    """One case close to its end, and everybody who would end it."""

    house: ClassVar[House]
    decoy: ClassVar[str]
    """A second case, whose ids are used where they do not belong."""
    beginning: ClassVar[tuple[str, str, tuple[str, ...]]]
    target: Target

    @initialize(late=st.booleans(), listed=st.sampled_from((None, None, "市级", "省级")))
    def begin(self, late: bool, listed: str | None) -> None:
        """A served result, late or listed or neither."""
        outcome, paid, proofs = self.beginning
        recognised = "0" if outcome == "no_arrears" else "50000.00"
        self.house.days_pass(0)
        self.house.all_sit_back()
        with self.house.app.app_context():
            scene = served(dispatched("shandan.caizheng"), outcome, paid, proofs, recognised)
            change_case(scene, ever_overdue=late, listing=listed)
        self.target = Target(self.house, scene.number, self.decoy)

    @rule()
    def lawful(self) -> None:
        """The next lawful step, by whoever's turn it is."""
        self.house.all_sit_back()
        self.target.advance()

    @rule(steps=st.integers(2, 7))
    def lawful_way(self, steps: int) -> None:
        """Several of them."""
        self.house.all_sit_back()
        for _ in range(steps):
            self.target.advance()

    @rule(who=people, move=moves, forged=st.booleans(), stale=st.sampled_from((0, 0, 1)), kind=st.sampled_from(KINDS))
    def attempt(self, who: str, move: str, forged: bool, stale: int, kind: str) -> None:
        """Anybody tries anything, with ids of another case, fields of our own tables, an older version."""
        self.target.post(who, move, forged=forged, stale=stale, kind=kind)

    @rule(called=st.booleans(), wait=st.booleans())
    def press_on(self, called: bool, wait: bool) -> None:
        """Everybody whose word it takes agrees at once, whatever the dossier lacks."""
        self.house.all_sit_back()
        for login, move in ((HANDLER, "satisfied"), (HEAD, "explain"))[not called :]:
            self.target.post(login, move)
        if wait:
            self.house.days_pass(self.target.days() + 14)
        for level in REVIEWERS.values():
            for login in level:
                self.target.post(login, "approve")

    def teardown(self) -> None:
        """However far it came: at the end everybody agrees."""
        if hasattr(self, "target"):
            self.press_on(called=True, wait=True)
            self.nothing_ended_falsely()

    @rule(first=deciders, second=deciders, one=decisions, other=decisions)
    def at_once(self, first: str, second: str, one: str, other: str) -> None:
        """Two press at the same moment, also the same person twice."""
        self.target.both((first, one), (second, other))

    @rule(chair=st.sampled_from(CHAIRS), move=st.sampled_from(("approve", "return", "explain", "sign_off", "submit")))
    def from_another_chair(self, chair: tuple[str, str, str], move: str) -> None:
        """Somebody changes office and acts from there on a case they had a hand in."""
        self.house.sit(*chair)
        self.target.post(chair[0], move)

    @rule(days=st.sampled_from((1, 5, 14)))
    def time_passes(self, days: int) -> None:
        """Publications end, links expire, attempts fall on different days."""
        self.house.days_pass(self.target.days() + days)

    @rule()
    def somebody_objects(self) -> None:
        """Anybody objects to what is published; the reviewer answers or does not."""
        publication = self.target.one("select max(id) from publication where case_id = %(case)s")
        if publication is not None:
            browser, token = self.house.browser("")
            form = {"csrf_token": token, "idempotency_key": str(self.target.days()), "text": "没有付清"}
            assert browser.post(f"/publications/{publication}", data=form).status_code < 500

    @invariant()
    def nothing_ended_falsely(self) -> None:
        """The oracle reads the rows of both cases."""
        if hasattr(self, "target"):
            ended = self.target.status == "written_off"
            self.house.tally["ended"] += ended
            for number in (self.target.number, self.target.decoy):
                assert self.house.oracle.faults(number) == [], number


@pytest.fixture
def house(servers: Servers) -> Iterator[House]:
    """A house whose people stay signed in for years."""
    urls = servers.fresh()
    app = create_app(Settings.from_env({**servers.environment(urls), **FOREVER}))
    with House.open(app, urls) as opened:
        yield opened
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(("examples", "steps"), [(3, 8), pytest.param(20, 30, marks=pytest.mark.long)])
def test_nobody_ends_a_case_falsely(house: House, examples: int, steps: int) -> None:
    with house.app.app_context():
        decoy = resolved()
        call(decoy)
    for beginning in BEGINNINGS:
        run_state_machine_as_test(
            type("Siege", (Siege,), {"house": house, "decoy": decoy.number, "beginning": beginning}),
            settings=settings(
                max_examples=examples, stateful_step_count=steps, deadline=None, database=None, derandomize=True,
                suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink),
            ),
        )  # fmt: skip
    assert house.tally["ended"] >= examples, "a machine that never ends a case proves nothing"
    for refusal in ("403", "409", "422"):
        assert house.tally[refusal] > 0, refusal
    with house.app.app_context():
        assert verify().fault is None
