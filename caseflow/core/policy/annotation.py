"""The note at the end of a clause that says who answers for it: units, their roles, whether the list is open."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from caseflow.core.policy.numerals import NUMERAL
from caseflow.core.policy.units import looks_like_unit

RESPONSIBLE, LEAD, ASSIST, IMPLEMENTING = "responsible", "lead", "assist", "implementing"
LONGEST = 2000

_VERB = (
    r"按职.分工|(?:各自)?(?:按照?|依照?|依据|根据)(?:各自)?(?:的)?(?:职责|职能|分工|任务|权限)(?:任务|权限)?|分别|共同|联合(?!会|国)"
    r"|牵头|负责|配合|参与|参加|协助|协办|主办|组织实施|具体实施|抓好|抓落实|狠抓|贯彻|落实|推进实施|推动实施|实施|分工|指导督促|做好"
)
_RUN = re.compile(rf"(?:{_VERB})(?:{_VERB}|并|和|工作|各项|推进|推动|具体|组织)*")
LABEL = re.compile(
    r"(?P<lead>(?:牵头|主办|主要责任)(?:负责)?(?:单位|部门|处室)(?:及责任人)?)：|(?P<assist>(?:配合|协办|参与|参加|协助)(?:单位|部门))："
    r"|(?P<implementing>(?:组织)?实施(?:单位|主体))：|(?P<responsible>(?:责任|负责|落实|承办|主管|责任分工)(?:单位|部门|主体)?)："
)
_DEFAULT = re.compile(
    r"[，。；]?(?:以下|以上|下列|上述|后续|本意见|本措施|本方案|各项|所有)[^，；。（）]{0,12}?均?(?:需|须|由|请|要)"
    r"(?P<units>[^，；。]{2,80}?)(?:负责落实|组织实施|抓好落实|贯彻落实|负责实施|具体实施|落实|负责)[，；]?"
    r"(?:以下)?不再[^，；。（）]{0,8}"
)
_FIRST = re.compile(
    r"[，。；]?(?:以下|下同)?[^，；。、（）]{0,12}?(?:第一|首)(?:位|名|个)?[^，；。、]{0,8}?(?:为|是)牵头(?:单位|部门|负责)?(?:（?下同）?)?"
)
_COUNCILS = re.compile(
    r"各(?:有关)?(?:省|自治区|直辖市|计划单列市|设区的?市|地级市|自治州|自治县|地区|市|州|盟|县|区|旗|级|、|和|及"
    r"|〔[^〕]{0,12}〕|（[^）]{0,12}）)+(?:党委、?和?)?(?:人民政府|政府|行署|党委)"
)
_OPEN = re.compile(
    rf"等(?:(?:\d+|{NUMERAL}+)(?:个|家)?)?(?:(?:省|市|县|区|州|自治区|中央)?(?:级|直|属)?(?:各|有关|相关|其他)*"
    r"(?:部门|单位|机构|部委|委办局|方面|成员单位|厅局|地区|企业)?(?:和单位|及单位|和部门|、单位)?)$"
)
_BESIDE = re.compile(r"（(?P<word>牵头|主办|配合|协办|参与)(?:单位|部门|负责)?）$")
_NOISE = re.compile(r"(?:.*(?:\d+年|\d+月|底前|长期|持续|完成|时限|下同|不再|列出|取得).*|按.*|排名不分先后|)$")
_LEADING = re.compile(r"(?:其中|并|请|原则上)?由|以及|和(?!平|田|政|静|硕|布)|及|与|其中：?")
_WITH = re.compile(r"会同|协同|(?<=[厅局委部办行会])商(?=.{2,12}(?:厅|局|委|部|政府))(?!务)")


@dataclass(frozen=True)
class Mention:
    """A unit as written, its role and where it stands in the note."""

    cited: str
    role: str
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """What a note says. `default` are units that implement everything; `first_leads` the rule that the first leads."""

    mentions: tuple[Mention, ...]
    open_list: bool
    default: tuple[Mention, ...]
    first_leads: bool
    explicit: bool
    unread: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class _Piece:
    start: int
    end: int
    role: str
    explicit: bool


def default_units(text: str, known: Callable[[str], bool]) -> tuple[Mention, ...]:
    """The units of 「以下任务均需…组织实施，不再一一列出」 in `text` (without white space), or nothing."""
    match = _DEFAULT.search(text)
    if match is None:
        return ()
    return tuple(_mentions(text, _Piece(*match.span("units"), IMPLEMENTING, explicit=True), known))


def names_first_as_lead(text: str) -> bool:
    """Whether `text` says that the unit listed first leads."""
    return _FIRST.search(text) is not None


def read(text: str, known: Callable[[str], bool]) -> Reading:
    """Read a note (without white space and outer brackets); `known` tells whether a word is a unit of the lexicon."""
    default = default_units(text, known)
    first = names_first_as_lead(text)
    rest = _FIRST.sub(_blank, _DEFAULT.sub(_blank, text))
    mentions: list[Mention] = []
    unread: list[tuple[int, int]] = []
    pieces = [piece for segment in _segments(rest) for piece in _pieces(rest, segment)]
    for piece in pieces:
        found = list(_mentions(rest, piece, known))
        mentions.extend(m for m in found if _belongs(m.cited, piece))
        unread.extend((m.start, m.end) for m in found if not _belongs(m.cited, piece) and not _NOISE.match(m.cited))
    open_list = any(
        _OPEN.search(rest[a:b]) for piece in pieces for a, b in _parts(rest, piece.start, piece.end)
    ) or any("等" in rest[m.end : m.end + 1] for m in mentions)
    explicit = any(piece.explicit for piece in pieces)
    return Reading(tuple(mentions), open_list, default, first, explicit, tuple(unread))


def is_note(reading: Reading, known: Callable[[str], bool], at_end: bool) -> bool:
    """Whether a bracket is a note on responsibility: units and what they do, or a bare list of units at the end."""
    if not reading.mentions:
        return bool(reading.default)
    organs = [m for m in reading.mentions if looks_like_unit(m.cited) or known(m.cited)]
    if reading.explicit:
        return bool(organs)
    return at_end and len(organs) == len(reading.mentions) and not reading.unread


def _blank(match: re.Match[str]) -> str:
    return "；" * len(match.group())


def _belongs(word: str, piece: _Piece) -> bool:
    if _NOISE.match(word) and not looks_like_unit(word):
        return False
    return looks_like_unit(word) or (piece.explicit and len(word) <= 20)


def _depths(text: str) -> list[int]:
    depth, depths = 0, []
    for sign in text:
        if sign in "）〕":
            depth = max(0, depth - 1)
        depths.append(depth)
        if sign in "（〔":
            depth += 1
    return depths


def _segments(text: str) -> Iterator[_Piece]:
    """Stretches between semicolons and labels, with the role a label gives."""
    depths = _depths(text)
    cuts = [(m.start(), m.end(), m.lastgroup or RESPONSIBLE, True) for m in LABEL.finditer(text)]
    cuts += [(i, i + 1, "", False) for i, sign in enumerate(text) if sign in "；。" and depths[i] == 0]
    cuts.sort()
    start, role, explicit = 0, RESPONSIBLE, False
    for cut_start, cut_end, cut_role, labelled in cuts:
        if cut_start > start:
            yield _Piece(start, cut_start, role, explicit)
        start = max(start, cut_end)
        role, explicit = (cut_role, True) if labelled else (RESPONSIBLE, False)
    if start < len(text):
        yield _Piece(start, len(text), role, explicit)


def _pieces(text: str, segment: _Piece) -> Iterator[_Piece]:
    """A segment cut at its verbs: each list of units gets the role of the verb behind it."""
    depths = _depths(text[segment.start : segment.end])
    start, explicit = segment.start, segment.explicit
    for run in _RUN.finditer(text, segment.start, segment.end):
        if depths[run.start() - segment.start] > 0 or run.start() < start:
            continue
        if run.start() > start:
            yield from _joined(text, _Piece(start, run.start(), _role(run.group()), explicit=True), run.group())
        start, explicit = run.end(), False
    if start < segment.end:
        yield from _joined(text, _Piece(start, segment.end, segment.role, explicit), "")


def _joined(text: str, piece: _Piece, verb: str) -> Iterator[_Piece]:
    """甲会同乙负责: 甲 leads and 乙 assists, unless all answer for their own share (按职责分工)."""
    match = _WITH.search(text, piece.start, piece.end)
    if match is None or match.start() == piece.start:
        skipped = match.end() if match else piece.start
        yield _Piece(skipped, piece.end, ASSIST, piece.explicit) if match else piece
        return
    shared = "分工" in verb or "职责" in verb
    first, second = (piece.role, piece.role) if shared else (LEAD, ASSIST)
    yield _Piece(piece.start, match.start(), first, piece.explicit)
    yield _Piece(match.end(), piece.end, second, piece.explicit)


def _role(verb: str) -> str:
    if re.search(r"牵头|主办", verb):
        return LEAD
    if re.search(r"配合|参与|参加|协助|协办", verb):
        return ASSIST
    if re.search(r"实施|抓好|抓落实|狠抓|贯彻|负责落实|做好", verb):
        return IMPLEMENTING
    return RESPONSIBLE


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The items of a list: cut at commas outside brackets, but never inside 各市、县〔区〕人民政府."""
    councils = [m.span() for m in _COUNCILS.finditer(text, start, end)]
    depths = _depths(text[start:end])
    low = start
    for i in range(start, end):
        if text[i] in "、，,/；。" and depths[i - start] == 0 and not any(a <= i < b for a, b in councils):
            yield low, i
            low = i + 1
    yield low, end


