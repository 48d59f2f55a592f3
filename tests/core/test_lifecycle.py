"""The lifecycle table in full product."""

import pytest

from caseflow.core.errors import IllegalMove
from caseflow.core.lifecycle import (
    LABELS,
    MOVES,
    OPEN,
    STEP_LABELS,
    WITH_LEAD,
    WITHOUT_LEAD,
    Status,
    Step,
    move,
    steps_from,
)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("step", Step)
def test_the_table_is_the_only_truth(status: Status, step: Step) -> None:
    if (status, step) in MOVES:
        made = move(status, step)
        assert (made.before, made.step, made.after) == (status, step, MOVES[status, step])
    else:
        with pytest.raises(IllegalMove, match=status.label):
            move(status, step)


def test_every_step_is_used_and_every_status_reached() -> None:
    assert {step for _status, step in MOVES} == set(Step)
    assert set(MOVES.values()) | {Status.UNDER_REVIEW} == set(Status)


def test_words_for_everything() -> None:
    assert set(LABELS) == set(Status)
    assert set(STEP_LABELS) == set(Step)
    assert all(status.label for status in Status)
    assert all(step.label for step in Step)


def test_an_ended_case_can_only_come_back_as_the_workflow_says() -> None:
    assert steps_from(Status.WRITTEN_OFF) == (Step.RELAPSE, Step.REHANDLE)
    assert steps_from(Status.DECLINED) == (Step.APPEAL,)
    for status in (Status.LAPSED, Status.WITHDRAWN, Status.TERMINATED):
        assert steps_from(status) == ()


def test_withdrawal_is_open_from_every_open_status() -> None:
    assert {status for status, step in MOVES if step is Step.WITHDRAW} == set(OPEN)


def test_lead_facts_do_not_overlap() -> None:
    assert not WITH_LEAD & WITHOUT_LEAD
