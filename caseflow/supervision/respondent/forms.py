"""The forms behind a reply link."""

from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    MultipleFileField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Regexp
from wtforms.widgets import HiddenInput

from caseflow.evidence.actions import Upload
from caseflow.evidence.forms import ACCEPT, HINT, uploads_in
from caseflow.store.models import Claim
from caseflow.supervision.claim_forms import ClaimReplyForm, OfferForm, check_offers, fit_claims, fit_offers, substance
from caseflow.supervision.claims import MOST_OFFERS
from caseflow.supervision.respondent.answering import Given
from caseflow.web.draft_forms import DraftForm, Raw
from caseflow.web.fields import longest
from caseflow.web.forms import WritingForm, choices, optional, required

FILE_KINDS = (("respondent_proof", "付款凭证"), ("respondent_reply", "加盖公章的答复或者其他材料"))
PHONE = Regexp(r"^\+?[0-9][0-9 \-]{5,19}$", message="电话只写数字，例如 0936-8210000。")


class ReplyForm(DraftForm):
    """The reply as it is written; saved at every press, whether it passes or not."""

    claims = FieldList(FormField(ClaimReplyForm))
    text = TextAreaField("总的说明", validators=optional(longest(2000)), render_kw={"maxlength": 2000})
    offers = FieldList(FormField(OfferForm), max_entries=MOST_OFFERS)
    signer = StringField("答复人姓名", validators=[*required("请填写答复人姓名。"), longest(40)])
    post = StringField("部门和职务", validators=[*required("请填写答复人的部门和职务。"), longest(60)])
    phone = StringField("联系电话", validators=[*required("请填写联系电话。"), PHONE])
    file_kind = SelectField("这是什么材料", choices=choices(FILE_KINDS), validators=optional())
    files = MultipleFileField("选择文件", description=HINT, validators=optional(), render_kw={"accept": ACCEPT})

    def fit(self, claims: tuple[Claim, ...]) -> "ReplyForm":
        """One set of fields per claim, a few lines for payments; returns itself."""
        fit_claims(self.claims, claims)
        fit_offers(self.offers)
        if not claims:
            self.text.label.text = "答复"
        return self

    def validate_offers(self, field: Any) -> None:
        """One payment a day."""
        check_offers(field)

    def whole(self) -> bool:
        """Whether it may be submitted; where no claims are listed the words are the answer."""
        passes = self.validate()
        if not self.claims.entries and not self.text.data:
            self.text.errors = (*self.text.errors, "请写明答复。")
            return False
        return passes

    def given(self, version: int) -> Given:
        """The checked reply."""
        signed = f"{self.signer.data}（{self.post.data}），{self.phone.data}"
        return Given(version, self.text.data or "", signed, substance(self.claims, self.offers))

    def uploads(self) -> list[Upload]:
        """The chosen files."""
        return uploads_in(self.files)


class SubmitForm(WritingForm):
    """提交: what was checked last, by the version of its draft."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    sure = BooleanField("以上答复经本单位确认，内容属实", validators=required("请勾选确认。"))


def with_one_more(raw: Raw) -> Raw:
    """`raw` with one more empty line of payments."""
    heads = {key.split("-")[1] for key in raw if key.startswith("offers-")}
    following = 1 + max((int(head) for head in heads if head.isdigit()), default=0)
    return raw if len(heads) >= MOST_OFFERS else {**raw, f"offers-{following}-amount": [""]}


def typed_in(form: Form) -> list[tuple[str, str]]:
    """(label, text) of everything typed, to be read where it cannot be submitted any more."""
    found: list[tuple[str, str]] = []
    for field in form:
        if isinstance(field, FieldList):
            for entry in field.entries:
                found += typed_in(entry.form)
        elif isinstance(field, StringField | TextAreaField) and field.data:
            found.append((str(field.label.text), field.data))
    return found
