"""Past-tense facts: what the trail of a case is made of.

An event holds ids, codes, dates, amounts and counts, never free text and never a name: the trail is append-only and a
person's data must stay erasable. Text given with an event goes to an erasable entry beside it, and the event keeps its
HMAC. A test walks this module and refuses any other field type.
"""

from collections.abc import Mapping

from caseflow.core.events.closing import (
    FollowedUp,
    PublicationEnded,
    PublicationObjected,
    PublicationObjectionAnswered,
    PublicationStarted,
    Rehandled,
    Relapsed,
    ReviewApproved,
    ReviewReturned,
    WriteOffRequested,
    WrittenOff,
)
from caseflow.core.events.dispatching import (
    Dispatched,
    HandlerAssigned,
    Objected,
    ObjectionOverruled,
    ObjectionUpheld,
    RouteProposed,
    SignedFor,
)
from caseflow.core.events.fact import MAX_CODE, Code, Event
from caseflow.core.events.filing import (
    Accepted,
    ComplaintFiled,
    DeclineAppealed,
    Declined,
    EvidenceAdded,
    SupplementLapsed,
    SupplementRequested,
    SupplementSupplied,
    Withdrawn,
)
from caseflow.core.events.handling import (
    ContactRecorded,
    ExtensionApproved,
    ExtensionRefused,
    ExtensionRequested,
    LetterServed,
    PaymentConfirmed,
    PaymentRecorded,
    PaymentReversed,
    ResultReturned,
    ResultSentBack,
    ResultServed,
    ResultSignedOff,
    ResultSubmitted,
)
from caseflow.core.events.office import (
    DocumentTextImported,
    EditionPublished,
    PasswordReset,
    RoleChanged,
    SignedIn,
    UnitChanged,
    UnitConfirmed,
    UserAdded,
    UserDisabled,
)
from caseflow.core.events.timing import (
    ClockDueSoon,
    ClockMoved,
    ClockOverdue,
    ClocksRecounted,
)

EVENTS: Mapping[str, type[Event]] = {cls.kind(): cls for cls in Event.__subclasses__()}

__all__ = [
    "EVENTS",
    "MAX_CODE",
    "Accepted",
    "ClockDueSoon",
    "ClockMoved",
    "ClockOverdue",
    "ClocksRecounted",
    "Code",
    "ComplaintFiled",
    "ContactRecorded",
    "DeclineAppealed",
    "Declined",
    "Dispatched",
    "DocumentTextImported",
    "EditionPublished",
    "Event",
    "EvidenceAdded",
    "ExtensionApproved",
    "ExtensionRefused",
    "ExtensionRequested",
    "FollowedUp",
    "HandlerAssigned",
    "LetterServed",
    "Objected",
    "ObjectionOverruled",
    "ObjectionUpheld",
    "PasswordReset",
    "PaymentConfirmed",
    "PaymentRecorded",
    "PaymentReversed",
    "PublicationEnded",
    "PublicationObjected",
    "PublicationObjectionAnswered",
    "PublicationStarted",
    "Rehandled",
    "Relapsed",
    "ResultReturned",
    "ResultSentBack",
    "ResultServed",
    "ResultSignedOff",
    "ResultSubmitted",
    "ReviewApproved",
    "ReviewReturned",
    "RoleChanged",
    "RouteProposed",
    "SignedFor",
    "SignedIn",
    "SupplementLapsed",
    "SupplementRequested",
    "SupplementSupplied",
    "UnitChanged",
    "UnitConfirmed",
    "UserAdded",
    "UserDisabled",
    "Withdrawn",
    "WriteOffRequested",
    "WrittenOff",
]
