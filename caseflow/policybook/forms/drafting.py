"""What an administrator fills in to change the rules."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from caseflow.core.errors import BadInput
from caseflow.core.policy import decode
from caseflow.policybook.actions.publishing import Publication
from caseflow.web.forms import CaseForm, WritingForm, choices, required

KEPT_CONTROLS = "\n\t"
RANGES = [("200", "最近 200 件"), ("1000", "最近 1000 件"), ("10000", "最近 10000 件")]


def rule_text(value: Any) -> Any:
    """A rule file as typed: line ends as the files have them, one at the end, nothing a database cannot keep."""
    if not isinstance(value, str):
        return value
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in lines if c in KEPT_CONTROLS or (c >= " " and not "\ud800" <= c <= "\udfff"))
    return kept.rstrip("\n") + "\n" if kept.strip() else ""


class AskForm(WritingForm):
    """A deed that needs no input."""


class DraftForm(CaseForm):
    """A deed on the draft in the state it was shown in."""


class FileForm(DraftForm):
    """One rule file; an uploaded one stands in for what is typed."""

    text = TextAreaField("文件内容", filters=[rule_text])
    source = FileField("或者上传改好的文件", description="UTF-8 或 GB18030 编码的文本；选了文件就以文件为准。")

    def content(self) -> str:
        """What shall be kept. Raises BadInput when the upload is no text."""
        if not self.source.data:
            return self.text.data or ""
        return str(rule_text(decode(self.source.data.read())))


class DocumentForm(DraftForm):
    """The text of a policy document, to be read into clauses and units."""

    key = StringField(
        "文件代号",
        description="用小写字母、数字和连字符，例如 gan-2026-12；条款代号由它和序号组成，发布后不要再改。",
        validators=[
            *required("请填写文件代号。"),
            Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*$", message="只用小写字母、数字和连字符，例如 gan-2026-12。"),
            Length(max=40, message="最多 40 个字符。"),
        ],
    )
    source = FileField("文件文本（.txt）")
    text = TextAreaField("或者把全文粘贴在这里")

    def validate_text(self, field: Any) -> None:
        """One of the two is needed."""
        if not field.data and not self.source.data:
            raise ValidationError("请选择文件，或者粘贴全文。")

    def data_bytes(self) -> bytes:
        """The text as bytes, from the upload if there is one."""
        return bytes(self.source.data.read()) if self.source.data else str(self.text.data).encode()


class TrialForm(DraftForm):
    """How many past cases."""

    most = RadioField(
        "用多少件以往案件试算", choices=choices(RANGES), default="1000", validators=required("请选择件数。")
    )


class PublishForm(DraftForm):
    """The last word before the rules change."""

    reason = TextAreaField(
        "为什么改",
        description="写明依据，例如哪个文件、哪次会议。会留在版本记录里。",
        validators=[*required("请写明修改的理由和依据。"), Length(max=2000, message="最多写 2000 个字。")],
    )
    aware = BooleanField("核对表中不符的各行，正是这次要改的")
    sure = BooleanField(
        "我已看过全部改动和试算结果，确认发布", validators=[InputRequired("请确认已看过改动和试算结果。")]
    )

    def publication(self) -> Publication:
        """The checked input."""
        return Publication(self.version.data, self.reason.data, self.aware.data)


class FullTextForm(WritingForm):
    """The deployment's own copy of a document."""

    source = FileField("文件文本（.txt）", validators=[FileRequired("请选择文件。")])

    def data_bytes(self) -> bytes:
        """The uploaded bytes."""
        return bytes(self.source.data.read())


def blame(form: WritingForm, refusal: BadInput) -> None:
    """Show a refusal at the field it names, else on top of the form."""
    if refusal.field in form:
        form[refusal.field].errors = [*form[refusal.field].errors, str(refusal)]
    else:
        form.form_errors.append(str(refusal))
