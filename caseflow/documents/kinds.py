"""The kinds of letters: their names, the mark each has in its number, and what their texts cannot do without.

A number reads 机关代字 + mark + 〔year〕 + serial + 号. Each kind counts on its own, so the mark keeps two kinds of one
unit from bearing the same number; the serial has no leading zeros (GB/T 9704-2012 7.2.5).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from caseflow.core.errors import BadInput, RuleError


@dataclass(frozen=True)
class LetterKind:
    """One kind: `key` as stored, `name` as shown, `mark` in the number, `needs` the keys its text must be given,
    `copied` whether the receiving unit gets a copy (抄送)."""

    key: str
    name: str
    mark: str
    needs: tuple[str, ...] = ()
    copied: bool = False


_RESULT = ("outcome_name", "findings", "basis", "amount_recognised", "unpaid")

KINDS: Mapping[str, LetterKind] = {
    kind.key: kind
    for kind in (
        LetterKind("acceptance_notice", "受理通知书", "诉受"),
        LetterKind("decline_notice", "不予受理通知书", "诉不受", ("ground_text", "basis")),
        LetterKind("supplement_notice", "补正通知书", "诉补", ("items", "due")),
        LetterKind("dispatch_letter", "转办函", "诉转", ("result_due",)),
        LetterKind("extension_notice", "延期告知书", "诉延", ("reason_text", "until")),
        LetterKind("result_notice", "处理结果告知书", "诉结", _RESULT, copied=True),
        LetterKind("result_feedback", "处理结果反馈单", "诉馈", (*_RESULT, "outcome")),
        LetterKind("write_off_notice", "销号告知书", "诉销", ("outcome_name",)),
        LetterKind("verification_letter", "核实函", "诉核", ("due",)),
        LetterKind("supervision_order", "督办书", "诉督", ("facts", "due")),
    )
}

METHODS: Mapping[str, str] = {
    "platform": "系统内送达",
    "in_person": "直接送达",
    "post": "邮寄送达",
    "email": "电子邮件",
    "exchange": "公文交换",
}
"""How a letter may be served."""


def kind_of(key: str) -> LetterKind:
    """The kind of letter `key`. RuleError when unknown."""
    if key not in KINDS:
        raise RuleError(f"没有文书种类“{key}”。")
    return KINDS[key]


def method_name(key: str) -> str:
    """The name of the manner of service `key`. BadInput when unknown."""
    if key not in METHODS:
        raise BadInput("请选择送达方式。")
    return METHODS[key]
