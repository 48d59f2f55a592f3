"""Forms that carry files."""

from typing import Any

from wtforms import MultipleFileField, SelectField

from caseflow.evidence.actions import Upload
from caseflow.evidence.kinds import KINDS
from caseflow.web.forms import WritingForm, choices, required

ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"
HINT = "可一次选多个。PDF、JPG、PNG、DOCX、XLSX，每个不超过 20 MB。请勿上传涉密材料。"


def uploads_in(field: Any) -> list[Upload]:
    """The files chosen in a (multiple) file field; an empty choice is no file."""
    chosen = field.data if isinstance(field.data, list) else [field.data]
    return [Upload(file.filename, file.stream) for file in chosen if getattr(file, "filename", "")]


class EvidenceForm(WritingForm):
    """Several files of one kind."""

    kind = SelectField(
        "这是什么材料", choices=choices(list(KINDS.items()), "请选择"), validators=required("请选择材料的种类。")
    )
    files = MultipleFileField("选择文件", description=HINT, render_kw={"accept": ACCEPT})

    def uploads(self) -> list[Upload]:
        """The chosen files."""
        return uploads_in(self.files)
