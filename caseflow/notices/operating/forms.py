"""Forms of the operator: whom to look at, and the filters of the lists."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import Length

from caseflow.core.audiences import Channel
from caseflow.core.events import EVENTS
from caseflow.core.notices import voices
from caseflow.notices.operating.troubles import Wanted
from caseflow.notices.queries import STATUS_WORDS
from caseflow.notices.wording.book import event_word
from caseflow.web.forms import CHINESE, WritingForm, choices, optional, required

NOT_ARRIVED = ("technical_failure", "permanent_failure", "temporary_failure", "created", "sending", "delayed", "waiting", "overtaken")
TOLD = tuple(dict.fromkeys(voice.kind for voice in voices().values()))


class RecipientForm(WritingForm):
    """Whom to look at. It changes nothing, and is sent like a form so that no name stands in an address."""

    words = StringField(
        "登录名、姓名或单位名称",
        description="企业账号请写完整的登录名，或者联系人姓名。",
        validators=[*required("请填写登录名、姓名或单位名称。"), Length(max=60, message="最多写 60 个字。")],
    )


class AddressForm(FlaskForm):
    """A GET form: it changes nothing and carries no key."""

    class Meta(FlaskForm.Meta):
        """Messages in Chinese; nothing to protect."""

        csrf = False
        locales: Any = CHINESE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the address can be used as it is."""
        return bool(super().validate(extra_validators))  # type: ignore[no-untyped-call]


def _kinds(kinds: tuple[str, ...]) -> Any:
    pairs = [(kind, event_word(kind)) for kind in kinds]
    return SelectField("事件", choices=choices(pairs, "全部"), default="", validators=optional())


class EventFilterForm(AddressForm):
    """Narrows the stuck events."""

    kind = _kinds(tuple(EVENTS))


class DeliveryFilterForm(AddressForm):
    """Narrows the notices to somebody."""

    channel = SelectField(
        "渠道", choices=choices([(way, way.label) for way in Channel], "全部"), default="", validators=optional()
    )
    status = SelectField("状态", choices=choices(list(STATUS_WORDS.items()), "全部"), default="", validators=optional())
    kind = _kinds(TOLD)

    def wanted(self) -> Wanted:
        """The filter."""
        return Wanted(self.channel.data or "", self.status.data or "", self.kind.data or "")


class FailureFilterForm(DeliveryFilterForm):
    """Narrows the notices that did not arrive; what only waits is seen when it is asked for."""

    status = SelectField(
        "状态",
        choices=choices([(status, STATUS_WORDS[status]) for status in NOT_ARRIVED], "没有送达的全部"),
        default="",
        validators=optional(),
    )
