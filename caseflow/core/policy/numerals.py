"""Numbers as documents write them: 三十五, 35, ２０２３, 二〇二一年."""

import datetime as dt
import re

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "O": 0}
_UNITS = {"十": 10, "百": 100}
NUMERAL = "[一二三四五六七八九十百零〇]"
_DATE = re.compile(
    r"(?P<year>[12]\d{3}|[一二三四五六七八九零〇○O]{4})年(?P<month>\d{1,2}|[一二三四五六七八九十]{1,3})月"
    r"(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})日"
)


def number(word: str) -> int:
    """The value of a Chinese or Arabic numeral up to 999; 0 when it is none."""
    if word.isdecimal() and word.isascii():
        return int(word[:6])
    total, digit = 0, 0
    for sign in word:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        elif sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            return 0
    return total + digit


def year(word: str) -> int:
    """The value of a year written digit by digit."""
    return int("".join(sign if sign.isdecimal() else str(_DIGITS[sign]) for sign in word))


def dates(line: str) -> list[dt.date]:
    """All full dates in a line without white space; impossible ones are left out."""
    found = []
    for match in _DATE.finditer(line):
        try:
            found.append(dt.date(year(match["year"]), number(match["month"]), number(match["day"])))
        except ValueError:
            continue
    return found


def is_date_line(line: str) -> bool:
    """Whether a line without white space holds nothing but one date."""
    match = _DATE.match(line)
    return match is not None and match.end() == len(line)
