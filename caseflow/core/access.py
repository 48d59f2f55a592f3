"""Who may do what: GRANTS as data, and one-line predicates on the facts of a case.

`store/scope.py` says the same as `may_see` in SQL; a test keeps the two equal over a population.
"""

from dataclasses import dataclass
from enum import StrEnum

from caseflow.core.errors import Denied


class Role(StrEnum):
    """What a person is employed for; one person holds one role (三权分立 keeps the last three from cases)."""

    COMPLAINANT = "complainant"
    CLERK = "clerk"
    HANDLER = "handler"
    UNIT_HEAD = "unit_head"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"

    @property
    def label(self) -> str:
        """The word shown on the page."""
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.COMPLAINANT: "投诉企业",
    Role.CLERK: "受理员",
    Role.HANDLER: "承办人",
    Role.UNIT_HEAD: "承办单位负责人",
    Role.SUPERVISOR: "督办员（销号审核人）",
    Role.AUDITOR: "审计员",
    Role.ADMINISTRATOR: "系统管理员",
    Role.SECURITY_ADMINISTRATOR: "安全管理员",
}


class Permission(StrEnum):
    """What a view or an action needs; each view declares exactly one."""

    SEE_CASE = "see_case"
    SEE_OWN_CASES = "see_own_cases"
    SEE_INTERNAL = "see_internal"
    FILE = "file"
    FILL_IN = "fill_in"
    ENTER = "enter"
    SUPPLY = "supply"
    WITHDRAW = "withdraw"
    APPEAL = "appeal"
    CONFIRM_OUTCOME = "confirm_outcome"
    EXAMINE = "examine"
    DETERMINE = "determine"
    DISPATCH = "dispatch"
    ADJUDICATE = "adjudicate"
    RETURN_RESULT = "return_result"
    SIGN_FOR = "sign_for"
    HANDLE = "handle"
    SIGN_OFF = "sign_off"
    HAND_OVER = "hand_over"
    SIGN_LETTERS = "sign_letters"
    MANAGE_SEAL = "manage_seal"
    SET_UNIT_NOTICES = "set_unit_notices"
    RECORD_SERVICE = "record_service"
    REQUEST_WRITE_OFF = "request_write_off"
    REVIEW = "review"
    REOPEN = "reopen"
    SUPERVISE = "supervise"
    MEASURE = "measure"
    RECHECK = "recheck"
    SEE_LEDGER = "see_ledger"
    SEE_FIGURES = "see_figures"
    READ_AUDIT = "read_audit"
    SEE_OPERATIONS = "see_operations"
    CONFIGURE = "configure"
    GRANT_ROLES = "grant_roles"
    OWN_ACCOUNT = "own_account"
    REACH = "reach"


_STAFF = frozenset({Permission.SEE_CASE, Permission.SEE_INTERNAL, Permission.SEE_LEDGER, Permission.OWN_ACCOUNT})
_KEEPERS = _STAFF | {Permission.MANAGE_SEAL, Permission.SET_UNIT_NOTICES}  # of what is the unit's own

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.COMPLAINANT: frozenset(
        {
            Permission.SEE_CASE,
            Permission.SEE_OWN_CASES,
            Permission.FILE,
            Permission.FILL_IN,
            Permission.SUPPLY,
            Permission.WITHDRAW,
            Permission.APPEAL,
            Permission.CONFIRM_OUTCOME,
            Permission.OWN_ACCOUNT,
        }
    ),
    Role.CLERK: _KEEPERS
    | {
        Permission.EXAMINE,
        Permission.ENTER,
        Permission.FILL_IN,
        Permission.DETERMINE,
        Permission.DISPATCH,
        Permission.ADJUDICATE,
        Permission.RETURN_RESULT,
        Permission.REOPEN,
        Permission.MEASURE,
        Permission.SIGN_LETTERS,
        Permission.RECORD_SERVICE,
        Permission.REACH,
    },
    Role.HANDLER: _STAFF
    | {
        Permission.SIGN_FOR,
        Permission.HANDLE,
        Permission.MEASURE,
        Permission.DETERMINE,
        Permission.REOPEN,
        Permission.RECORD_SERVICE,
    },
    Role.UNIT_HEAD: _KEEPERS
    | {
        Permission.SIGN_FOR,
        Permission.HANDLE,
        Permission.MEASURE,
        Permission.DETERMINE,
        Permission.SIGN_OFF,
        Permission.HAND_OVER,
        Permission.SIGN_LETTERS,
        Permission.RECORD_SERVICE,
        Permission.REQUEST_WRITE_OFF,
        Permission.REOPEN,
    },
    Role.SUPERVISOR: _KEEPERS
    | {
        Permission.REVIEW,
        Permission.REOPEN,
        Permission.SUPERVISE,
        Permission.MEASURE,
        Permission.RECHECK,
        Permission.SEE_FIGURES,
        Permission.SIGN_LETTERS,
        Permission.RECORD_SERVICE,
    },
    Role.AUDITOR: _STAFF | {Permission.READ_AUDIT, Permission.SEE_FIGURES},
    Role.ADMINISTRATOR: frozenset(
        {Permission.CONFIGURE, Permission.SEE_OPERATIONS, Permission.REACH, Permission.OWN_ACCOUNT}
    ),
    Role.SECURITY_ADMINISTRATOR: frozenset({Permission.GRANT_ROLES, Permission.OWN_ACCOUNT}),
}


