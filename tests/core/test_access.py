"""Who sees and does what, as a golden table."""

import pytest

from caseflow.core.access import (
    GRANTS,
    Actor,
    CaseFacts,
    Permission,
    Role,
    may_read_internal,
    may_see,
    require,
    require_on,
)
from caseflow.core.errors import Denied

CASE = CaseFacts(
    company_id=7,
    receiving_unit_id=1,
    lead_unit_id=2,
    co_unit_ids=frozenset({3}),
    respondent_unit_id=9,
    subordinate_unit_ids=frozenset({3}),
    territory="620725",
    passed_on_by=frozenset({6}),
)


def actor(role: Role, unit: int | None = None, company: int | None = None, *places: str) -> Actor:
    return Actor(1, role, "某人", unit_id=unit, company_id=company, territories=frozenset(places))


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (actor(Role.COMPLAINANT, None, 7), True),
        (actor(Role.COMPLAINANT, None, 8), False),
        (actor(Role.CLERK, 1), True),
        (actor(Role.CLERK, 2), False),
        (actor(Role.CLERK, 6), True),
        (actor(Role.HANDLER, 6), False),
        (actor(Role.HANDLER, 2), True),
        (actor(Role.HANDLER, 3), True),
        (actor(Role.HANDLER, 4), False),
        (actor(Role.UNIT_HEAD, 2), True),
        (actor(Role.UNIT_HEAD, 9), False),
        (actor(Role.SUPERVISOR, 5, None, "620700", "620725"), True),
        (actor(Role.SUPERVISOR, 5, None, "620724"), False),
        (actor(Role.SUPERVISOR, 9, None, "620725"), False),
        (actor(Role.AUDITOR, 5, None, "620725"), True),
        (actor(Role.ADMINISTRATOR), False),
        (actor(Role.SECURITY_ADMINISTRATOR), False),
    ],
)
def test_who_sees_the_case(who: Actor, sees: bool) -> None:
    assert may_see(who, CASE) is sees


def test_internal_notes_stay_from_the_firm_and_from_the_respondents_subordinates() -> None:
    assert not may_read_internal(actor(Role.COMPLAINANT, None, 7), CASE)
    assert not may_read_internal(actor(Role.HANDLER, 3), CASE)
    assert may_read_internal(actor(Role.HANDLER, 2), CASE)


def test_an_office_that_passed_the_case_on_follows_it_and_does_nothing() -> None:
    before = actor(Role.CLERK, 6)
    assert not may_read_internal(before, CASE)
    for permission in (Permission.EXAMINE, Permission.DISPATCH, Permission.RECORD_SERVICE, Permission.MEASURE):
        with pytest.raises(Denied):
            require_on(before, permission, CASE)


def test_one_may_see_without_acting() -> None:
    with pytest.raises(Denied):
        require_on(actor(Role.HANDLER, 3), Permission.HANDLE, CASE)
    require_on(actor(Role.HANDLER, 2), Permission.HANDLE, CASE)


def test_three_powers_stay_apart() -> None:
    for role in (Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR):
        assert Permission.SEE_CASE not in GRANTS[role]
    assert Permission.CONFIGURE not in GRANTS[Role.SECURITY_ADMINISTRATOR]
    assert Permission.GRANT_ROLES not in GRANTS[Role.ADMINISTRATOR]
    assert GRANTS[Role.AUDITOR].isdisjoint({Permission.HANDLE, Permission.REVIEW, Permission.DISPATCH})


def test_the_author_cannot_sign_by_role() -> None:
    with pytest.raises(Denied, match="承办人"):
        require(actor(Role.HANDLER, 2), Permission.SIGN_OFF)
