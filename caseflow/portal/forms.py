"""The form that asks for progress."""

from wtforms import StringField
from wtforms.validators import Length

from caseflow.web.forms import WritingForm, required


class ProgressForm(WritingForm):
    """Number and query code, both on the receipt."""

    number = StringField(
        "投诉编号", validators=[*required("请填写投诉编号。"), Length(max=40, message="编号太长，请核对。")]
    )
    code = StringField(
        "查询码", validators=[*required("请填写查询码。"), Length(max=40, message="查询码太长，请核对。")]
    )
