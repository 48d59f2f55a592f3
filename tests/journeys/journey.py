"""One complaint on its whole way over HTTP, in the hands of as many people as the rules need."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PIL import Image
from stdnum.cn import uscc

from caseflow.demo.roster import OFFICES, SUPERVISED
from tests.harness.pages import wall_calendar
from tests.journeys.stack import Browser, Stack
from tests.policies.rulebook import book

LEADS = {name: prefix for prefix, name in OFFICES}
REVIEWERS = {place: prefix for prefix, place in SUPERVISED}
PASSWORD = "journey-2026-Password"


def credit_code(number: int) -> str:
    """A well-formed credit code for an invented firm."""
    body = f"91620100MA0JRN{number:02d}"
    candidates = (body + check for check in "0123456789ABCDEFGHJKLMNPQRTUWXY")
    return next(c + uscc.calc_check_digit(c) for c in candidates if uscc.is_valid(c + uscc.calc_check_digit(c)))


def picture(words: str = "x") -> bytes:
    """A small real PNG."""
    stream = io.BytesIO()
    Image.new("RGB", (60 + len(words), 40), "white").save(stream, "PNG")
    return stream.getvalue()


@dataclass
class Journey:
    """`case` is a worked case of the routing rule, `expected` included; `place` is the respondent's territory code."""

    stack: Stack
    case: Mapping[str, Any]
    number_of_firm: int
    number: str = ""
    people: dict[str, Browser] = field(default_factory=dict)

    @property
    def mail(self) -> str:
        """The firm's address."""
        return f"firm{self.number_of_firm}@example.org"

    @property
    def lead_name(self) -> str:
        """The office that the case's table expects to lead."""
        lead = self.case["expected"]["lead"]
        return book().offices.office(lead["competence"], lead["level"], lead["territory"]).name

    @property
    def lead(self) -> str:
        """The login prefix of the lead office."""
        return LEADS[self.lead_name]

    def person(self, login: str) -> Browser:
        """A signed-in person; each has a browser of their own."""
        if login not in self.people:
            self.people[login] = self.stack.browser(login)
        return self.people[login]

    @property
    def clerk(self) -> Browser:
        """The clerk of the receiving office of the respondent's province."""
        province = self.case["respondent"]["region"]["province"]
        return self.person("ningxia.sl" if province.startswith("宁夏") else "gansu.sl")

    @property
    def handler(self) -> Browser:
        """Who handles the case."""
        return self.person(f"{self.lead}.cb")

    @property
    def head(self) -> Browser:
        """The head of the lead unit."""
        return self.person(f"{self.lead}.fz")

    def path(self, step: str = "") -> str:
        """An address of the case."""
        return f"/cases/{self.number}" + (f"/{step}" if step else "")

    def register(self) -> None:
        """The firm registers with a checked credit code and signs in."""
        firm = self.stack.browser()
        page = firm.get("/register")
        complainant = self.case["complainant"]
        firm.submit(
            "/register",
            {
                "name": complainant["name"],
                "credit_code": credit_code(self.number_of_firm),
                "size": complainant["size"],
                "industry": "其他行业",
                "region": option(page, "region", "山丹县"),
                "contact_name": "企业联系人",
                "phone": "13900000000",
                "email": self.mail,
                "password": PASSWORD,
                "again": PASSWORD,
            },
        )
        firm.http.cookies.clear()
        firm.sign_in(self.mail, PASSWORD)
        self.people["firm"] = firm

    @property
    def firm(self) -> Browser:
        """The complaining firm."""
        return self.people["firm"]

    def file(self) -> None:
        """Fill in every step and file; reads number and query code off the receipt."""
        firm, respondent = self.firm, self.case["respondent"]
        start = firm.submit("/file").headers["Location"]
        draft = start.rsplit("/", 1)[0]
        firm.submit(f"{draft}/check", {"category": self.case["category"], "proceedings": "no", "size_disputed": "no"})
        region = respondent["region"]
        page = firm.get(f"{draft}/respondent")
        place = region["county"] or region["city"] or region["province"]
        firm.submit(
            f"{draft}/respondent",
            {
                "name": respondent["name"],
                "type": respondent["type"],
                "level": respondent["level"],
                "region": option(page, "region", place),
                "industry": respondent["industry"] or "",
                "supervising_department": respondent["supervising_department"] or "",
            },
        )
        self._claims(draft)
        proof = {"files": ("施工合同（盖章）.png", picture("contract"), "image/png")}
        firm.submit(f"{draft}/evidence", {"kind": "contract"}, proof)
        filed = firm.submit(
            f"{draft}/confirm", {"pledge_unheard": "y", "pledge_true": "y", "pledged_by": "企业负责人", "go": "next"}
        )
        receipt = firm.get(filed.headers["Location"])
        self.number = found(r"(GS|NX)-2026-\d{6}", receipt)

    def _claims(self, draft: str) -> None:
        days = self.case["dates"]
        self.firm.submit(
            f"{draft}/claims",
            {
                "claims-0-contract_name": "采购或施工合同",
                "claims-0-price_of": self.case["declared"]["price_of"],
                "claims-0-contract_date": days["contract"],
                "claims-0-delivered_on": days["delivered_or_accepted"],
                "claims-0-due_on": days["due"],
                "claims-0-amount": str(round(self.case["amount_wan"] * 10000)),
                "claims-0-disputed": "",
                "contract_relation": "yes",
                "narrative": "货物或工程早已交付验收，多次催要，对方一直没有付款。",
                "request": "请督促付清欠款。",
                "go": "next",
            },
        )

    def accept(self) -> str:
        """Wait for the worker's proposal, then accept; returns the examination page with the proposal."""
        # the lead may stand on the page before, as the department that the firm itself named
        page = self.clerk.await_page(self.path("examine"), "为什么由它办")
        self.clerk.submit(self.path("accept"), {"note": "材料齐全"}, at=self.path("examine"))
        return page

    def dispatch(self) -> None:
        """Confirm the proposed unit."""
        page = self.clerk.get(self.path("dispatch"))
        self.clerk.submit(self.path("dispatch"), {"lead_unit_id": found(r'<option selected value="(\d+)"', page, 1)})

    def handle(self) -> None:
        """Sign, record a contact, record the payment of everything."""
        page = self.head.get(self.path("sign"))
        handler = found(r'<option[^>]*value="(\d+)"[^>]*>[^<]*', page, 1)
        self.head.submit(self.path("sign"), {"handler_id": handler})
        today = wall_calendar()
        self.handler.submit(
            self.path("contact"),
            {"kind": "call", "happened_on": today, "text": "已与双方联系，对方同意付款。", "audience": "parties"},
        )
        page = self.handler.get(self.path("payment"))
        self.handler.submit(
            self.path("payment"),
            {
                "claim_id": found(r'name="claim_id"[^>]*value="(\d+)"', page, 1),
                "amount": str(round(self.case["amount_wan"] * 10000)),
                "paid_on": today,
                "method": "transfer",
            },
            {"proof": ("银行回单.png", picture("receipt"), "image/png")},
        )

    def resolve(self) -> None:
        """Write the result, sign it off, serve it; the firm answers."""
        amount = str(round(self.case["amount_wan"] * 10000))
        self.handler.submit(
            self.path("result"),
            {
                "outcome": "paid_in_full",
                "amount_recognised": amount,
                "findings": "经核实，欠款属实，已付清。",
                "basis": "国务院令第802号第九条、第二十五条",
            },
            {"proof": ("", b"", "application/octet-stream")},
        )
        self.head.submit(self.path("sign-off"))
        today = wall_calendar()
        self.handler.submit(
            self.path("serve"),
            {"method": "platform", "served_on": today, "feedback_method": "exchange", "feedback_on": today},
            {"receipt": ("", b"", "application/octet-stream")},
        )
        page = self.firm.get(self.path("confirm"))
        payment = found(r'name="payments"[^>]*value="(\d+)"', page, 1)
        self.firm.submit(self.path("confirm"), {"payments": payment, "answer": "satisfied", "words": "款已到账"})

    def write_off(self, reviewers: list[str]) -> None:
        """Apply with a bank receipt, then each reviewer in order approves."""
        self.head.submit(self.path("write-off"), {"explanation": ""})
        for login in reviewers:
            self.person(login).submit(self.path("review"), {"decision": "approve", "opinion": "材料齐全，同意销号。"})

    def travel(self, reviewers: list[str]) -> str:
        """The whole way; returns the examination page."""
        steps: tuple[Callable[[], Any], ...] = (self.register, self.file)
        for step in steps:
            step()
        page = self.accept()
        self.dispatch()
        self.handle()
        self.resolve()
        self.write_off(reviewers)
        return page


def option(page: str, name: str, words: str) -> str:
    """The value of the option of select `name` whose label begins with `words`."""
    select = re.search(rf'<select[^>]*name="{name}"[^>]*>(.*?)</select>', page, re.DOTALL)
    assert select, f"no select {name}"
    pairs = re.findall(r'<option[^>]*value="([^"]*)"[^>]*>([^<]*)', select.group(1))
    return next(value for value, label in pairs if label.strip().startswith(words))


def found(pattern: str, page: str, group: int = 0) -> str:
    """What matches on a page."""
    match = re.search(pattern, page)
    assert match, f"{pattern} is not on the page:\n{page[-3000:]}"
    return match.group(group)
