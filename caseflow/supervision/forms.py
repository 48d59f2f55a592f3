"""The forms of supervision."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, FieldList, FormField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Email, Length

from caseflow.core.supervision import Rung
from caseflow.evidence.forms import ACCEPT, uploads_in
from caseflow.store import editions
from caseflow.store.models import Claim
from caseflow.supervision.claim_forms import OfferForm, PaperClaimForm, check_offers, fit_claims, fit_offers, substance
from caseflow.supervision.claims import MOST_OFFERS
from caseflow.supervision.drafting import Order
from caseflow.supervision.measures import Verdict
from caseflow.supervision.queries import LEVELS, Narrowed
from caseflow.supervision.replies import Reply
from caseflow.supervision.words import DAYS, DETAILS, FACTS
from caseflow.web.forms import CHINESE, CaseForm, choices, optional, required

LONG = Length(max=2000, message="不能超过 2000 字。")
SHORT = Length(max=100, message="不能超过 100 字。")
LONG_LINE = Length(max=200, message="不能超过 200 字。")
EXTRA = ("leader", "when", "place", "attendees", "body", "addressee", "materials", "contact", "demand", "recommendation")


class TakeForm(CaseForm):
    """采取措施; fields that the letter of this measure does not need are taken out by `fit`."""

    criterion = RadioField("理由", validators=required("请选择理由。"))
    facts = TextAreaField(
        "事由", description="会原样写进文书。写明事实和时间，不写推测。", validators=[*required("请写明事由。"), LONG]
    )
    leader = StringField(validators=[*required("请填写包抓领导。"), SHORT])
    when = StringField(validators=[*required("请填写约谈时间。"), SHORT])
    place = StringField(validators=[*required("请填写约谈地点。"), SHORT])
    attendees = StringField(validators=[*required("请填写参加人员。"), SHORT])
    body = SelectField(validators=required("请选择接收的机关。"))
    addressee = StringField(validators=[*required("请填写收文的机关。"), SHORT])
    materials = TextAreaField(validators=[*required("请写明移交的材料。"), LONG])
    contact = StringField(validators=[*required("请填写联系人。"), SHORT])
    demand = TextAreaField(validators=[*required("请填写要求。"), LONG])
    recommendation = TextAreaField(validators=[*required("请填写建议。"), LONG])
    due = DateField("期限", validators=required("请填写期限。"))
    mail = StringField(
        "被投诉单位的邮箱", description="函和网上答复的链接会发到这里。没有的，不填，打印函件送达；函上印有答复码。",
        validators=optional(Email(message="邮箱写得不对，应像 name@example.com。"), Length(max=120, message="不能超过 120 字。")),
    )
    postal = StringField("被投诉单位的通讯地址", description="邮寄时用；投诉企业看不到。", validators=optional(LONG_LINE))

    def fit(self, rung: Rung, reasons: list[tuple[str, str]], bodies: list[str]) -> None:
        """Keep what this measure needs; offer the reasons that hold and, where the rules name the `bodies` it may go to, those."""
        wanted = dict(DETAILS[rung.letter])
        if rung.to_known_body:
            wanted["body"] = wanted.pop("addressee")
        for name in EXTRA:
            if name in wanted:
                self[name].label.text, self[name].description = wanted[name]
            else:
                del self[name]  # type: ignore[no-untyped-call]
        if "body" in self:
            self.body.choices = choices([(name, name) for name in bodies], "请选择")()
        if rung.letter in FACTS:
            self.facts.label.text, self.facts.description = FACTS[rung.letter]
        if rung.letter in DAYS:
            self.due.label.text, self.due.description = DAYS[rung.letter]
        unused = [*(() if rung.days else ("due",)), *(() if rung.by_link else ("mail", "postal"))]
        for name in unused:
            del self[name]  # type: ignore[no-untyped-call]
        self._offer(reasons)

    def _offer(self, reasons: list[tuple[str, str]]) -> None:
        """The reasons that hold; the only one is chosen already."""
        self.criterion.choices = choices(reasons)()
        if len(reasons) == 1 and not self.is_submitted():  # type: ignore[no-untyped-call]
            self.criterion.data = reasons[0][0]

    def order(self, kind: str) -> Order:
        """What was ordered."""
        details = {"addressee" if name == "body" else name: self[name].data for name in EXTRA if name in self}
        due = self.due.data if "due" in self else None
        mail, postal = ((self[name].data or "") if name in self else "" for name in ("mail", "postal"))
        return Order(self.version.data, kind, self.criterion.data, self.facts.data, due, details, mail, postal)


class JudgeForm(CaseForm):
    """审核答复."""

    decision = RadioField(
        "审核决定",
        choices=choices([("accept", "认可"), ("refuse", "不认可")]),
        validators=required("请选择一项。"),
    )
    opinion = TextAreaField(
        "审核意见", description="办理这件案件的单位能看到。", validators=[*required("请写明审核意见。"), LONG]
    )

    def verdict(self) -> Verdict:
        """What was decided."""
        return Verdict(self.version.data, self.decision.data == "accept", self.opinion.data)


class DelistForm(CaseForm):
    """摘牌."""

    reason = TextAreaField(
        "摘牌的理由", description="会原样写进摘牌通知书。", validators=[*required("请写明摘牌的理由。"), LONG]
    )


class AnswerForm(CaseForm):
    """答复督办."""

    text = TextAreaField(
        "办理情况",
        description="写明已采取的措施、没有办结的原因、下一步安排和责任人。",
        validators=[*required("请写明办理情况。"), LONG],
    )
    file = FileField(
        "加盖公章的答复",
        description="PDF、JPG、PNG、DOCX、XLSX，不超过 20 MB。请勿上传涉密材料。",
        validators=[FileRequired("请上传加盖公章的答复。")],
        render_kw={"accept": ACCEPT},
    )

    def reply(self) -> Reply:
        """What was handed in."""
        uploads = uploads_in(self.file)
        return Reply(self.version.data, self.text.data, uploads[0] if uploads else None)


class ReportForm(AnswerForm):
    """报告进展; also what came back on a measure that the unit does not answer itself."""

    text = TextAreaField("内容", validators=[*required("请写明内容。"), LONG])
    file = FileField(
        "材料", description="PDF、JPG、PNG、DOCX、XLSX，不超过 20 MB。请勿上传涉密材料。", validators=optional(),
        render_kw={"accept": ACCEPT},
    )  # fmt: skip


class PaperReplyForm(ReportForm):
    """登记 what a respondent wrote on paper, claim by claim as the link takes it."""

    claims = FieldList(FormField(PaperClaimForm))
    offers = FieldList(FormField(OfferForm), max_entries=MOST_OFFERS)

    def fit(self, claims: Sequence[Claim]) -> None:
        """One set of fields per claim, a few lines for payments."""
        fit_claims(self.claims, claims)
        fit_offers(self.offers)

    def validate_offers(self, field: Any) -> None:
        """One payment a day."""
        check_offers(field)

    def reply(self) -> Reply:
        """What was handed in, with what it says to the claims."""
        return replace(super().reply(), said=substance(self.claims, self.offers))


class BoardForm(FlaskForm):
    """A GET form: it changes nothing and carries no key."""

    class Meta(FlaskForm.Meta):
        """Messages in Chinese; nothing to protect."""

        csrf = False
        locales: Any = CHINESE

    level = SelectField("挂牌", choices=choices(list(LEVELS.items()), "全部"), default="", validators=optional())
    territory = SelectField("地区", default="", validators=optional())
    respondent = StringField("被投诉单位", validators=optional())
    late = SelectField("期限", choices=choices([("late", "已超期")], "不限"), default="", validators=optional())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the address can be used as it is."""
        return bool(super().validate(extra_validators))  # type: ignore[no-untyped-call]

    def offer(self, territories: frozenset[str]) -> None:
        """The places that the office looks after."""
        places = editions.current().territories
        pairs = [(p.code, "　" * len(places.ancestors(p)) + p.name) for p in places.all() if p.code in territories]
        self.territory.choices = choices(pairs, "全部")()

    def narrowed(self) -> Narrowed:
        """What was chosen."""
        respondent = self.respondent.data or ""
        return Narrowed(self.level.data or "", self.territory.data or "", bool(self.late.data), respondent)
