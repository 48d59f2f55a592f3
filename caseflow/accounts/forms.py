"""Forms of accounts."""

from typing import Any

from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import Email, Length, Regexp, ValidationError

from caseflow.accounts.actions import OFFICE_ROLES, NewCompany, NewPerson, Profile
from caseflow.accounts.passwords import MOST, weak_because
from caseflow.accounts.queries import units_like
from caseflow.core.access import ROLE_LABELS, Role
from caseflow.core.enterprise import credit_code
from caseflow.core.errors import BadInput
from caseflow.store.units import unit_named
from caseflow.web.forms import WritingForm, choices, optional, required

PHONE = Regexp(r"^\+?[0-9][0-9 \-]{5,19}$", message="电话只写数字，例如 13900001234 或 0936-8210000。")
MOBILE = Regexp(r"^1[3-9][0-9]{9}$", message="接收短信的手机号写 11 位数字，例如 13900001234。")
MAIL = Email(message="邮箱写得不对，应像 name@example.com。")
SIZES = (
    ("微型", "微型企业"),
    ("小型", "小型企业"),
    ("中型", "中型企业"),
    ("大型", "大型企业（一般不能作为投诉人）"),
    ("不详", "不清楚（由受理部门核实）"),
)
INDUSTRIES = (
    "农林牧渔业", "工业（制造、采矿、电热水气）", "建筑业", "批发业", "零售业", "交通运输业", "仓储业", "邮政业",
    "住宿业", "餐饮业", "信息传输业", "软件和信息技术服务业", "房地产开发经营", "物业管理", "租赁和商务服务业", "其他行业",
)  # fmt: skip


def longest(count: int) -> Length:
    """At most `count` characters, said in words."""
    return Length(max=count, message=f"最多写 {count} 个字。")


class SignInForm(WritingForm):
    """Login and password; nothing is stored but the attempt, so its key is not used."""

    login = StringField("登录名", validators=[*required("请填写登录名。"), longest(120)])
    password = PasswordField("密码", validators=[*required("请填写密码。"), longest(MOST)])
    next = HiddenField()


class RegisterForm(WritingForm):
    """A firm and the person who acts for it."""

    name = StringField("企业名称", validators=[*required("请填写营业执照上的企业全称。"), longest(120)])
    credit_code = StringField("统一社会信用代码", validators=[*required("请填写 18 位统一社会信用代码。"), longest(40)])
    size = SelectField("企业规模", choices=choices(SIZES, "请选择"), validators=required("请选择企业规模。"))
    industry = SelectField(
        "所属行业", choices=choices([(i, i) for i in INDUSTRIES], "请选择"), validators=required("请选择所属行业。")
    )
    region = SelectField("企业所在地", validators=required("请选择企业所在地。"))
    address = StringField("通讯地址", validators=optional(longest(200)))
    contact_name = StringField("联系人姓名", validators=[*required("请填写联系人姓名。"), longest(40)])
    phone = StringField("联系电话", validators=[*required("请填写联系电话。"), PHONE])
    email = StringField("邮箱", validators=[*required("请填写邮箱，用它登录。"), MAIL, longest(120)])
    password = PasswordField("设置密码", validators=[*required("请设置密码。"), longest(MOST)])
    again = PasswordField("再输一次密码", validators=[*required("请再输一次密码。"), longest(MOST)])

    def validate_credit_code(self, field: Any) -> None:
        """Position 18 is a hard check (GB 32100); the code is kept as the standard writes it."""
        try:
            field.data = credit_code(field.data).code
        except BadInput as wrong:
            raise ValidationError(str(wrong)) from wrong

    def validate_password(self, field: Any) -> None:
        """Long enough, and not one of those everybody uses."""
        weakness = weak_because(field.data, self.email.data or "")
        if weakness:
            raise ValidationError(weakness)

    def validate_again(self, field: Any) -> None:
        """Typed twice alike."""
        if field.data != self.password.data:
            raise ValidationError("两次输入的密码不一样。")

    def company(self, region: str) -> NewCompany:
        """The checked input; `region` is the chosen place in words."""
        kept = {name: self.data[name] or "" for name in NewCompany.__dataclass_fields__}
        return NewCompany(**{**kept, "region": region})


