"""What may be true of a case that is written off, read from the raw rows. A third reading of the rules: it shares
neither code with core/closure.py nor SQL with the triggers, and its figures are written down here on purpose.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.rows import dict_row

PROOFS = {
    "paid_in_full": {"payment_proof"},
    "agreement": {"agreement", "payment_proof"},
    "corrected": {"correction_proof"},
    "no_arrears": {"finding_report"},
    "disputed": {"mediation_record"},
    "wrong_corrected": {"correction_proof"},
    "unfounded": {"finding_report"},
    "policy_explained": {"policy_reply"},
}
"""Outcomes that may end a case, with the proofs each needs; every other outcome stays open."""
WHOLE_DEBT = {"paid_in_full", "agreement", "corrected"}
EITHER = {"court_acceptance", "judicial_guidance"}
LIMITS = {"县级": Decimal(1_000_000), "市级": Decimal(2_000_000), "省级": Decimal(5_000_000)}
RANKS = ("县级", "市级", "省级")
EAST = timedelta(hours=8)

Row = dict[str, Any]


class Oracle:
    """Reads one database, as whoever may read everything."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def rows(self, query: str, *values: object) -> list[Row]:
        """What a query gives."""
        return self.connection.cursor(row_factory=dict_row).execute(query, values).fetchall()

    def faults(self, number: str) -> list[str]:
        """What is wrong with the end of this case; nothing is wrong with one that did not end."""
        case = self.rows('select * from "case" where number = %s', number)[0]
        found = list(self._faults(case)) if case["status"] == "written_off" else []
        self.connection.rollback()
        return found

    def _faults(self, case: Row) -> Iterator[str]:
        of_round = (case["id"], case["round"])
        results = self.rows("select * from result where case_id = %s and round = %s order by id", *of_round)
        requests = self.rows("select * from write_off_request where case_id = %s and round = %s order by id", *of_round)
        if not results or not requests:
            yield "ended without a result or a request"
            return
        calls = self.rows(
            "select * from follow_up where case_id = %s and round = %s and at >= %s order by id",
            *of_round, results[-1]["served_at"],
        )  # fmt: skip
        yield from self._levels(case, requests[-1], calls)
        yield from self._persons(case, requests[-1])
        yield from self._service(results[-1])
        yield from self._answer(calls)
        yield from self._claims(case, results[-1])

    def _levels(self, case: Row, request: Row, calls: list[Row]) -> Iterator[str]:
        reviews = self.rows("select * from review where request_id = %s order by level", request["id"])
        if [row["level"] for row in reviews] != list(range(1, len(request["plan"]) + 1)):
            yield "a level is open"
        if any(row["decision"] != "approve" for row in reviews):
            yield "a level was not approved"
        lead = self.rows("select * from unit where id = %s", case["lead_unit_id"])[0]
        listed = case["listing"] if case["listing"] in RANKS else None
        ever = self.rows("select 1 from measure where case_id = %s and kind = 'priority_listing'", case["id"])
        said = [row["answer"] for row in calls if row["answer"] != "unreached"]
        angry = said[-1:] == ["unsatisfied"]
        reasons = (case["amount"] > LIMITS[lead["level"]], case["ever_overdue"], listed, ever, angry)
        if any(reasons) and len(request["plan"]) < 2:
            yield "the second level is missing"
        if listed and RANKS.index(request["plan"][-1]["level"]) < RANKS.index(listed):
            yield "ended below the office that listed it"
        offices = [row["unit_id"] for row in reviews]
        if offices != [entry["unit_id"] for entry in request["plan"]] or case["lead_unit_id"] in offices:
            yield "reviewed by another office, or by the lead itself"
        if listed:
            yield from self._published(request)
        if angry and not self.rows(
            "select 1 from entry n join event e on e.id = n.event_id where e.kind = 'WriteOffRequested'"
            " and n.name = 'explanation' and (e.data ->> 'request_id')::bigint = %s", request["id"],
        ):  # fmt: skip
            yield "unsatisfied and not explained"

    def _published(self, request: Row) -> Iterator[str]:
        shown = self.rows(
            "select k.due_rolled, w.closed_at from publication p join clock k on k.id = p.clock_id"
            " join write_off_request w on w.id = p.request_id where w.id = %s", request["id"],
        )  # fmt: skip
        if not shown or (shown[0]["closed_at"] + EAST).date() <= shown[0]["due_rolled"]:
            yield "not published to the end"
        open_ones = self.rows(
            "select 1 from publication p join publication_objection o on o.publication_id = p.id"
            " left join publication_answer a on a.objection_id = o.id"
            " where p.request_id = %s and a.upheld is distinct from false", request["id"],
        )  # fmt: skip
        if open_ones:
            yield "an objection is open or right"

    def _persons(self, case: Row, request: Row) -> Iterator[str]:
        """Who did what according to the trail, not to the copies in the tables."""
        did = self.rows(
            "select kind, actor_id from event where case_id = %s and id > coalesce((select max(id) from event"
            " where case_id = %s and kind in ('Relapsed', 'Rehandled')), 0) order by id", case["id"], case["id"],
        )  # fmt: skip
        last = {kind: row["actor_id"] for row in did for kind in [row["kind"]]}
        asked = max(place for place, row in enumerate(did) if row["kind"] == "WriteOffRequested")
        reviewers = [row["actor_id"] for row in did[asked:] if row["kind"] in {"ReviewApproved", "WrittenOff"}]
        hands = {last.get("ResultSubmitted"), last.get("ResultSignedOff"), last["WriteOffRequested"], case["handler_id"]}
        if len(set(reviewers)) != len(reviewers) or set(reviewers) & hands or None in reviewers:
            yield "one person in two roles"
        copied = {request[f"{hand}_id"] for hand in ("applicant", "handler", "author", "signer")}
        if not hands - {None} <= copied:
            yield "the request names other people than the trail"

    def _service(self, result: Row) -> Iterator[str]:
        for letter in ("letter_id", "feedback_letter_id"):
            if not self.rows("select 1 from letter_service where letter_id = %s", result[letter]):
                yield f"no proof of service of {letter}"
        if result["returned_at"] is not None or result["sent_back_at"] is not None:
            yield "the result was returned"

    def _answer(self, calls: list[Row]) -> Iterator[str]:
        days = {(row["at"] + EAST).date() for row in calls if row["answer"] == "unreached"}
        if all(row["answer"] == "unreached" for row in calls) and len(days) < 3:
            yield "nobody asked the complainant"

    def _claims(self, case: Row, result: Row) -> Iterator[str]:
        outcome = result["outcome"]
        if outcome not in PROOFS:
            yield f"{outcome} is no end"
            return
        proofs = self.rows("select * from evidence where case_id = %s and removed_at is null", case["id"])
        for claim in self.rows("select * from claim where case_id = %s", case["id"]):
            paid = self.rows(
                "select coalesce(sum(amount), 0) as amount, coalesce(bool_or(method not in ('transfer', 'cash')), false)"
                " as kind from payment where claim_id = %s and reversed_at is null", claim["id"],
            )[0]  # fmt: skip
            if outcome in WHOLE_DEBT and claim["amount"] > paid["amount"]:
                yield "money is owed"
            if outcome == "disputed" and claim["undisputed"] > paid["amount"]:
                yield "undisputed money is owed"
            there = {row["kind"] for row in proofs if row["claim_id"] in {None, claim["id"]}}
            needed = PROOFS[outcome] | ({"payment_proof"} if paid["amount"] else set())
            needed |= {"non_cash_consent"} if paid["kind"] else set()
            if needed - there or (outcome == "disputed" and not there & EITHER):
                yield f"proofs are missing: {needed - there}"
