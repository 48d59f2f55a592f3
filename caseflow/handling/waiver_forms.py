"""The forms by which a part of the debt is given up."""

from collections.abc import Sequence

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, StringField

from caseflow.handling.actions import Given
from caseflow.handling.desk import ClaimLine
from caseflow.handling.forms import MoneyField, offer
from caseflow.web.fields import longest
from caseflow.web.forms import CaseForm, required


class WaiverForm(CaseForm):
    """What both ask: of which claim, how much."""

    claim_id = RadioField("放弃哪一笔款项的一部分", coerce=int, validators=required("请选择哪一笔款项。"))
    amount = MoneyField("放弃的金额", validators=required("请填写放弃的金额。"))

    def offer(self, owed: Sequence[ClaimLine]) -> None:
        """The claims of which something is still owed."""
        offer(self.claim_id, [(line.id, f"{line.contract}，尚欠 {line.outstanding:,.2f} 元") for line in owed])

    def given(self) -> Given:
        """The checked input."""
        return Given(self.version.data, self.claim_id.data, self.amount.amount)


class OwnWaiverForm(WaiverForm):
    """放弃部分欠款."""

    freely = BooleanField(
        "我企业自愿放弃这部分欠款，没有受到任何单位和个人的要求或者压力，知道放弃以后不能撤回",
        validators=required("请勾选确认。"),
    )
    signed_by = StringField(
        "法定代表人或主要负责人签名", validators=[*required("请由法定代表人或主要负责人签名。"), longest(40)]
    )


class PaperWaiverForm(WaiverForm):
    """登记企业书面放弃."""

    paper = FileField(
        "企业签字盖章的放弃声明",
        description="写明放弃哪一笔款项、多少金额，PDF、图片、Word 或 Excel，不超过 20 MB。",
        validators=[FileRequired("请上传企业签字盖章的放弃声明。")],
    )