@dataclass(frozen=True)
class Actor:
    """Who acts. `territory` is the code of the unit's territory; `company_id` is set for complainants alone.

    `territories` are the codes the actor's office looks after: its own and everything beneath it. `house` are the other
    offices under the same roof: a 领导小组办公室 and the department that hosts it. `level` is that of the office.
    """

    user_id: int
    role: Role
    name: str
    unit_id: int | None = None
    unit_name: str = ""
    territories: frozenset[str] = frozenset()
    company_id: int | None = None
    house: frozenset[int] = frozenset()
    level: str = ""

    @property
    def role_label(self) -> str:
        """The role as shown on the page."""
        return self.role.label


@dataclass(frozen=True)
class CaseFacts:
    """What access looks at; ids of units and people, territory codes. `passed_on_by` received the case before."""

    company_id: int
    receiving_unit_id: int
    lead_unit_id: int | None
    co_unit_ids: frozenset[int]
    respondent_unit_id: int | None
    subordinate_unit_ids: frozenset[int]
    territory: str
    passed_on_by: frozenset[int] = frozenset()


def holds(actor: Actor, permission: Permission) -> bool:
    """Whether the actor's role grants `permission` at all."""
    return permission in GRANTS[actor.role]


def require(actor: Actor, permission: Permission) -> None:
    """Raise Denied unless the actor's role grants `permission`."""
    if not holds(actor, permission):
        raise Denied(f"您的角色“{actor.role_label}”没有这项权限。")


def recused(actor: Actor, case: CaseFacts) -> bool:
    """A unit that is the respondent neither leads, reviews nor sees the case, nor does the office it hosts."""
    return case.respondent_unit_id is not None and case.respondent_unit_id in (actor.house | {actor.unit_id})


def owns(actor: Actor, case: CaseFacts) -> bool:
    """The complainant's own case."""
    return actor.company_id is not None and actor.company_id == case.company_id


def receives(actor: Actor, case: CaseFacts) -> bool:
    """The case lies with the clerk's own receiving office."""
    return actor.unit_id is not None and actor.unit_id == case.receiving_unit_id


def passed_on(actor: Actor, case: CaseFacts) -> bool:
    """The clerk's office received the case and passed it on: it may follow what becomes of it, and tell the firm."""
    return actor.unit_id in case.passed_on_by


def leads(actor: Actor, case: CaseFacts) -> bool:
    """The actor's unit leads the case."""
    return actor.unit_id is not None and actor.unit_id == case.lead_unit_id


def works_on(actor: Actor, case: CaseFacts) -> bool:
    """The actor's unit leads or helps."""
    return leads(actor, case) or actor.unit_id in case.co_unit_ids


def looks_after(actor: Actor, case: CaseFacts) -> bool:
    """The case lies in the territory the actor's office supervises."""
    return case.territory in actor.territories


def answers_for(actor: Actor, case: CaseFacts) -> bool:
    """The case is the actor's to answer for: received, led or supervised by the actor's office."""
    return receives(actor, case) or leads(actor, case) or (actor.role is Role.SUPERVISOR and looks_after(actor, case))


def may_see(actor: Actor, case: CaseFacts) -> bool:
    """Whether the case exists for this actor; everything not allowed here is a 404."""
    if recused(actor, case):
        return False
    match actor.role:
        case Role.COMPLAINANT:
            return owns(actor, case)
        case Role.CLERK:
            return receives(actor, case) or passed_on(actor, case)
        case Role.HANDLER | Role.UNIT_HEAD:
            return works_on(actor, case)
        case Role.SUPERVISOR | Role.AUDITOR:
            return looks_after(actor, case)
        case _:
            return False


def may_read_internal(actor: Actor, case: CaseFacts) -> bool:
    """Internal notes: staff who see the case, except units subordinate to the respondent (Recusal), and offices that
    passed it on: it is theirs no more."""
    outside = actor.role is Role.CLERK and not receives(actor, case)
    concerned = may_see(actor, case) and not outside and actor.unit_id not in case.subordinate_unit_ids
    return holds(actor, Permission.SEE_INTERNAL) and concerned


ACTS_ON = {
    Permission.SUPPLY: owns,
    Permission.WITHDRAW: owns,
    Permission.APPEAL: owns,
    Permission.CONFIRM_OUTCOME: owns,
    Permission.EXAMINE: receives,
    Permission.DISPATCH: receives,
    Permission.ADJUDICATE: receives,
    Permission.RETURN_RESULT: receives,
    Permission.SIGN_FOR: leads,
    Permission.HANDLE: leads,
    Permission.SIGN_OFF: leads,
    Permission.HAND_OVER: leads,
    Permission.REQUEST_WRITE_OFF: leads,
    Permission.SIGN_LETTERS: may_read_internal,
    Permission.RECORD_SERVICE: may_read_internal,
    Permission.REVIEW: looks_after,
    Permission.SUPERVISE: looks_after,
    Permission.MEASURE: may_read_internal,
    Permission.REOPEN: answers_for,
    Permission.RECHECK: looks_after,
    Permission.SEE_CASE: may_see,
}


def require_on(actor: Actor, permission: Permission, case: CaseFacts) -> None:
    """Raise Denied unless the actor may use `permission` on this very case."""
    require(actor, permission)
    if recused(actor, case) or not ACTS_ON[permission](actor, case):
        raise Denied("这件案件不由您的单位办理，不能进行这项操作。")
