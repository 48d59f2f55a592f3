"""Who hears of an event, by which channel: one table over all events (workflow: Notices and letters).

The table is complete on purpose: an event nobody needs to hear of stands here with an empty row.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from caseflow.core.audiences import BOTH, INBOX, Audience, Channel, Hearing

WITH_LINK = frozenset({"ResultServed", "ReplyLinkSent"})
"""What carries the link by which the firm answers without signing in."""

OF_THE_HOUSE = (
    "DocumentTextImported", "NoticeTextChanged", "UnitChanged", "UnitConfirmed", "SealUploaded", "SealRevoked",
    "ContactChanged", "UserDisabled", "SignedIn", "EditionPublished", "ClocksRecounted", "UnreachedClosed", "NoticesRepeated",
    "NoticeSettingsChanged", "RobotAdded", "RobotTested", "RobotRemoved",
)  # fmt: skip
"""What is done to the house itself: whoever did it knows."""

TABLE: Mapping[str, tuple[Hearing, ...]] = {
    "ComplaintFiled": (Hearing(Audience.COMPLAINANT, BOTH, receipt=True), Hearing(Audience.RECEIVING, BOTH)),
    "EvidenceAdded": (Hearing(Audience.HANDLER, INBOX),),
    **dict.fromkeys(("CaseClaimed", "RouteProposed"), ()),
    "SupplementRequested": (Hearing(Audience.COMPLAINANT, BOTH),),
    "SupplementSupplied": (Hearing(Audience.COMPLAINANT, INBOX, receipt=True), Hearing(Audience.RECEIVING, BOTH)),
    "SupplementLapsed": (Hearing(Audience.COMPLAINANT, BOTH), Hearing(Audience.RECEIVING, INBOX)),
    **dict.fromkeys(("HandedUp", "Relayed"), (Hearing(Audience.COMPLAINANT, BOTH), Hearing(Audience.RECEIVING, BOTH))),
    "DeterminationRequested": (Hearing(Audience.DETERMINING, BOTH), Hearing(Audience.COMPLAINANT, BOTH)),
    "DeterminationRecalled": (Hearing(Audience.DETERMINING, BOTH), Hearing(Audience.COMPLAINANT, BOTH)),
    "Determined": (
        Hearing(Audience.RECEIVING, BOTH), Hearing(Audience.COMPLAINANT, BOTH), Hearing(Audience.DETERMINING, INBOX),
    ),
    "Declined": (Hearing(Audience.COMPLAINANT, BOTH),),
    "DeclineAppealed": (Hearing(Audience.COMPLAINANT, INBOX, receipt=True), Hearing(Audience.RECEIVING, BOTH)),
    "Accepted": (Hearing(Audience.COMPLAINANT, BOTH),),
    "Dispatched": (Hearing(Audience.COMPLAINANT, BOTH), Hearing(Audience.LEAD, BOTH)),
    "SignedFor": (Hearing(Audience.RECEIVING, INBOX), Hearing(Audience.HANDLER, INBOX)),
    "Objected": (Hearing(Audience.RECEIVING, BOTH),),
    "ObjectionUpheld": (Hearing(Audience.OBJECTING, BOTH), Hearing(Audience.RECEIVING, INBOX)),
    "ObjectionOverruled": (Hearing(Audience.LEAD, BOTH),),
    "HandlerAssigned": (Hearing(Audience.HANDLER, BOTH),),
    "HandlerReleased": (Hearing(Audience.HEADS, BOTH),),
    "ContactRecorded": (),
    "PaymentRecorded": (Hearing(Audience.COMPLAINANT, BOTH),),
    "PaymentConfirmed": (Hearing(Audience.HANDLER, INBOX),),
    "PaymentDenied": (Hearing(Audience.HANDLER, BOTH), Hearing(Audience.HEADS, INBOX), Hearing(Audience.REVIEWERS, INBOX)),
    "PaymentReversed": (Hearing(Audience.COMPLAINANT, BOTH), Hearing(Audience.HANDLER, INBOX)),
    "ClaimWaived": (Hearing(Audience.COMPLAINANT, BOTH, receipt=True), Hearing(Audience.HANDLER, INBOX)),
    "RepaymentPlanned": (Hearing(Audience.COMPLAINANT, BOTH), Hearing(Audience.RECEIVING, INBOX)),
    "InstalmentBroken": (Hearing(Audience.COMPLAINANT, BOTH), Hearing(Audience.RECEIVING, INBOX)),
    "ExtensionRequested": (Hearing(Audience.HEADS, BOTH),),
    "ExtensionApproved": (Hearing(Audience.COMPLAINANT, BOTH), Hearing(Audience.HANDLER, INBOX)),
    "ExtensionRefused": (Hearing(Audience.HANDLER, BOTH),),
    "ResultSubmitted": (Hearing(Audience.HEADS, BOTH),),
    "ResultSentBack": (Hearing(Audience.HANDLER, BOTH),),
    "ResultSignedOff": (Hearing(Audience.HANDLER, INBOX),),
    "LetterDrafted": (Hearing(Audience.SIGNERS, BOTH),),
    "LetterSentBack": (Hearing(Audience.DRAFTER, BOTH),),
    "LetterIssued": (),
    "LetterServed": (),
    "LetterConfirmed": (),
    "ResultServed": (Hearing(Audience.COMPLAINANT, BOTH), Hearing(Audience.RECEIVING, BOTH)),
    "ResultReturned": (Hearing(Audience.COMPLAINANT, BOTH), Hearing(Audience.LEAD, BOTH)),
    "FollowedUp": (
        Hearing(Audience.COMPLAINANT, INBOX), Hearing(Audience.RECEIVING, INBOX), Hearing(Audience.HANDLER, INBOX),
        Hearing(Audience.REVIEWERS, INBOX),
    ),
    "ReplyLinkSent": (Hearing(Audience.COMPLAINANT, BOTH),),
    "WriteOffRequested": (Hearing(Audience.REVIEWERS, BOTH),),
    "ReviewApproved": (Hearing(Audience.REVIEWERS, BOTH), Hearing(Audience.HEADS, INBOX)),
    "WrittenOff": (
        Hearing(Audience.COMPLAINANT, BOTH), Hearing(Audience.LEAD, INBOX), Hearing(Audience.RECEIVING, INBOX),
    ),
    "ReviewReturned": (Hearing(Audience.LEAD, BOTH),),
    "PublicationStarted": (Hearing(Audience.COMPLAINANT, INBOX), Hearing(Audience.LEAD, INBOX)),
    "PublicationObjected": (Hearing(Audience.REVIEWERS, BOTH),),
    "PublicationObjectionAnswered": (Hearing(Audience.HEADS, INBOX),),
    "PublicationEnded": (Hearing(Audience.REVIEWERS, BOTH), Hearing(Audience.HEADS, INBOX)),
    "RecheckDrawn": (Hearing(Audience.CHECKERS, BOTH),),
    "Rechecked": (Hearing(Audience.HEADS, INBOX),),
    "RechecksDrawn": (),
    "ListingRaised": (Hearing(Audience.HEADS, BOTH),),
    "ListingKept": (),
    "Withdrawn": (
        Hearing(Audience.COMPLAINANT, BOTH, receipt=True), Hearing(Audience.RECEIVING, BOTH), Hearing(Audience.LEAD, BOTH),
        Hearing(Audience.DETERMINING, BOTH),
    ),
    "Relapsed": (
        Hearing(Audience.COMPLAINANT, BOTH), Hearing(Audience.LEAD, BOTH), Hearing(Audience.RECEIVING, BOTH),
    ),
    "Rehandled": (
        Hearing(Audience.COMPLAINANT, BOTH), Hearing(Audience.LEAD, BOTH), Hearing(Audience.RECEIVING, BOTH),
    ),
    "CaseListed": (
        Hearing(Audience.COMPLAINANT, BOTH), Hearing(Audience.LEAD, BOTH), Hearing(Audience.RECEIVING, INBOX),
    ),
    "MeasureTaken": (Hearing(Audience.LEAD, BOTH),),
    "MeasureAnswered": (Hearing(Audience.ISSUING, BOTH),),
    "AnswerAccepted": (Hearing(Audience.LEAD, INBOX),),
    "AnswerRefused": (Hearing(Audience.LEAD, BOTH),),
    "ListingReported": (Hearing(Audience.ISSUING, INBOX),),
    "RespondentMeasureTaken": (
        Hearing(Audience.COMPLAINANT, BOTH), Hearing(Audience.LEAD, INBOX), Hearing(Audience.RESPONDENT, (Channel.MAIL,)),
    ),
    "RespondentAnswered": (
        Hearing(Audience.COMPLAINANT, INBOX), Hearing(Audience.HANDLER, BOTH), Hearing(Audience.HEADS, INBOX),
    ),
    "ClaimAnswered": (),
    "RespondentUnreached": (Hearing(Audience.ISSUING, INBOX),),
    "SuperiorReplied": (Hearing(Audience.COMPLAINANT, INBOX),),
    "InterviewHeld": (Hearing(Audience.COMPLAINANT, BOTH),),
    "ReplyJudged": (),
    "Referred": (),
    "ReferralAnswered": (),
    "Escalated": (Hearing(Audience.ASKED, BOTH),),
    "Coordinated": (Hearing(Audience.LEAD, INBOX), Hearing(Audience.ISSUING, INBOX)),
    "Delisted": (Hearing(Audience.COMPLAINANT, BOTH), Hearing(Audience.LEAD, INBOX)),
    "ClockDueSoon": (),
    "ClockOverdue": (),
    "ClockMoved": (),
    "RemindersGathered": (Hearing(Audience.ACCOUNT, (Channel.MAIL,), receipt=True),),
    "UserAdded": (Hearing(Audience.ACCOUNT, INBOX, receipt=True),),
    "RoleChanged": (Hearing(Audience.ACCOUNT, BOTH, receipt=True),),
    "PasswordReset": (Hearing(Audience.ACCOUNT, BOTH, receipt=True),),
    "CalendarMissing": (Hearing(Audience.ADMINISTRATORS, BOTH),),
    "CompanyUnreached": (Hearing(Audience.REACHING, INBOX),),
    "StaffUnreached": (Hearing(Audience.ADMINISTRATORS, INBOX),),
    **dict.fromkeys(OF_THE_HOUSE, ()),
}  # fmt: skip

HOLDERS: Mapping[str, Audience] = {
    "review": Audience.RECEIVING,
    "supplement": Audience.COMPLAINANT,
    "determination": Audience.DETERMINING,
    "appeal": Audience.RECEIVING,
    "dispatch": Audience.RECEIVING,
    "sign": Audience.LEAD,
    "objection": Audience.LEAD,
    "objection_decision": Audience.RECEIVING,
    "review_level": Audience.REVIEWERS,
    "publication": Audience.REVIEWERS,
    "recheck": Audience.CHECKERS,
    "reply": Audience.ISSUING,
    "order": Audience.ISSUING,
    "measure": Audience.ISSUING,
}
"""Whose turn it is while a clock runs; every clock not named here is the handler's."""

