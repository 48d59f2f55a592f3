"""What people do on the way out, by theme."""

from caseflow.closure.actions.applying import Application, apply
from caseflow.closure.actions.preparing import CallBack, Supply, follow_up, supply
from caseflow.closure.actions.reopening import Reopening, reopen
from caseflow.closure.actions.reviewing import Decision, review

__all__ = [
    "Application",
    "CallBack",
    "Decision",
    "Reopening",
    "Supply",
    "apply",
    "follow_up",
    "reopen",
    "review",
    "supply",
]
