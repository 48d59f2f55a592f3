"""The sign-ins that a newcomer is shown lead to desks with something on them."""

from caseflow.demo.complaints import COMPLAINTS
from caseflow.demo.people import sign_in_table
from caseflow.demo.roster import FIRMS, OFFICES

ON_A_DESK = {"dispatched", "handling", "paying", "resolved"}


def test_every_firm_and_office_that_is_named_has_a_case() -> None:
    named = [line.split()[0] for line in sign_in_table().splitlines()[1:]]
    firms = [login.partition("@")[0] for login in named if "@" in login]
    offices = {office for office, _name in OFFICES}
    desks = [login.rpartition(".")[0] for login in named if login.rpartition(".")[0] in offices]
    assert {firm for firm, *_rest in FIRMS} >= set(firms) <= {complaint.firm for complaint in COMPLAINTS}
    assert len(desks) >= 3
    assert set(desks) <= {complaint.office for complaint in COMPLAINTS if complaint.until in ON_A_DESK}