NOT_OF_THE_CASE = frozenset({Audience.COMPLAINANT, Audience.DETERMINING, Audience.ISSUING, Audience.CHECKERS})
"""Whose lateness does not make the case late: the firm's own, of the size, of the respondent
or another body, and of 回头看 after the end."""

INSTALMENT = "instalment"  # of a repayment plan: the handler watches it, the respondent has to pay
AWAITED_FROM_OTHERS = frozenset({INSTALMENT, *(key for key, holder in HOLDERS.items() if holder is Audience.ISSUING)})
"""The clocks by which a respondent or another body is late, which is no lateness of those who handle the case."""


def makes_late(key: str) -> bool:
    """Whether a case is late for good once its clock `key` has run out."""
    return HOLDERS.get(key) not in NOT_OF_THE_CASE and key not in AWAITED_FROM_OTHERS


CLOCK_EVENTS = frozenset({"ClockDueSoon", "ClockOverdue", "ClockMoved"})
PASSING = CLOCK_EVENTS | {"CalendarMissing", "PasswordReset", "RemindersGathered"}
"""Word that is worth nothing late. All other notices say what happened, which stays true and is owed to the reader."""


def outlets(hearing: Hearing, *, sms: bool) -> tuple[Channel, ...]:
    """The channels for one reader. `sms`: the house has a gateway and the reader left a number, which then rings with
    every mail. A respondent, who has no account, left none.
    """
    rings = sms and Channel.MAIL in hearing.channels and hearing.audience is not Audience.RESPONDENT
    return (*hearing.channels, Channel.SMS) if rings else hearing.channels


