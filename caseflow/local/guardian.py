"""Two processes that watch each other, so that no way of dying leaves anything behind.

The process that was started only waits; its child does the work and is the parent of everything else. If the first is
killed, the kernel tells the second to stop in order. If the second is killed, the first ends whatever is left. Both
adopt orphans, so that neither the children of gunicorn nor a work-horse can slip out of the family.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable

from caseflow.local.children import adopt_orphans, die_with_parent, end_descendants, send
from caseflow.local.processes import STOP_SIGNALS, Stopping, stop_on_signals

GRACE = 3.0  # seconds for stragglers, all of whom were told to stop before


def guarded(work: Callable[[], int]) -> int:
    """Run `work` in a watched child process; returns its exit code when nothing of it is left.

    Ctrl-C, SIGTERM and SIGHUP reach `work` as Stopping; a work that ends by it counts as done (0).
    """
    first = os.getpid()
    adopt_orphans()
    sys.stdout.flush()
    sys.stderr.flush()
    second = os.fork()
    if second == 0:
        code = 1
        try:
            code = _work(work, first)
        finally:  # not even a broken standard output may let the second process run on as if it were the first
            os._exit(code)
    for number in STOP_SIGNALS:
        signal.signal(number, lambda number, _frame: send(second, number))
    _, status = os.waitpid(second, 0)
    end_descendants(first, GRACE)
    return max(os.waitstatus_to_exitcode(status), 0) if not os.WIFSIGNALED(status) else 1


def _work(work: Callable[[], int], first: int) -> int:
    """What the second process does; whatever happens, it leaves no child behind."""
    code = 1
    try:
        stop_on_signals()
        os.setsid()  # a signal to the group of the first process must not hit both
        die_with_parent(first, signal.SIGTERM)
        adopt_orphans()
        code = work()
    except Stopping:
        code = 0
    except Exception:  # noqa: BLE001  there is no caller in this process that could show it
        traceback.print_exc()
    finally:
        end_descendants(os.getpid(), GRACE)
        sys.stdout.flush()
        sys.stderr.flush()
    return code
