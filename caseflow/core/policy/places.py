"""Which territory a document speaks for: from its issuers and titles, else its number, else its body."""

import re
from collections import Counter

from caseflow.core.policy.lexicon import Lexicon
from caseflow.core.policy.units import CENTRAL, CITY, COUNTY, PROVINCE, Place, resolve

_AREA = re.compile(
    r"(?P<area>[\u4e00-\u9fff]{1,6}?(?:自治州|自治县|地区|市(?!场|州|县|级)|州(?!市)|盟|县|区(?!域)|旗))"
)


def place_of(names: list[str], text: str, mark: str, lexicon: Lexicon) -> tuple[Place, bool]:
    """The territory a document speaks for, and whether that had to be inferred from the body."""
    counted = Counter(p.name for p in lexicon.provinces for _ in range(min(20, text.count(p.short))))
    usual = counted.most_common(1)[0][0] if counted else ""
    for word in names:
        place = _place_in(word, lexicon, usual)
        if place is not None:
            return place, False
    if any(_is_central(word, lexicon) for word in names):
        return Place("全国", CENTRAL, ""), False
    marked = next((p.name for p in lexicon.provinces if mark.startswith(p.mark)), "")
    province = marked or usual
    if not province:
        return Place("", PROVINCE, ""), True
    return Place(province, PROVINCE, province), not marked


def _is_central(word: str, lexicon: Lexicon) -> bool:
    nowhere = Place("", PROVINCE, "")
    return word.startswith(("国务院", "中共中央")) or resolve(word, nowhere, lexicon).level == CENTRAL


def _place_in(word: str, lexicon: Lexicon, usual: str) -> Place | None:
    core = re.sub(
        r"^(?:关于)?(?:印发|转发)?[《〈]?(?:\d{4}年)?(?:关于)?(?:印发|转发)?[《〈]?(?:国家税务总局|中国人民银行)?",
        "",
        word,
    )
    province = next((p for p in lexicon.provinces if core.startswith((p.name, p.short))), None)
    rest = core
    if province is not None:
        rest = core.removeprefix(province.name) if core.startswith(province.name) else core.removeprefix(province.short)
    area = _AREA.match(rest)
    if (
        area is not None
        and area["area"] not in {"市", "州", "县", "区", "盟", "旗"}
        and not area["area"].startswith("自治")
    ):
        level = CITY if area["area"].endswith(("市", "州", "盟", "地区")) else COUNTY
        return Place(area["area"], level, province.name if province else usual)
    return Place(province.name, PROVINCE, province.name) if province else None
