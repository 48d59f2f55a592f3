"""What a text may use: each variable with its meaning and an example, by event, audience and channel.

Whatever is not listed here is out of reach: names of people, telephone numbers, narratives, notes and the money of
others are no values of texts, for a mail or a short message is read by others too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, get_type_hints

from caseflow.core.audiences import Audience, Channel
from caseflow.core.events import EVENTS, Code
from caseflow.core.lifecycle import Status
from caseflow.core.notices import CLOCK_EVENTS, WITH_LINK, Voice

NUMBER = "GS-2026-000123"
TODAY = date(2026, 11, 23)
REMINDERS = f"{NUMBER}（反馈处理结果）：将于 2026年12月4日 届满\nhttps://banjian.example.gov.cn/cases/{NUMBER}"


@dataclass(frozen=True)
class Variable:
    """One value: how it is written in a text, what it means, an example, and what it is where there is nothing."""

    name: str
    meaning: str
    sample: Any
    missing: Any = ...  # an Ellipsis: never missing

    @property
    def optional(self) -> bool:
        """Whether the value can be missing, so that the text has to ask first."""
        return self.missing is not ...


DATA: Mapping[str, tuple[Any, ...]] = {
    "filed_on": ("提交投诉的日期", date(2026, 11, 20)),
    "received_on": ("首次收到投诉的日期", date(2026, 11, 18)),
    "due": ("期限届满的日期", date(2026, 12, 4)),
    "before": ("调整以前的期限", date(2026, 12, 1)),
    "result_due": ("应当反馈处理结果的日期", date(2027, 1, 20)),
    "until": ("延长以后的期限，或者公示的最后一天", date(2027, 2, 26)),
    "paid_on": ("付款日期", date(2026, 11, 18)),
    "items": ("需要补正的项数", 2),
    "round": ("第几轮办理", 2),
    "level": ("第几级审核", 1),
    "unanswered": ("还没有答复的公示异议条数，可能是 0", 1, 0),
    "upheld": ("公示异议是否成立", True, False),
    "levels": ("共需几级审核", 2),
    "agreed_on": ("还款计划的约定日期", date(2026, 11, 20)),
    "instalments": ("还款计划的期数", 3),
    "position": ("还款计划的第几期", 2),
}
"""Fields of events that texts may use, whatever the event; `amount` only as said in OWN_MONEY."""

DATA_OF: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "Determined": {"size": ("认定的企业规模", "小型")},
    "RemindersGathered": {"notices": ("汇总了几条提醒", 2)},
    "CalendarMissing": {
        "year": ("还没有放假安排的年份", 2027),
        "provisional": ("因此只能暂定的时限个数，可能是 0", 12, 0),
    },
}
"""Fields that mean this in one event alone."""

OWN_MONEY = frozenset({("ComplaintFiled", Audience.COMPLAINANT)})
"""Where the amount was given by the reader."""

MEASURE = (
    Variable("measure.name", "督办措施的名称", "督办函"),
    Variable("measure.office", "采取措施的办公室", "甘肃省清理拖欠账款工作领导小组办公室"),
    Variable("measure.number", "措施的编号", "甘督函〔2026〕3号"),
    Variable("measure.due", "措施要求的期限；没有期限时为空", date(2026, 12, 8), None),
    Variable("measure.kind", "措施的代码：listing 是一般挂牌", "listing", "order"),
)

WITHOUT_CASE = frozenset({Audience.ACCOUNT, Audience.ADMINISTRATORS, Audience.REACHING})
"""Who hears of the office itself."""

NAMED_AGAIN = frozenset({"Dispatched", "Declined"})


def variables(voice: Voice, channel: str) -> tuple[Variable, ...]:
    """Everything the text of `voice` may use in `channel`."""
    return (*_data(voice), *_of_office(voice, channel), *(() if voice.audience in WITHOUT_CASE else _case(voice)))


def samples(found: tuple[Variable, ...], channel: str, *, sparse: bool = False) -> dict[str, Any]:
    """Example values as `texts.context` would give them; `sparse` leaves out all that can be missing."""
    values: dict[str, Any] = {"data": {}, "measure": {}, "channel": channel, "link": _link(), "site": _site()}
    for variable in found:
        value = variable.missing if sparse and variable.optional else variable.sample
        group, dot, field = variable.name.replace('["', ".").removesuffix('"]').partition(".")
        if dot:
            values[group][field] = value
        else:
            values[group] = value
    return values


def data_of(kind: str) -> dict[str, tuple[Any, ...]]:
    """The fields of this event that its texts may use: days and counts by their names, codes only where DATA_OF has them."""
    special, hints = DATA_OF.get(kind, {}), get_type_hints(EVENTS[kind])
    plain = {name: DATA[name] for name, hint in hints.items() if name in DATA and hint is not Code}
    return {**plain, **special}


def _data(voice: Voice) -> list[Variable]:
    found = [Variable(_written(name), *meant) for name, meant in data_of(voice.kind).items()]
    if (voice.kind, voice.audience) in OWN_MONEY:
        found.append(Variable("data.amount", "投诉时填写的欠款，单位元", Decimal("126000.00")))
    return found


def _written(field: str) -> str:
    """`data.items` would be the method of a mapping, so that field is written with brackets."""
    return f'data["{field}"]' if hasattr(dict, field) else f"data.{field}"


def _of_office(voice: Voice, channel: str) -> list[Variable]:
    found = [
        Variable("today", "这件事发生的日期", TODAY),
        Variable("channel", "发送渠道的代码：inbox 站内消息，mail 电子邮件，sms 短信", channel),
        Variable("site", "系统网址", _site()),
    ]
    if voice.kind == "RemindersGathered":
        found.append(Variable("reminders", "提醒清单：每件两行，案件编号、时限、日期，以及网址", REMINDERS))
    if voice.audience is Audience.ACCOUNT and channel != Channel.SMS:
        found.append(Variable("login", "收信人自己的账号", "shandan.cb"))
    return found


def _case(voice: Voice) -> list[Variable]:
    named = {field.name for field in fields(EVENTS[voice.kind])}
    found = [
        Variable("number", "案件编号", NUMBER),
        Variable("category", "投诉事项", "拖欠工程款"),
        Variable("status", "案件状态", Status.HANDLING.label),
        Variable("receiving", "受理单位", "甘肃省工业和信息化厅"),
        Variable("lead", "承办单位；转办以前没有", "山丹县财政局", ""),
        Variable("listing", "挂牌的名称；没有挂牌时为空", "一般挂牌", ""),
        Variable("until", "本案正在计算的期限；没有期限时为空", date(2026, 12, 25), None),
        Variable("link", "案件页面的网址", _link()),
    ]
    if voice.kind in CLOCK_EVENTS:
        found = [Variable("until", "这个时限届满的日期", date(2026, 12, 4)) if v.name == "until" else v for v in found]
        found.append(Variable("clock", "时限的名称", "反馈处理结果"))
        found.append(Variable("holder", "应当在这个时限内办理的单位", "山丹县财政局"))
    if "letter_id" in named:
        found.append(Variable("letter", "文书编号；没有文书时为空", "甘工信诉受〔2026〕15号", ""))
    if voice.kind == "FollowedUp":
        found.append(Variable("answer", "回访结果；没有结果时为空", "满意", ""))
    if voice.kind in NAMED_AGAIN:
        found.append(Variable("again", "是否不是第一次", sample=True, missing=False))
    if "measure_id" in named:
        found.extend(MEASURE)
    found.extend(_of_reader(voice))
    return found


def _of_reader(voice: Voice) -> list[Variable]:
    """What is said to the complainant or the respondent alone."""
    found: list[Variable] = []
    if voice.kind in WITH_LINK and voice.audience is Audience.COMPLAINANT:
        found.append(Variable("reply", "企业不用登录就能答复满意或者不满意的链接", f"{_site()}/reply/WzEyLDc0MF0.c2ln"))
        found.append(Variable("reply_until", "这个链接的最后一天", date(2026, 12, 23), None))
    if voice.audience is Audience.RESPONDENT:
        found.append(Variable("reply", "被投诉单位不用登录就能查看和答复的链接", f"{_site()}/respond/ABCD-EFGH-IJKL-MNOP-12"))
        found.append(Variable("reply_until", "网上答复的最后一天；从送达起算的没有", date(2026, 12, 23), None))
    if voice.audience is Audience.COMPLAINANT:
        found.append(Variable("respondent", "投诉企业自己填写的被投诉单位", "某某建设单位"))
    return found


def _site() -> str:
    return "https://banjian.example.gov.cn"


def _link() -> str:
    return f"{_site()}/cases/{NUMBER}"
