"""公示: before a case under 重点挂牌 ends, everybody may read what it was about and object.

Only four things are ever published, each a word of a closed vocabulary or the name of a place, so that nothing a
person wrote can slip through: 地区, 单位类型, 事由, 结果.
"""

from dataclasses import dataclass
from datetime import date

from caseflow.core.chinese import chinese_date
from caseflow.core.routing.words import CATEGORIES, TYPES

UNKNOWN_BODY, OTHER_MATTER = "不明", "其他事项"


@dataclass(frozen=True)
class Published:
    """How a publication stands: `until` is its last day, `over` that this day has passed.

    `unanswered` and `upheld` count objections that wait for an answer, and those the reviewer found to be right.
    """

    until: date
    over: bool
    unanswered: int = 0
    upheld: int = 0


def body_word(kind: object) -> str:
    """The type of the respondent as it may be published; what is no word of the vocabulary is 不明."""
    return kind if isinstance(kind, str) and kind in TYPES else UNKNOWN_BODY


def matter_word(category: str) -> str:
    """The matter as it may be published; what is no word of the vocabulary is 其他事项."""
    return category if category in CATEGORIES else OTHER_MATTER


def hindrances(published: Published | None) -> tuple[str, ...]:
    """Why the last approval must still wait, one sentence each; `published` is None before the publication began."""
    if published is None:
        return ("重点挂牌案件销号前应当公示，还没有公示。",)
    waits = (
        (published.over, f"公示到{chinese_date(published.until)}为止，这一天过后才能批准销号。"),
        (not published.unanswered, f"还有 {published.unanswered} 条公示异议没有答复。"),
        (not published.upheld, f"有 {published.upheld} 条公示异议成立，应当退回承办单位。"),
    )
    return tuple(sentence for passed, sentence in waits if not passed)
