"""Which office lists a case by itself (一般挂牌): the notice of acceptance, the number and the clock go by one answer."""

from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import Case, Unit
from caseflow.store.people import housemates
from caseflow.store.unit_of_work import Work
from caseflow.store.units import leading_group_office


def listing_office(work: Work, case: Case) -> Unit | None:
    """The 领导小组办公室 that lists whatever the receiving office of `case` takes (甘工信发〔2019〕114号 三); None: no listing.

    An office under the roof of the respondent does not list the case against its host.
    """
    edition = editions.current()
    receiver = db.session.get_one(Unit, case.receiving_unit_id)
    place = edition.territories.get(receiver.territory)
    if not edition.supervision.listing.covers(receiver.level, receiver.competence, place.name, work.today):
        return None
    office = leading_group_office(edition, place.code)
    return None if office is None or case.respondent_unit_id in housemates(office) else office
