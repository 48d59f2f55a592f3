"""The typed refusals of the house; `web/errors.py` turns each into one page."""


class CaseflowError(Exception):
    """A refusal with a sentence for a person (`str(error)` is Chinese and fit to be shown)."""


class Denied(CaseflowError):
    """The actor may see the case but may not do this."""


class NotFound(CaseflowError):
    """No such thing, or the actor may not know that it exists; the two are one answer."""


class IllegalMove(CaseflowError):
    """The lifecycle table has no such step from the present status."""


class Stale(CaseflowError):
    """The form was rendered from an older version of the case."""


class Incomplete(CaseflowError):
    """Something required is missing; `missing` lists it, one sentence each."""

    def __init__(self, sentence: str, missing: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.missing = missing


class BadInput(CaseflowError):
    """The input cannot be read or used; the sentence says what and where. Nothing was changed.

    `field` names what was wrong where one field is to blame, so that a form can show the sentence there.
    """

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class TooMany(CaseflowError):
    """Too many guesses in a short time; the sentence says how long to wait."""


class RuleError(CaseflowError):
    """A rule, calendar or rate that cannot be evaluated: an alarm, never skipped."""
