"""The forms of one's own notices and of a unit's: which, how, when; and the robots of a unit."""

from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TimeField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from caseflow.core.audiences import Channel
from caseflow.core.errors import BadInput
from caseflow.core.notice_choices import Choices
from caseflow.core.notice_rules import Group, NoticeRules
from caseflow.core.office_hours import Hours
from caseflow.core.robots import DINGTALK, LONGEST
from caseflow.notices.quiet.choices import Standing
from caseflow.web.forms import WritingForm, choices, optional, required

DAILY, SINGLE = "daily", "single"


class ForgetForm(WritingForm):
    """改回: give the settings up."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])


class SettingsForm(ForgetForm):
    """What is wanted. A box that is not ticked is what is not wanted."""

    wanted = SelectMultipleField("可以选择的通知", validators=optional())
    daily = RadioField(
        "时限提醒",
        choices=choices([(DAILY, "每天汇总成一份"), (SINGLE, "每件案件单独发")]),
        validators=required("请选择提醒怎样发。"),
    )
    quiet_from = TimeField("免打扰从几点起", validators=optional())
    quiet_until = TimeField("到几点止", validators=optional())

    @classmethod
    def of(cls, standing: Standing, offered: dict[str, tuple[Group, Channel]]) -> "SettingsForm":
        """The form as it stands now."""
        quiet = standing.choices.quiet
        form = cls(
            formdata=None,
            version=standing.version,
            wanted=[key for key in offered if key not in standing.choices.off],
            daily=DAILY if standing.choices.daily else SINGLE,
            quiet_from=quiet.start if quiet else None,
            quiet_until=quiet.end if quiet else None,
        )
        return form.offer(offered)

    def offer(self, offered: dict[str, tuple[Group, Channel]]) -> "SettingsForm":
        """Put the boxes in."""
        words = [(key, f"{group.name}：{channel.label}") for key, (group, channel) in offered.items()]
        self.wanted.choices = choices(words)()
        return self

    def choices(self, offered: dict[str, tuple[Group, Channel]], hidden: frozenset[str]) -> Choices:
        """The checked input; what is `hidden` for want of a channel stays as it was. BadInput for half a span of quiet hours."""
        start, end = self.quiet_from.data, self.quiet_until.data
        if (start is None) != (end is None):
            raise BadInput("免打扰的开始和结束时间要都填，或者都不填。", "quiet_until" if end is None else "quiet_from")
        quiet = None if start is None else Hours(start, end)
        off = frozenset(offered) - frozenset(self.wanted.data or ())
        return Choices(off | hidden, self.daily.data == DAILY, quiet)

    def renew(self, version: int, sentence: str) -> None:
        """Somebody was faster: what was ticked stays and may be sent again knowingly."""
        self.version.data, self.version.raw_data = version, None
        self.form_errors.append(sentence)

    def blame(self, refused: BadInput) -> None:
        """Put the sentence at its field."""
        field = self._fields.get(refused.field, self.wanted)
        field.errors = (*field.errors, str(refused))


class RobotForm(WritingForm):
    """添加群机器人."""

    kind = SelectField("种类", validators=required("请选择种类。"))
    robot_address = StringField(
        "机器人地址（Webhook）",
        description="从群机器人的设置里整个复制，以 https:// 开头。保存以后不再显示全文。",
        validators=[*required("请填写机器人地址。"), Length(max=LONGEST, message=f"最多 {LONGEST} 个字符。")],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    robot_secret = StringField(
        "加签密钥",
        description="只有钉钉机器人选了“加签”才要填，以 SEC 开头。",
        validators=optional(Length(max=100, message="最多 100 个字符。")),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )

    def offer(self, rules: NoticeRules) -> "RobotForm":
        """The kinds that the rules know."""
        self.kind.choices = choices([(kind.key, kind.name) for kind in rules.robots], "请选择")()
        return self

    def given(self) -> tuple[str, str, str]:
        """Kind, address and secret."""
        return self.kind.data, self.robot_address.data, (self.robot_secret.data or "") if self.kind.data == DINGTALK else ""

    def veil(self) -> None:
        """What was typed is a secret: it is asked for again rather than written into a page."""
        for field in (self.robot_address, self.robot_secret):
            field.data, field.raw_data = None, None

    def blame(self, refused: BadInput) -> None:
        """Put the sentence at its field."""
        field = self._fields.get(refused.field, self.robot_address)
        field.errors = (*field.errors, str(refused))
