"""A round of the sweep: the same small action on each row that is due, one transaction each."""

from collections.abc import Callable, Iterable

import structlog

log = structlog.get_logger()


def count_done(action: Callable[[int], bool], ids: Iterable[int]) -> int:
    """On how many of the rows `ids` the action did something. One that fails is logged and keeps no other from its turn; it
    is due again in the next round."""
    return sum(_done(action, row_id) for row_id in ids)


def _done(action: Callable[[int], bool], row_id: int) -> bool:
    try:
        return action(row_id)
    except Exception:
        log.exception("a row of the sweep failed", action=action.__name__, row=row_id)
        return False
