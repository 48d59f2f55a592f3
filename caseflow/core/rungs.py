"""What one measure is: the fact that leads to it, the road it stands on, its letter, its days, its basis at each place."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

OURS = "本系统默认"
"""How the basis of what no rule says begins ([D] of the rules)."""


@dataclass(frozen=True)
class Road:
    """One order of measures. `about` is on whom: 'lead' (the unit that handles), 'respondent', 'case' (nobody's measure:
    a referral, a question to the leading group).

    `taken_by`: 'office' (a 领导小组办公室), 'lead' (the handling unit), 'sme' (the SME department), 'involved' (any office
    that has the case in hand).
    """

    key: str
    name: str
    about: str
    taken_by: str
    basis: str

    @property
    def each_its_own(self) -> bool:
        """Whether every office takes its own measures: what another took neither bars nor opens anything, nor is told."""
        return self.taken_by in ("lead", "involved")


@dataclass(frozen=True)
class At:
    """Where a basis is asked for: an office of `level` that lies in all of `places`, from its own up to its province, in a
    case of `track` that was `filed_on` this day (the procedure is that of the day of filing)."""

    places: Collection[str]
    level: str
    track: str
    filed_on: date


@dataclass(frozen=True)
class Local:
    """A basis in `territories` (names; none: everywhere) for offices of `levels` (none: all), on `tracks`, in cases filed
    from `start` on."""

    territories: frozenset[str]
    levels: frozenset[str]
    tracks: str
    basis: str
    start: date

    def holds(self, at: At) -> bool:
        """Whether it holds there."""
        here = not self.territories or bool(self.territories & set(at.places))
        fits = (not self.levels or at.level in self.levels) and at.track in self.tracks
        return here and fits and self.start <= at.filed_on


@dataclass(frozen=True)
class Criterion:
    """A fact that leads to a measure. `direct`: no rung need come before; `stated`: a person says so, with reasons.

    `addressee_levels`: only a body of these levels may be written to for this fact; empty where any may. `start`: it is
    no reason in a case filed before that day.
    """

    key: str
    name: str
    direct: bool
    stated: bool
    basis: str
    start: date
    addressee_levels: frozenset[str] = frozenset()
    local: tuple[Local, ...] = ()

    def basis_at(self, at: At) -> str:
        """The first basis that holds there, else the general one."""
        return next((each.basis for each in self.local if each.holds(at)), self.basis)

    def begun(self, filed_on: date | None) -> bool:
        """Whether its rule was in force when the case was filed (None: no day is given)."""
        return filed_on is None or self.start <= filed_on


@dataclass(frozen=True)
class Article:
    """The article that a letter cites about a respondent of the types `respondents`; none: about any."""

    number: str
    respondents: frozenset[str]


@dataclass(frozen=True)
class Rung:
    """One measure. `letter` is its kind of letter; `days` are working days to answer it, None where `clock` has a length
    of its own; `after` are the measures of which one comes before.

    `answered_by` is 'lead' (the unit answers) or 'office' (whoever took the measure records what came back, `returned` in
    words, and judges it where it is `judged`). The clock runs from the service, or `from_sending`. `confidential`: not
    shown to the unit that handles the case, which it may be about. `competence`: the line of the bodies it goes to;
    `to_leading_group`: it asks a 领导小组办公室.
    `by_link`: the respondent may answer by the link of its letter. `start`: it is no measure in a case filed before that day.
    """

    key: str
    name: str
    letter: str
    criteria: tuple[str, ...]
    days: int | None
    answered_by: str
    basis: str
    road: str
    after: tuple[str, ...]
    clock: str
    from_sending: bool
    judged: bool
    returned: str
    confidential: bool
    tracks: str
    competence: str
    to_leading_group: bool
    start: date
    articles: tuple[Article, ...]
    local: tuple[Local, ...]
    by_link: bool

    @property
    def to_known_body(self) -> bool:
        """Whether whoever takes it chooses the addressee from a list instead of writing its name."""
        return bool(self.competence) or self.to_leading_group

    def basis_at(self, at: At) -> str:
        """The first basis that holds there, else the general one."""
        return next((each.basis for each in self.local if each.holds(at)), self.basis)

    def unfit(self, track: str, filed_on: date | None, respondent_type: str) -> str | None:
        """Why it is no measure in such a case, as a sentence; None where it is one."""
        if track not in self.tracks or (filed_on and filed_on < self.start):
            return f"“{self.name}”不适用于这类投诉，或者依据在投诉以后才施行。"
        if self.article_for(respondent_type) is None:
            return f"对这类被投诉单位没有规定“{self.name}”。"
        return None

    def article_for(self, respondent_type: str) -> str | None:
        """The article its letter cites about such a respondent: '' where it cites none, None where the law knows no such
        measure on it."""
        if not self.articles:
            return ""
        fitting = (each for each in self.articles if not each.respondents or respondent_type in each.respondents)
        return next((each.number for each in fitting), None)


def printed(basis: str) -> str:
    """What a letter says of the basis: the rule without what we added to it; '' where there is no rule but our own."""
    return "" if basis.startswith(OURS) else basis.split("；", maxsplit=1)[0]
