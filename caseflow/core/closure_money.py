"""What of the money holds a write-off back beside the proofs: a plan that is broken, a payment that the firm says never came."""

from datetime import date
from decimal import Decimal

from caseflow.core.chinese import chinese_date
from caseflow.core.closure import Lack

Denied = tuple[date, Decimal]
"""A payment that counts although the complainant says it did not come: its day and the yuan."""


def held_by_money(broken: str, denied: tuple[Denied, ...], *, explained: bool) -> tuple[Lack, ...]:
    """What is lacking. `broken` names the instalments that ran out unpaid; `explained`: the unit said what it found out.

    A payment that was denied is no confirmation of the complainant, so somebody has to say why it counts all the same.
    """
    found = []
    if broken:
        found.append(Lack("payment", f"还款计划{broken}逾期未付，须先付清或者登记新的还款计划。"))
    if denied and not explained:
        named = "、".join(f"{chinese_date(day)}的 {amount:,.2f} 元" for day, amount in denied)
        found.append(Lack("explanation", f"投诉企业说没有收到{named}，缺少查明情况的说明；确实没有到账的应冲回。"))
    return tuple(found)
