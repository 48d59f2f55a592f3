"""What the ledger can be narrowed by; everything stands in the address."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import AnyOf, Length

from caseflow.core.lifecycle import Status
from caseflow.ledger.queries import IN_HAND, LATE_EVER, LATE_NOW, NEWEST_FIRST, SIZES, SORTS, Filter, Window
from caseflow.web.forms import CHINESE, choices, clean_text, optional

ORDERS = (*SORTS, *(f"-{name}" for name in SORTS))


class LedgerForm(FlaskForm):
    """A GET form: it changes nothing and carries no key."""

    class Meta(FlaskForm.Meta):
        """Messages in Chinese; nothing to protect."""

        csrf = False
        locales: Any = CHINESE

    q = StringField("案号或被投诉单位", filters=[clean_text], validators=optional(Length(max=60)))
    status = SelectField(
        "状态",
        choices=choices([(IN_HAND, "在办（全部）"), *((status.value, status.label) for status in Status)], "全部"),
        default="",
        validators=optional(),
    )
    territory = SelectField("地区", default="", validators=optional())
    category = SelectField("事项", default="", validators=optional())
    overdue = SelectField(
        "超期",
        choices=choices([(LATE_NOW, "现在超期"), (LATE_EVER, "曾经超期")], "不限"),
        default="",
        validators=optional(),
    )
    sort = HiddenField(default=NEWEST_FIRST, validators=optional(AnyOf(ORDERS, "没有这种排序。")))
    size = SelectField(
        "每页", choices=choices([(str(n), f"{n} 件") for n in SIZES]), default=str(SIZES[0]), validators=optional()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the address can be used as it is."""
        return bool(super().validate(extra_validators))  # type: ignore[no-untyped-call]

    def offer(self, territories: list[tuple[str, str]], categories: list[str]) -> None:
        """What this actor may choose."""
        self.territory.choices = choices(territories, "全部")()
        self.category.choices = choices([(name, name) for name in categories], "全部")()

    def narrowed(self) -> Filter:
        """What was chosen."""
        chosen = (self.status.data, self.territory.data, self.category.data, self.overdue.data, self.q.data)
        return Filter(*(value or "" for value in chosen))

    def window(self, after: str, before: str) -> Window:
        """Which page."""
        return Window(self.sort.data or NEWEST_FIRST, int(self.size.data or SIZES[0]), after, before)
