"""How days, moments and money are written for people, always in Asia/Shanghai and always with the unit."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def chinese_date(value: date | datetime | None) -> str:
    """2026年11月22日, in Asia/Shanghai; empty for nothing."""
    if value is None:
        return ""
    day = value.astimezone(SHANGHAI) if isinstance(value, datetime) else value
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_moment(value: datetime | None) -> str:
    """2026年11月22日 14:05, in Asia/Shanghai."""
    return "" if value is None else f"{chinese_date(value)} {value.astimezone(SHANGHAI):%H:%M}"


def yuan(value: Decimal | None) -> str:
    """1,234.50 元."""
    return "" if value is None else f"{value:,.2f} 元"


def wan(value: Decimal | None) -> str:
    """123.45 万元, from yuan."""
    return "" if value is None else f"{value / 10000:,.2f} 万元"
