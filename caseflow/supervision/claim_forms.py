"""The fields in which a reply says something to each claim and proposes payments: one set for the link and for paper."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from wtforms import FieldList, Form, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice

from caseflow.store.models import Claim
from caseflow.supervision.claims import DENIES, PARTLY, STANCES, ClaimAnswer, Offer, Substance, grounds
from caseflow.web.fields import DayField, longest, yuan_in
from caseflow.web.forms import choices, clean_text, optional, required

OTHER = "other"
SILENT = "silent"
LEAST_OFFERS = 3


def _offered_grounds() -> list[SelectChoice]:
    return choices([(key, ground.name) for key, ground in grounds().items()], "请选择")()


class ClaimReplyForm(Form):
    """What is said to one claim; `claim` is set by `fit_claims`."""

    stance = RadioField(
        "这笔款", choices=choices(list(STANCES.items())), validators=required("请选择认可、部分认可或者不认可。")
    )
    admitted = StringField("认可的金额", filters=[clean_text], validators=optional(longest(30)))
    ground = SelectField(
        "不全部认可的理由",
        choices=_offered_grounds,
        validators=optional(),
    )
    words = TextAreaField("说明", filters=[clean_text], validators=optional(longest(1000)))
    claim: Claim

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether it holds together: an amount where a part is admitted, a ground where not all of it is."""
        super().validate(extra_validators)  # type: ignore[no-untyped-call]
        if self.stance.data == PARTLY and not self.admitted.errors:
            self._check_amount()
        if self.stance.data in (PARTLY, DENIES):
            if not self.ground.data:
                self.ground.errors = (*self.ground.errors, "请选择理由。")
            if self.ground.data == OTHER and not self.words.data:
                self.words.errors = (*self.words.errors, "选择“其他”的，请写明理由。")
        return not self.errors

    def _check_amount(self) -> None:
        try:
            amount = yuan_in(self.admitted.data or "0")
        except ValidationError as wrong:
            self.admitted.errors = (*self.admitted.errors, str(wrong))
            return
        if not 0 < amount < self.claim.amount:
            sentence = f"部分认可的金额应大于 0，小于 {self.claim.amount:,.2f} 元；全部认可的请选“认可”。"
            self.admitted.errors = (*self.admitted.errors, sentence)

    def answer(self) -> ClaimAnswer:
        """What was said."""
        some = self.stance.data in (PARTLY, DENIES)
        admitted = yuan_in(self.admitted.data) if self.stance.data == PARTLY else None
        return ClaimAnswer(
            self.claim.id, self.stance.data, admitted, self.ground.data if some else "", self.words.data or ""
        )


class PaperClaimForm(ClaimReplyForm):
    """The same as read from a paper, which may say nothing to a claim."""

    stance = RadioField(
        "这笔款", choices=choices([*STANCES.items(), (SILENT, "复函没有说到这一笔")]), default=SILENT,
        validators=required("请选择。"),
    )  # fmt: skip


class OfferForm(Form):
    """One payment proposed; an empty line proposes none."""

    due_on = DayField("付款日期", optional())
    amount = StringField("金额", filters=[clean_text], validators=optional(longest(30)))

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether both were filled in, or neither."""
        super().validate(extra_validators)  # type: ignore[no-untyped-call]
        if self.due_on.data and not self.amount.data:
            self.amount.errors = (*self.amount.errors, "请填写这一天付多少。")
        if self.amount.data and not self.due_on.data and not self.due_on.errors:
            self.due_on.errors = (*self.due_on.errors, "请填写哪一天付。")
        if self.amount.data and not self.amount.errors:
            self._check_amount()
        return not self.errors

    def _check_amount(self) -> None:
        try:
            wrong = "金额应大于 0。" if yuan_in(self.amount.data or "") == 0 else ""
        except ValidationError as unreadable:
            wrong = str(unreadable)
        if wrong:
            self.amount.errors = (*self.amount.errors, wrong)


def fit_claims(entries: FieldList, claims: Sequence[Claim]) -> None:
    """One entry per claim, in their order, each knowing its claim."""
    while len(entries.entries) > len(claims):
        entries.pop_entry()
    while len(entries.entries) < len(claims):
        entries.append_entry()
    for number, (entry, claim) in enumerate(zip(entries.entries, claims, strict=True), start=1):
        entry.form.claim = claim
        if len(claims) > 1:
            _named(entry.form, f"第 {number} 笔：")


def fit_offers(entries: FieldList) -> None:
    """A few empty lines to begin with, each named by its number."""
    while len(entries.entries) < LEAST_OFFERS:
        entries.append_entry()
    for number, entry in enumerate(entries.entries, start=1):
        _named(entry.form, f"第 {number} 笔付款：")


def _named(form: Form, prefix: str) -> None:
    """Every label says which entry it belongs to, also where the form is fitted once more."""
    for field in form:
        field.label.text = prefix + str(field.label.text).removeprefix(prefix)


def check_offers(entries: FieldList) -> None:
    """ValidationError where two payments fall on one day."""
    days = [entry.form.due_on.data for entry in entries.entries if entry.form.due_on.data]
    if len(set(days)) != len(days):
        raise ValidationError("同一天只写一笔付款。")


def substance(claims: FieldList, offers: FieldList) -> Substance:
    """What the checked fields say."""
    spoken = [entry.form for entry in claims.entries if entry.form.stance.data != SILENT]
    lines = [entry.form for entry in offers.entries if entry.form.due_on.data and entry.form.amount.data]
    return Substance(
        tuple(form.answer() for form in spoken), tuple(Offer(form.due_on.data, _amount(form)) for form in lines)
    )


def _amount(form: OfferForm) -> Decimal:
    return yuan_in(form.amount.data or "")
