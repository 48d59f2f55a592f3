"""Forms of offices."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import Email, InputRequired, Length, Regexp, ValidationError
from wtforms.widgets import HiddenInput

from caseflow.core.territory import LEVELS
from caseflow.store.models import Unit
from caseflow.units.actions import UnitData
from caseflow.units.queries import CONFIRMED, UNCONFIRMED, Filter
from caseflow.web.forms import CHINESE, WritingForm, choices, clean_text, optional, required

RENAMED, CORRECTED = "renamed", "corrected"
PHONES = r"^[0-9+][0-9 \-]{5,19}(?:[;；、,，] ?[0-9+][0-9 \-]{5,19}){0,4}$"


def longest(count: int) -> Length:
    """At most `count` characters, said in words."""
    return Length(max=count, message=f"最多写 {count} 个字。")


class UnitFilterForm(FlaskForm):
    """A GET form: it changes nothing and carries no key."""

    class Meta(FlaskForm.Meta):
        """Messages in Chinese; nothing to protect."""

        csrf = False
        locales: Any = CHINESE

    q = StringField("名称或别称", filters=[clean_text], validators=optional(longest(60)))
    place = SelectField("地区（含下辖）", default="", validators=optional())
    level = SelectField("层级", choices=choices([(v, v) for v in LEVELS], "全部"), default="", validators=optional())
    line = SelectField("主管条线", default="", validators=optional())
    contact = SelectField(
        "联系方式",
        choices=choices([(UNCONFIRMED, "未确认"), (CONFIRMED, "已确认")], "不限"),
        default="",
        validators=optional(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the address can be used as it is."""
        return bool(super().validate(extra_validators))  # type: ignore[no-untyped-call]

    def narrowed(self) -> Filter:
        """What was chosen."""
        chosen = (self.q.data, self.place.data, self.level.data, self.line.data, self.contact.data)
        return Filter(*(value or "" for value in chosen))


class VersionForm(WritingForm):
    """A deed on an office; it carries the version of the office it was rendered from."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])


class UnitForm(VersionForm):
    """What may be changed of an office."""

    name = StringField("机构名称", validators=[*required("请填写机构全称。"), longest(60)])
    naming = RadioField(
        "名称改动的原因",
        description="只在名称有改动时需要选。",
        choices=choices(
            [(RENAMED, "机构更名：旧名称保留，仍可用它找到本机构"), (CORRECTED, "更正错字：旧写法不再使用")]
        ),
        validators=optional(),
    )
    renamed_on = DateField("更名日期", description="新名称启用的第一天；不填就是今天。", validators=optional())
    letter_code = StringField(
        "机关代字",
        description="文书字号的开头，例如 甘工信。",
        validators=[
            *required("请填写机关代字。"),
            Regexp(r"^[\w（）]{2,20}$", message="机关代字写 2 到 20 个字，不带标点。"),
        ],
    )
    case_prefix = StringField(
        "案号字头",
        description="改后新案件用新字头，旧案号不变。",
        validators=optional(
            Regexp(r"^[A-Z]{2}[0-9]{0,6}$", message="案号字头是两个大写字母，后面可以跟数字，例如 GS0700。")
        ),
    )
    email = StringField(
        "邮箱", validators=optional(Email(message="邮箱写得不对，应像 name@example.com。"), longest(120))
    )
    phone = StringField(
        "联系电话",
        description="可写几个，用顿号隔开，例如 0936-8210000、13900001234。",
        validators=optional(
            Regexp(PHONES, message="电话只写数字，几个之间用顿号隔开，例如 0936-8210000、13900001234。")
        ),
    )

    @classmethod
    def of(cls, unit: Unit) -> "UnitForm":
        """The form as this office stands; what was posted goes before."""
        return cls(obj=unit)

    def renew(self, version: int) -> None:
        """The version of today, so that what was typed can be sent again knowingly."""
        self.version.data, self.version.raw_data = version, None

    def ask_why(self, present: str) -> bool:
        """Whether a new name comes with its reason; the sentence stands at the field."""
        missing = self.name.data != present and not self.naming.data
        if missing:
            self.naming.errors = ("名称改了，请选择是更名还是更正错字。",)
        return not missing

    def unit_data(self) -> UnitData:
        """The checked input."""
        return UnitData(
            name=self.name.data,
            letter_code=self.letter_code.data,
            case_prefix=self.case_prefix.data or None,
            email=self.email.data or "",
            phone=self.phone.data or "",
            renamed=self.naming.data == RENAMED,
            renamed_on=self.renamed_on.data,
        )

    def validate_renamed_on(self, field: Any) -> None:
        """A day belongs to a rename alone."""
        if field.data and self.naming.data == CORRECTED:
            raise ValidationError("更正错字没有更名日期，请清空或改选更名。")
