"""What people do on the way out, by theme."""

from caseflow.closure.actions.applying import Application, apply
from caseflow.closure.actions.preparing import CallBack, Supply, follow_up, require_resolved, supply
from caseflow.closure.actions.publishing import (
    Answer,
    Objection,
    answer_objection,
    end_publication,
    object_to,
    publish,
)
from caseflow.closure.actions.rechecking import Finding, draw_for_office, draw_rechecks, record_recheck
from caseflow.closure.actions.reopening import Reopening, reopen
from caseflow.closure.actions.replying import Answered, reply, send_link
from caseflow.closure.actions.reviewing import Decision, review

__all__ = [
    "Answer",
    "Answered",
    "Application",
    "CallBack",
    "Decision",
    "Finding",
    "Objection",
    "Reopening",
    "Supply",
    "answer_objection",
    "apply",
    "draw_for_office",
    "draw_rechecks",
    "end_publication",
    "follow_up",
    "object_to",
    "publish",
    "record_recheck",
    "reopen",
    "reply",
    "require_resolved",
    "review",
    "send_link",
    "supply",
]
