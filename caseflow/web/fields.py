"""What people type the same way on every page: a day, an amount of yuan, a text of so many characters."""

from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import DateField
from wtforms.validators import Length, ValidationError

from caseflow.core.money import CENT, EARLIEST, LATEST, MOST
from caseflow.core.text import clean

WRITTEN = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"]
DATE_HINT = "例如 2025-06-01"


def longest(count: int) -> Length:
    """At most `count` characters, said in words."""
    return Length(max=count, message=f"最多写 {count} 个字。")


def yuan_in(text: str) -> Decimal:
    """The amount typed as `text` (separators allowed), yuan with two places. Raises ValidationError."""
    try:
        amount = Decimal(clean(text).replace(",", "").replace("，", "").replace(" ", ""))
    except InvalidOperation:
        raise ValidationError("请只填数字，单位是元，例如 312750.00。") from None
    # the range first: quantize raises on what has more digits than Decimal keeps
    if not (amount.is_finite() and 0 <= amount < MOST):
        raise ValidationError("金额应大于或等于 0，且不超过 10 万亿元。")
    if amount != amount.quantize(CENT):
        raise ValidationError("金额最多两位小数。")
    return amount.quantize(CENT)


class DayField(DateField):
    """A day between 1990 and 2100."""

    def __init__(self, label: str, validators: list[Any], **bound: Any) -> None:
        super().__init__(label, validators=validators, format=WRITTEN, **bound)  # type: ignore[no-untyped-call]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; nothing typed is no day."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)  # type: ignore[no-untyped-call]
        except (ValueError, OverflowError):
            self.data = None
            raise ValueError(f"日期写得不对，{DATE_HINT}。") from None
        if self.data is not None and not EARLIEST <= self.data <= LATEST:
            raise ValueError("日期应在 1990 年到 2100 年之间。")