class PersonForm(WritingForm):
    """A new member of staff."""

    login = StringField(
        "登录名",
        description="用邮箱或字母、数字。",
        validators=[
            *required("请填写登录名。"),
            Regexp(r"^[A-Za-z0-9@._-]{3,80}$", message="登录名只用字母、数字和 @ . _ -，3 到 80 个。"),
        ],
    )
    name = StringField("姓名", validators=[*required("请填写姓名。"), longest(40)])
    role = SelectField(
        "角色",
        choices=choices([(r, label) for r, label in ROLE_LABELS.items() if r in OFFICE_ROLES], "请选择"),
        validators=required("请选择角色。"),
    )
    unit = StringField("所属单位全称", description="管理员可以不填。", validators=optional(longest(80)))
    email = StringField("邮箱", description="通知发到这个邮箱。", validators=optional(MAIL, longest(120)))

    def validate_unit(self, field: Any) -> None:
        """The office must exist; near names are offered."""
        if field.data and unit_named(field.data) is None:
            near = "、".join(units_like(field.data))
            raise ValidationError(f"没有名为“{field.data}”的单位。" + (f"是不是：{near}？" if near else ""))

    def person(self) -> NewPerson:
        """The checked input."""
        return NewPerson(
            self.login.data, self.name.data, Role(self.role.data), self.email.data or "", self.unit.data or ""
        )


class RoleForm(WritingForm):
    """Another role for a member of staff."""

    role = SelectField(
        "角色",
        choices=choices([(r, label) for r, label in ROLE_LABELS.items() if r in OFFICE_ROLES]),
        validators=required("请选择角色。"),
    )


class AskForm(WritingForm):
    """A deed that needs no more input than the press of its button."""


class ProfileForm(WritingForm):
    """One's own contact data."""

    name = StringField("姓名", validators=[*required("请填写姓名。"), longest(40)])
    email = StringField("邮箱", validators=[*required("请填写邮箱。"), MAIL, longest(120)])
    sms_number = StringField(
        "接收短信的手机号",
        description="填了以后，发邮件的同时发一条短信，只说哪件案件有什么进展；不需要就空着。",
        validators=optional(MOBILE),
    )

    def profile(self) -> Profile:
        """The checked input."""
        return Profile(self.name.data, self.email.data, sms_number=self.number())

    def number(self) -> str | None:
        """The number for SMS; None where the house sends none and the form therefore does not ask."""
        return (self.sms_number.data or "") if "sms_number" in self else None


class ContactForm(WritingForm):
    """The addresses of a member of staff, corrected by the administrator."""

    email = StringField("邮箱", validators=[*required("请填写邮箱。"), MAIL, longest(120)])
    sms_number = StringField("接收短信的手机号", validators=optional(MOBILE))


class CompanyProfileForm(ProfileForm):
    """One's own contact data and the firm's; size, industry and code are corrected by the receiving office."""

    name = StringField("联系人姓名", validators=[*required("请填写联系人姓名。"), longest(40)])
    email = StringField(
        "邮箱",
        description="也是登录名，改了以后用新邮箱登录。",
        validators=[*required("请填写邮箱。"), MAIL, longest(120)],
    )
    phone = StringField("联系电话", validators=[*required("请填写联系电话。"), PHONE])
    address = StringField("通讯地址", validators=optional(longest(200)))

    def profile(self) -> Profile:
        """The checked input."""
        return Profile(self.name.data, self.email.data, self.phone.data, self.address.data or "", self.number())


class PasswordForm(WritingForm):
    """A new password for oneself."""

    present = PasswordField("现在的密码", validators=[*required("请填写现在的密码。"), longest(MOST)])
    new = PasswordField("新密码", validators=[*required("请填写新密码。"), longest(MOST)])
