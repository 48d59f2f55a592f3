"""Who is meant by 「省工信厅」: name, line of competence, level and territory of a unit as a document cites it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from caseflow.core.policy.lexicon import Form, Lexicon, Vertical

CENTRAL, PROVINCE, CITY, COUNTY = "中央", "省级", "市级", "县级"
_BELOW = {CENTRAL: PROVINCE, PROVINCE: CITY, CITY: COUNTY, COUNTY: COUNTY}
_LONGEST = 60
_GENERIC = {
    "省": PROVINCE,
    "自治区": PROVINCE,
    "市": CITY,
    "州": CITY,
    "盟": CITY,
    "县": COUNTY,
    "区": COUNTY,
    "旗": COUNTY,
}
_NATIONAL = {"国家", "中国", "全国", "国务院", "中央", "中华人民共和国", "中华全国"}
_MUNICIPALITIES = {"北京市", "天津市", "上海市", "重庆市"}
_TAIL = re.compile(r"(?:人民政府|政府|党委|委员会|委|直属|直|本级|级)$")
_ZONE = re.compile(
    r"(?P<zone>.+?(?:新区|开发区|经开区|高新区|示范区|试验区|园区|基地|产业区|工业区|度假区|保税区|合作区|功能区))"
    r"(?:管委会|管理委员会|管委)?"
)
_ZONE_FULL = {"经开区": "经济技术开发区", "高新区": "高新技术产业开发区"}
_COLLECTIVE = re.compile(
    r"(?:各|全体|所有|有关|相关|其他|省级各|省直|市直|区直|自治区直)|.*(?:成员单位|有关部门|相关部门|各部门|有关单位|相关单位)$"
)
_GROUP = re.compile(r".*(?:领导小组|联席会议|专班|指挥部|委员会|协调小组)(?:办公室|办)?$")
_ORGAN = re.compile(
    r".*(?:厅|局|委|委员会|办|办公室|部|院|署|行|会|中心|政府|集团|公司|海关|单位|部门|组|社|处|室|所|地方|地区|机构|联|站|队|校|协会|银行)$"
)
_GOVERNMENTS = re.compile(
    r".*(?:政府|地区|地方|市州|县区|管委会|行署|党委)$|各(?:省|市|州|县|区|旗|盟|地|乡|镇|街道|自治|、|和|（|）|〔|〕)+$"
)
_MERGED = re.compile(r".*(?:厅|局|委|委员会|办|中心|总队|支队|大队|处|所)$")


@dataclass(frozen=True)
class Place:
    """Where a document speaks: short official name of the territory, its level, its province ("" when not known)."""

    territory: str
    level: str
    province: str


@dataclass(frozen=True)
class Standing:
    """A level and the territory at it, as a prefix says it; `doubt` says what was not certain."""

    level: str
    territory: str
    doubt: str = ""


@dataclass(frozen=True)
class Resolved:
    """A unit as cited and what it means; None where the text does not say. `doubt` is a sentence or empty."""

    cited: str
    name: str
    competence: str | None
    level: str | None
    territory: str | None
    doubt: str = ""
    collective: bool = False
    standing: Standing | None = None


def looks_like_unit(word: str) -> bool:
    """Whether a word ends like the name of an organ."""
    return len(word) <= _LONGEST and _ORGAN.match(re.sub(r"[（〔][^）〕]*[）〕]", "", word)) is not None


def resolve(cited: str, place: Place, lexicon: Lexicon, near: Standing | None = None) -> Resolved:
    """What `cited` (without white space) means in a document of `place`.

    `near` is the standing of the units before it in the same list, for prefixes that are written once
    (自治区司法厅、工业和信息化厅). A word that cannot be resolved comes back with competence None and a doubt.
    """
    word = re.sub(r"（[^）]*）$", "", cited)
    if word and len(word) <= _LONGEST:
        for reader in _READERS:
            found = reader(word, place, lexicon, near)
            if found is not None:
                return replace(found, cited=cited)
    return Resolved(cited, cited, None, None, None, "词典中没有这个单位，须由人确定")


def _central(word: str, _place: Place, lexicon: Lexicon, _near: Standing | None) -> Resolved | None:
    entry = lexicon.central.get(word)
    if entry is None:
        return None
    name, competence = entry
    return Resolved(word, name, competence, CENTRAL, "全国")


def _collective(word: str, place: Place, lexicon: Lexicon, _near: Standing | None) -> Resolved | None:
    if not _COLLECTIVE.match(word):
        return None
    level = _collective_level(word, place)
    name = re.sub(r"(?<!人民)政府$", "人民政府", word)
    if not name.startswith(place.territory):
        name = f"{place.territory}{re.sub('^(?:省|自治区|市)(?=促进|各|级|直|.*领导小组)', '', name)}"
    competence = _collective_line(word, lexicon)
    doubt = "" if competence else "是一组单位的统称，须由人确定具体单位"
    return Resolved(word, name, competence, level, place.territory or None, doubt, collective=True)


def _collective_level(word: str, place: Place) -> str:
    if "成员单位" in word or re.match(r"(?:省|自治区|市|区)(?:级|直)|全体|有关|相关|其他", word):
        return place.level
    kinds = re.match(r"各(?:有关)?(?P<kind>省|市级|设区|地级市|自治州|市|州|盟|县|区|旗)", word)
    if kinds is None:
        return _BELOW[place.level] if _GOVERNMENTS.match(word) else place.level
    kind = kinds["kind"]
    if kind == "省":
        return PROVINCE
    return COUNTY if kind in "县区旗" else CITY


def _collective_line(word: str, lexicon: Lexicon) -> str | None:
    if _GOVERNMENTS.match(word):
        return "政府"
    if word.endswith("法院"):
        return "法院"
    if word.endswith("检察院"):
        return "检察"
    found = re.search(rf"(?:{lexicon.office.pattern})$", word)
    return lexicon.stems[found["stem"]][0].competence if found else None


def _zone(word: str, place: Place, lexicon: Lexicon, _near: Standing | None) -> Resolved | None:
    known = lexicon.zones.get(re.sub(r"(?:管委会|管理委员会|管委)$", "", word))
    if known is not None:
        return Resolved(word, f"{known.name}管理委员会", "政府", known.level, known.name)
    match = _ZONE.fullmatch(word)
    if match is None:
        return None
    name = match["zone"]
    for short, full in _ZONE_FULL.items():
        name = name.replace(short, full)
    doubt = "词典中没有这个功能区，层级按所在文件的下一级暂定，须核对"
    return Resolved(word, f"{name}管理委员会", "政府", _BELOW[place.level], name, doubt)


def _vertical(word: str, _place: Place, lexicon: Lexicon, _near: Standing | None) -> Resolved | None:
    for body in lexicon.vertical:
        match = body.pattern.fullmatch(word)
        if match is None:
            continue
        place = next(group for key, group in match.groupdict().items() if group and key.startswith("p"))
        if not re.search("[行局部厅会]", place):
            return _vertical_unit(word, body, place, lexicon)
    return None


def _vertical_unit(word: str, body: Vertical, place: str, lexicon: Lexicon) -> Resolved:
    province = lexicon.province(place) or lexicon.province_of_capital(place)
    city = place if place.endswith(("市", "州", "盟")) else f"{place}市"
    provincial = body.level == "capital" and province is not None
    level = (PROVINCE if provincial else CITY) if body.level == "capital" else body.level
    territory = province.name if provincial and province else city if level == CITY else place
    region = province.name if province and lexicon.province(place) else city
    name = body.name.format(place=place, city=place if provincial else city, region=region)
    return Resolved(word, name, body.competence, level, territory, standing=Standing(level, territory))


def _office(word: str, place: Place, lexicon: Lexicon, near: Standing | None) -> Resolved | None:
    bare = word if word == "国家税务总局" else word.removeprefix("国家税务总局")
    for start in range(len(bare)):
        match = lexicon.office.fullmatch(bare, start)
        if match is None:
            continue
        form = next((f for f in lexicon.stems[match["stem"]] if match["suffix"] in f.suffixes), None)
        standing = _standing(bare[:start], match["suffix"], form, place, lexicon, near)
        if form is not None and standing is not None:
            return _unit(word, form, match["suffix"], standing, lexicon)
    return None


def _unit(word: str, form: Form, suffix: str, standing: Standing, lexicon: Lexicon) -> Resolved:
    full = lexicon.suffixes.get(suffix, suffix)
    name = _name(form, full, standing, lexicon)
    return Resolved(
        word, name, form.competence, standing.level, standing.territory or None, standing.doubt, standing=standing
    )


def _name(form: Form, suffix: str, standing: Standing, lexicon: Lexicon) -> str:
    territory = standing.territory
    if standing.level == CENTRAL:
        return f"{form.central or form.official}{suffix}"
    if form.template:
        province = lexicon.province(territory)
        return form.template.format(territory=territory, short=province.short if province else territory)
    if form.party:
        committee = "委员会" if territory.endswith("自治区") else "委"
        return f"中共{territory}{committee}{form.official}{suffix}"
    return f"{territory}{form.official}{suffix}"


def _merged(word: str, place: Place, lexicon: Lexicon, near: Standing | None) -> Resolved | None:
    """An office of several lines (工业信息化和商务局): the first line counts, with a doubt."""
    if not _MERGED.match(word):
        return None
    for start in range(min(len(word), 16)):
        match = lexicon.office.match(word, start)
        standing = _standing(word[:start], "", None, place, lexicon, near) if match else None
        if match is None or standing is None or len(match["stem"]) < 2:
            continue
        form = lexicon.stems[match["stem"]][0]
        doubt = f"名称不完全符合词典，按首个职能归为「{form.competence}」，须核对"
        name = f"{standing.territory}{word[start:]}"
        return Resolved(
            word, name, form.competence, standing.level, standing.territory or None, doubt, standing=standing
        )
    return None


def _group(word: str, place: Place, lexicon: Lexicon, near: Standing | None) -> Resolved | None:
    if not _GROUP.match(word):
        return None
    match = re.match(r"(?P<prefix>自治区|省|市|州|县|区)?(?P<rest>.*)", word)
    rest = match["rest"] if match else word
    standing = _standing(match["prefix"] or "" if match else "", "", None, place, lexicon, near)
    if standing is None or rest.startswith(standing.territory):
        standing = Standing(place.level, place.territory)
    name = rest if rest.startswith(place.territory) else f"{standing.territory}{rest}"
    doubt = "议事协调机构，主管条线须由人确定"
    return Resolved(word, name, None, standing.level, standing.territory or None, doubt, standing=standing)


def _standing(
    prefix: str, suffix: str, form: Form | None, place: Place, lexicon: Lexicon, near: Standing | None
) -> Standing | None:
    """The level and territory a prefix means; None when it is no prefix at all."""
    if not prefix:
        return _elided(suffix, form, place, near)
    core = _TAIL.sub("", prefix.removeprefix("中共")) or prefix
    if core in _NATIONAL:
        return Standing(CENTRAL, "全国")
    if core in _GENERIC:
        return _generic(core, place)
    return _named(core, lexicon)


def _elided(suffix: str, form: Form | None, place: Place, near: Standing | None) -> Standing:
    if suffix in {"部", "总局", "署"} and not (form and form.party):
        return Standing(CENTRAL, "全国")
    if form is not None and form.official.startswith("最高"):
        return Standing(CENTRAL, "全国")
    if form is not None and form.competence == "政府":
        return Standing(place.level, place.territory, "没有写明是哪一级、哪个地方的政府，暂按文件所在地区")
    here = near or Standing(place.level, place.territory)
    if suffix == "厅" and here.level != PROVINCE:
        return Standing(PROVINCE, place.province)
    return replace(here, doubt="")


def _generic(word: str, place: Place) -> Standing:
    level = _GENERIC[word]
    own = place.level == PROVINCE and (
        (word == "区" and place.territory.endswith("自治区")) or (word == "市" and place.territory in _MUNICIPALITIES)
    )
    if own or level == place.level:
        return Standing(place.level, place.territory)
    if level == PROVINCE:
        doubt = "" if place.province else "不能确定是哪个省（区）"
        return Standing(PROVINCE, place.province, doubt)
    return Standing(level, "", f"文件没有写明是哪个{word}")


def _named(word: str, lexicon: Lexicon) -> Standing | None:
    province = lexicon.province(word)
    if province is not None:
        return Standing(PROVINCE, province.name)
    zone = lexicon.zones.get(word)
    if zone is not None:
        return Standing(zone.level, zone.name)
    for known in lexicon.provinces:
        if word.startswith(known.name) and len(word) > len(known.name):
            word = word.removeprefix(known.name)
    if not 2 <= len(word) <= 15 or word.startswith(("各", "和", "与", "及")):
        return None
    if word.endswith(("市", "州", "盟", "地区")):
        return Standing(CITY, word)
    return Standing(COUNTY, word) if word.endswith(("县", "区", "旗")) else None


Reader = Callable[[str, Place, Lexicon, Standing | None], Resolved | None]
_READERS: tuple[Reader, ...] = (_central, _collective, _zone, _vertical, _office, _merged, _group)
