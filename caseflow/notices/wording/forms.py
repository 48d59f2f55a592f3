"""Forms of the texts of notices."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from caseflow.core.audiences import Channel
from caseflow.notices.wording.book import CHANGED, SHIPPED
from caseflow.notices.wording.texts import Source
from caseflow.web.forms import CHINESE, WritingForm, choices, clean_text, optional, required


class TextFilterForm(FlaskForm):
    """A GET form: it changes nothing and carries no key."""

    class Meta(FlaskForm.Meta):
        """Messages in Chinese; nothing to protect."""

        csrf = False
        locales: Any = CHINESE

    q = StringField("事件或收信人", filters=[clean_text], validators=optional(Length(max=30)))
    channel = SelectField(
        "渠道", choices=choices([(way, way.label) for way in Channel], "全部"), default="", validators=optional()
    )
    state = SelectField(
        "文字",
        choices=choices([(CHANGED, "修改过"), (SHIPPED, "随系统提供")], "全部"),
        default="",
        validators=optional(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the address can be used as it is."""
        return bool(super().validate(extra_validators))  # type: ignore[no-untyped-call]


class EditionForm(WritingForm):
    """A deed on a text; it carries the edition of the text it was rendered from."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    reason = StringField(
        "修改的原因",
        description="记入版本记录，以后的人能看到。",
        validators=[*required("请写明为什么修改。"), Length(max=200, message="最多写 200 个字。")],
    )


class TextForm(EditionForm):
    """The text itself. What may stand in it is checked by the action."""

    subject = StringField("标题", validators=required("请填写标题。"))
    body = TextAreaField("正文", validators=required("请填写正文。"))

    def source(self) -> Source:
        """What was written, with one kind of line break."""
        body = (self.body.data or "").replace("\r\n", "\n")
        return Source(self.subject.data or "", body, self.version.data or 0)

    def blame(self, wrong: dict[str, list[str]]) -> None:
        """Put the sentences of the check at their boxes."""
        for name, sentences in wrong.items():
            self[name].errors = (*self[name].errors, *sentences)

    def renew(self, version: int) -> None:
        """The edition of today, so that what was typed can be sent again knowingly."""
        self.version.data, self.version.raw_data = version, None
