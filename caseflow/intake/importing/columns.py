"""The columns of the spreadsheet: each is one field of one step of clerk entry, under the words people know it by."""

from collections.abc import Mapping
from dataclasses import dataclass

from caseflow.accounts.forms import INDUSTRIES, SIZES
from caseflow.core.edition import Edition
from caseflow.intake import words
from caseflow.intake.forms import YES_NO
from caseflow.web.regions import ELSEWHERE, region_label

MOST_ROWS = 10_000
ANSWERS = tuple((value, label) for value, label in YES_NO)
HAVING = (("yes", "有"), ("no", "没有"))


@dataclass(frozen=True)
class Column:
    """One column: its head, the step and the field it fills, what to write, an example, and its closed choices."""

    title: str
    step: str
    field: str
    hint: str
    sample: str
    choices: tuple[tuple[str, str], ...] = ()


COLUMNS: tuple[Column, ...] = (
    Column("来件渠道", "caller", "channel", "从列表里选", "12345 热线转来"),
    Column("对方编号", "caller", "external_number", "12345 工单号、国家平台编号；这两种必填", "20261118-0001"),
    Column("收到日期", "caller", "received_on", "哪天收到的，如 2026-11-18", "2026-11-18"),
    Column("投诉企业名称", "caller", "name", "与营业执照一致", "张掖清源管道安装有限公司"),
    Column("投诉企业信用代码", "caller", "credit_code", "18 位统一社会信用代码", "91620700MA0ENT010N"),
    Column("企业规模", "caller", "size", "从列表里选", "小型企业", SIZES),
    Column("企业所属行业", "caller", "industry", "从列表里选", "建筑业", tuple((i, i) for i in INDUSTRIES)),
    Column("企业所在地", "caller", "region", "写全，如甘肃省张掖市甘州区", "甘肃省张掖市甘州区"),
    Column("企业通讯地址", "caller", "address", "可不填", ""),
    Column("联系人", "caller", "contact_name", "", "王磊"),
    Column("联系电话", "caller", "phone", "只写数字", "13900005678"),
    Column("联系邮箱", "caller", "email", "可不填；填了就能收到通知", "qingyuan@example.org"),
    Column("投诉事项", "check", "category", "从列表里选", "拖欠工程款", (*words.ARREARS, *words.UNFAIR)),
    Column("是否已由其他部门受理", "check", "proceedings", "是或者否", "否", ANSWERS),
    Column("由谁受理", "check", "proceedings_where", "前一列填“是”的必填", ""),
    Column("对方是否不承认是中小企业", "check", "size_disputed", "是或者否", "否", ANSWERS),
    Column("被投诉单位", "respondent", "name", "写全称", "山丹县水务局"),
    Column("单位类型", "respondent", "type", "从列表里选", words.TYPES[0][1], words.TYPES),
    Column("归哪一级管", "respondent", "level", "从列表里选", words.LEVELS[3][1], words.LEVELS),
    Column("单位所在地", "respondent", "region", "写全；甘肃、宁夏以外的写省名", "甘肃省张掖市山丹县"),
    Column("单位所属行业", "respondent", "industry", "可不填", "水利", words.INDUSTRIES),
    Column("主管部门", "respondent", "supervising_department", "可不填", ""),
    Column("单位信用代码", "respondent", "credit_code", "可不填", ""),
    Column("有没有合同等材料", "claims", "contract_relation", "有或者没有（账款类必填）", "有", HAVING),
    Column("合同名称", "claims", "claims-0-contract_name", "账款类必填", "管道工程施工合同"),
    Column("合同编号", "claims", "claims-0-contract_number", "可不填", "QY-2025-07"),
    Column("款项性质", "claims", "claims-0-price_of", "账款类必填，从列表里选", words.PRICES[1][1], words.PRICES),
    Column("合同签订日期", "claims", "claims-0-contract_date", "账款类必填", "2025-07-01"),
    Column("交货或验收日期", "claims", "claims-0-delivered_on", "可不填", "2025-12-30"),
    Column("约定付款日期", "claims", "claims-0-due_on", "账款类必填", "2026-01-31"),
    Column("拖欠金额（元）", "claims", "claims-0-amount", "账款类必填，只写本金", "500000"),
    Column("其中有异议的金额（元）", "claims", "claims-0-disputed", "可不填", ""),
    Column("发生日期", "claims", "happened_on", "不公平对待类必填", ""),
    Column("涉及金额（元）", "claims", "amount", "不公平对待类，可不填", ""),
    Column("事情经过", "claims", "narrative", "请勿写涉密内容、身份证号、银行卡号", "工程验收后一直没有付清。"),
    Column("企业的要求", "claims", "request", "", "支付拖欠的工程款。"),
    Column("企业已作出两项承诺", "confirm", "pledge_true", "必须是“是”：未被其他机关受理、内容真实", "是", (("y", "是"),)),
    Column("承诺人", "confirm", "pledged_by", "法定代表人或主要负责人", "王磊"),
)
BY_TITLE: Mapping[str, Column] = {column.title: column for column in COLUMNS}


@dataclass(frozen=True)
class Values:
    """What the words of closed columns stand for: by field of a step, the typed word -> the value of the form."""

    known: Mapping[tuple[str, str], Mapping[str, str]]

    @classmethod
    def of(cls, edition: Edition) -> "Values":
        """The words of the edition in force: ways in and places among them."""
        channels = tuple((channel.key, channel.name) for channel in edition.reception.channels.values())
        places = _places(edition)
        known = {(column.step, column.field): _both(column.choices) for column in COLUMNS if column.choices}
        known |= {("caller", "channel"): _both(channels), ("caller", "region"): places, ("respondent", "region"): places}
        return cls(known)

    def value(self, column: Column, typed: str) -> str | None:
        """The form's value for what was typed; None where a closed column knows no such word."""
        words_of = self.known.get((column.step, column.field))
        return typed if words_of is None or not typed else words_of.get(typed)


def _both(choices: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """By the words shown and by the value itself, which is shorter."""
    return {label: value for value, label in choices} | {value: value for value, _label in choices}


def _places(edition: Edition) -> dict[str, str]:
    """Places by their whole name, and by the last part of it where no other place has the same."""
    whole = {region_label(edition, place.code): place.code for place in edition.territories.all()}
    short = [place.name for place in edition.territories.all()]
    unique = {place.name: place.code for place in edition.territories.all() if short.count(place.name) == 1}
    return unique | whole | {name: name for name in ELSEWHERE}
