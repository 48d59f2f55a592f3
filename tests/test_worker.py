"""The background's own loop, apart from what it works on."""

import pytest
from rq.exceptions import StopRequested

from caseflow import worker


def test_a_part_that_fails_keeps_no_other_from_its_turn_but_a_worker_told_to_stop_stops() -> None:
    def fail() -> int:
        raise ValueError

    def stop() -> int:
        raise StopRequested

    assert worker._each(fail, lambda: 1) == [1]
    with pytest.raises(StopRequested):
        worker._each(stop, lambda: 1)
