"""One version of all rules as one value, made from the texts of policies/ wherever they are kept."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from caseflow.core.closure_rules import ClosureRules
from caseflow.core.deadlines import ClockRules
from caseflow.core.enterprise import SizeTable
from caseflow.core.errors import RuleError
from caseflow.core.figures import FigureRules
from caseflow.core.interest import LprTable
from caseflow.core.money import PaymentLaws
from caseflow.core.notice_rules import NoticeRules
from caseflow.core.offices import Offices
from caseflow.core.policy import Document, load_documents
from caseflow.core.reception import ReceptionRules
from caseflow.core.routing import RuleBook, Rules
from caseflow.core.supervision_rules import SupervisionRules
from caseflow.core.territory import Territories
from caseflow.core.townships import Townships
from caseflow.core.working_days import Calendar


@dataclass(frozen=True)
class Union:
    """Shipped rules brought together with what the offices changed: the files that hold, and the names still disputed."""

    files: Mapping[str, str]
    disputed: tuple[str, ...]


def fingerprints(files: Mapping[str, str]) -> dict[str, str]:
    """SHA-256 of each file by name."""
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}


def united(published: Mapping[str, str], before: Mapping[str, str], shipped: Mapping[str, str]) -> Union:
    """What holds when the program comes with new files: of each file the side that changed it since.

    `before` are the fingerprints of the files that came last. What both sides changed, each in its way, is disputed and
    stays as published.
    """
    ours, theirs = fingerprints(published), fingerprints(shipped)
    files, disputed = dict(published), []
    for name in sorted(before.keys() | ours.keys() | theirs.keys()):
        here, there, was = ours.get(name), theirs.get(name), before.get(name)
        if there in (was, here):
            continue
        if here != was:
            disputed.append(name)
        elif there is None:
            del files[name]
        else:
            files[name] = shipped[name]
    return Union(files, tuple(disputed))


@dataclass(frozen=True)
class Edition:
    """The rule files by name (relative to policies/) and, parsed when first asked for, what they say.

    `version` is the hash of names and contents: equal texts are the same edition.
    """

    files: Mapping[str, str]

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits over all names and contents."""
        digest = hashlib.sha256()
        for name, text in sorted(self.files.items()):
            digest.update(f"{name}\0{len(text)}\0{text}".encode())
        return digest.hexdigest()[:12]

    def text(self, name: str) -> str:
        """The text of one file. Raises RuleError when the edition lacks it."""
        try:
            return self.files[name]
        except KeyError as missing:
            raise RuleError(f"规则缺少文件 {name}。") from missing

    def folder(self, name: str, suffix: str) -> dict[str, str]:
        """The files of one folder by their stem."""
        paths = ((PurePosixPath(path), text) for path, text in self.files.items())
        return {path.stem: text for path, text in paths if str(path.parent) == name and path.suffix == suffix}

    @cached_property
    def book(self) -> RuleBook:
        """Routing and acceptance with everything they decide from."""
        return RuleBook.parse(self.files)

    @property
    def territories(self) -> Territories:
        """Regions and zones."""
        return self.book.territories

    @cached_property
    def townships(self) -> Townships:
        """The look-up of places down to townships and streets. Raises RuleError when the edition lacks the table."""
        return Townships.parse(self.text("townships.csv"), self.territories)

    @property
    def offices(self) -> Offices:
        """Lines of competence and their office at each place."""
        return self.book.offices

    @property
    def routing(self) -> Rules:
        """The ordered routing and acceptance rules."""
        return self.book.rules

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The policy documents with their clauses."""
        return load_documents(self.folder("documents", ".toml"))

    @cached_property
    def deadlines(self) -> ClockRules:
        """Every clock."""
        return ClockRules.parse(self.text("deadlines.toml"))

    @cached_property
    def calendar(self) -> Calendar:
        """Days off and make-up working days of the years whose notices we have."""
        return Calendar.parse({int(year): text for year, text in self.folder("calendar", ".toml").items()})

    @cached_property
    def supervision(self) -> SupervisionRules:
        """The ladder of measures on units."""
        return SupervisionRules.parse(self.text("supervision.toml"))

    @cached_property
    def closure(self) -> ClosureRules:
        """What each outcome needs before write-off, and the levels of review."""
        return ClosureRules.parse(self.text("closure.toml"))

    @cached_property
    def figures(self) -> FigureRules:
        """How the figures of units and territories are counted."""
        return FigureRules.parse(self.text("figures.toml"))

    @cached_property
    def notices(self) -> NoticeRules:
        """Duty and courtesy among notices, and when reminders go out."""
        return NoticeRules.parse(self.text("notices.toml"))

    @cached_property
    def reception(self) -> ReceptionRules:
        """The ways in beside the firm's own."""
        return ReceptionRules.parse(self.text("channels.toml"))

    @cached_property
    def sizes(self) -> SizeTable:
        """The thresholds of size by industry."""
        return SizeTable.parse(self.text("enterprise_size.csv"))

    @cached_property
    def payment_laws(self) -> PaymentLaws:
        """Payment terms and late interest by the law in force when a contract was made."""
        return PaymentLaws.parse(self.text("payment_terms.toml"))

    @cached_property
    def lpr(self) -> LprTable:
        """The one-year LPR."""
        return LprTable.parse(self.text("rates/lpr.csv"))