def _mentions(text: str, piece: _Piece, known: Callable[[str], bool]) -> Iterator[Mention]:
    for low, high in _parts(text, piece.start, piece.end):
        leading = _LEADING.match(text, low, high)
        start = leading.end() if leading and not known(text[low:high]) else low
        for a, b in _split(text, start, high, known):
            if b > a:
                yield _mention(text, a, b, piece.role)


def _mention(text: str, start: int, end: int, role: str) -> Mention:
    beside = _BESIDE.search(text[start:end])
    if beside is None:
        return Mention(text[start:end], role, start, end)
    own = LEAD if beside["word"] in {"牵头", "主办"} else ASSIST
    stop = start + beside.start()
    return Mention(text[start:stop], own, start, stop)


def _split(text: str, start: int, end: int, known: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """One item may hold 等 and more, or two units joined by 和."""
    word = text[start:end]
    if known(word):
        yield start, end
        return
    closing = _OPEN.search(word)
    if closing is not None and (closing.start() == 0 or looks_like_unit(word[: closing.start()])):
        yield from _split(text, start, start + closing.start(), known) if closing.start() else ()
        return
    for joint in re.finditer(r"等|以及|和|及|与", word):
        left, right = word[: joint.start()], word[joint.end() :]
        sure = looks_like_unit(left) if joint.group() == "等" else known(left)
        if sure and (known(right) or looks_like_unit(right)):
            yield from ((start, start + joint.start()), (start + joint.end(), end))
            return
    yield start, end