def hearings(kind: str, clock: str | None = None, earlier: bool = True) -> tuple[Hearing, ...]:
    """Who hears of an event of this kind. For events of a clock, `clock` is its key in policies/deadlines.toml.

    A limit that was missed is told to its holder's supervisors too, unless somebody outside the offices missed it; of
    one that moved its holder hears when it became `earlier`, for nobody misses a day by having more of them. Raises KeyError for an unknown kind.
    """
    if kind not in CLOCK_EVENTS:
        return TABLE[kind]
    if kind == "ClockMoved" and not earlier:
        return ()
    holder = Hearing(HOLDERS.get(clock or "", Audience.HANDLER), BOTH)
    if kind != "ClockOverdue" or holder.audience in {Audience.COMPLAINANT, Audience.ISSUING}:
        return (holder,)
    above = Hearing(Audience.SUPERVISORS, INBOX)
    heads = (Hearing(Audience.HEADS, INBOX),) if holder.audience is Audience.HANDLER else ()
    return (holder, *heads, above)


def template_name(kind: str, audience: Audience) -> str:
    """The name of the text: `complaint_filed.complainant`."""
    event = re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower()
    return f"{event}.{audience}"


@dataclass(frozen=True)
class Voice:
    """One text: what happened, who is told, by which channels."""

    kind: str
    audience: Audience
    channels: tuple[Channel, ...]


def voices() -> Mapping[str, Voice]:
    """Every text the table can ask for, by its name."""
    plain = [(kind, hearing) for kind, row in TABLE.items() for hearing in row]
    timed = [
        (kind, hearing)
        for kind in sorted(CLOCK_EVENTS)
        for key in (*HOLDERS, "result")
        for hearing in hearings(kind, key)
    ]
    found: dict[str, Voice] = {}
    for kind, hearing in [*plain, *timed]:
        name = template_name(kind, hearing.audience)
        before = found[name].channels if name in found else ()
        found[name] = Voice(kind, hearing.audience, tuple(dict.fromkeys((*before, *outlets(hearing, sms=True)))))
    return found
