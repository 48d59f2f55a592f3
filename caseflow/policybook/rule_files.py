"""What is wrong with a rule file, in a sentence that says where: syntax first, then what its parser refuses."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from caseflow.core.acceptance import Acceptance
from caseflow.core.closure_rules import ClosureRules
from caseflow.core.deadlines import ClockRules
from caseflow.core.edition import Edition
from caseflow.core.enterprise import SizeTable
from caseflow.core.errors import CaseflowError
from caseflow.core.figures import FigureRules
from caseflow.core.interest import LprTable
from caseflow.core.money import PaymentLaws
from caseflow.core.notice_rules import NoticeRules
from caseflow.core.offices import Offices
from caseflow.core.policy import load_documents, load_lexicon
from caseflow.core.reception import ReceptionRules
from caseflow.core.routing import Rules
from caseflow.core.supervision_rules import SupervisionRules
from caseflow.core.territory import Territories
from caseflow.core.townships import Townships
from caseflow.core.working_days import Calendar

Files = Mapping[str, str]

TITLES = {
    "routing.toml": "转办规则",
    "acceptance.toml": "受理审查",
    "deadlines.toml": "办理时限",
    "closure.toml": "销号要求",
    "supervision.toml": "督办措施",
    "notices.toml": "通知和提醒",
    "figures.toml": "考核数字",
    "channels.toml": "来件渠道",
    "competences.toml": "机构用语（解析文件用）",
    "enterprise_size.csv": "企业划型标准",
    "payment_terms.toml": "付款期限",
    "territory.csv": "行政区划",
    "townships.csv": "乡镇和街道",
    "units.toml": "机构和条线",
    "rates/lpr.csv": "一年期 LPR",
}
YEAR = re.compile(r"calendar/(20\d\d)\.toml")
DOCUMENT = re.compile(r"documents/([a-z0-9]+(?:-[a-z0-9]+)*)\.toml")
DOUBT = "# 疑点："
OPEN_DOUBT = re.compile(rf"^{DOUBT}", re.MULTILINE)
WHERE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")
QUOTED = re.compile(r"[“「『](.+?)[”」』]|条款([a-z0-9-]+#[\d.a-z-]+)")
IDENTIFIER = re.compile(r'^(?:id|code|key) = "(.+?)"', re.MULTILINE)
SYNTAX = (
    ("Expected '='", "键的后面应有等号"),
    ("Invalid value", "等号后面的值写法不对，文字要加引号"),
    ("Cannot overwrite", "同一个键写了两次"),
    ("Cannot declare", "同一个表头写了两次"),
    ("Unclosed array", "方括号没有闭合"),
    ("Unclosed inline table", "花括号没有闭合"),
    ("Unterminated string", "引号没有闭合"),
    ("Expected newline or end", "一行里多了内容，应当换行"),
    ("Illegal character", "有不允许的字符"),
    ("Invalid initial character", "键名写法不对"),
    ("Invalid date", "日期写法不对，应如 2026-01-01"),
    ("Unescaped", "引号内的反斜杠写法不对"),
)
UNFIT = (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError, RecursionError)


@dataclass(frozen=True)
class Fault:
    """What is wrong; `line` counts from 1, None where no line is to blame."""

    file: str
    line: int | None
    text: str

    @property
    def place(self) -> str:
        """The file and the line, in words."""
        return f"{self.file} 第 {self.line} 行" if self.line else self.file


def title_of(name: str) -> str:
    """What a rule file is about, in words."""
    year, document = YEAR.fullmatch(name), DOCUMENT.fullmatch(name)
    if year:
        return f"{year[1]} 年工作日历"
    return f"政策文件 {document[1]}" if document else TITLES.get(name, name)


def is_rule_file(name: str) -> bool:
    """Whether an edition may hold a file of this name."""
    return name in TITLES or bool(YEAR.fullmatch(name) or DOCUMENT.fullmatch(name))


def file_faults(files: Files) -> list[Fault]:
    """Everything the parsers refuse, by file; empty when every file can be read."""
    broken = [fault for name, text in sorted(files.items()) for fault in _syntax(name, text)]
    if broken:
        return broken
    return [fault for name in sorted(files) for fault in (*_refused(name, files), *_doubts(name, files[name]))]


def place_in(files: Files, sentence: str, default: str = "routing.toml") -> Fault:
    """`sentence` with the file and line where the word it quotes is defined, as far as that can be told."""
    quoted = [next(filter(None, groups)) for groups in QUOTED.findall(sentence)]
    named = sorted((i for i in IDENTIFIER.findall(files.get(default, "")) if f"规则{i}" in sentence), key=len)
    for word in (*quoted, *reversed(named)):
        for name in (default, *sorted(files)):
            line = _line_with(files.get(name, ""), word)
            if line:
                return Fault(name, line, sentence)
    return Fault(default, None, sentence)


def _syntax(name: str, text: str) -> Iterator[Fault]:
    if not name.endswith(".toml"):
        return
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        said, found = str(problem), WHERE.search(str(problem))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        column = f"第 {found[2]} 列：" if found and found[2] else ""
        why = next((words for start, words in SYNTAX if said.startswith(start)), "写法不符合 TOML 格式")
        yield Fault(name, line, f"{column}{why}。")
    except RecursionError:
        yield Fault(name, None, "括号嵌套太深，读不了。")


def _refused(name: str, files: Files) -> Iterator[Fault]:
    try:
        _parser(name)(files)
    except CaseflowError as refusal:
        found = place_in({name: files[name]}, str(refusal), name)
        yield found
    except UNFIT as problem:
        yield Fault(name, None, f"内容的结构不对：{_missing(problem)}。请与上一版对照，看有没有漏项或写错类型。")


def _missing(problem: Exception) -> str:
    return f"缺少 {problem}" if isinstance(problem, KeyError) else "有的项不是应有的类型"


def _doubts(name: str, text: str) -> Iterator[Fault]:
    for found in OPEN_DOUBT.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Fault(name, line, "解析时的疑点还没有处理；对照原文核对、改好后，把这一行删去。")


def _line_with(text: str, word: str) -> int | None:
    exact = f'"{word}"'
    for needle in (exact, word):
        at = text.find(needle)
        if at >= 0:
            return text.count("\n", 0, at) + 1
    return None


PARSERS: dict[str, Callable[[Files], object]] = {
    "acceptance.toml": lambda files: Acceptance.parse(files["acceptance.toml"]),
    "routing.toml": lambda files: Rules.parse(files["routing.toml"], files["acceptance.toml"]),
    "territory.csv": lambda files: Territories.parse(files["territory.csv"]),
    "townships.csv": lambda files: Townships.parse(files["townships.csv"], Territories.parse(files["territory.csv"])),
    "units.toml": lambda files: Offices.parse(files["units.toml"], Territories.parse(files["territory.csv"])),
    "deadlines.toml": lambda files: ClockRules.parse(files["deadlines.toml"]),
    "closure.toml": lambda files: ClosureRules.parse(files["closure.toml"]),
    "supervision.toml": lambda files: SupervisionRules.parse(files["supervision.toml"]),
    "notices.toml": lambda files: NoticeRules.parse(files["notices.toml"]).require_whole(),
    "figures.toml": lambda files: FigureRules.parse(files["figures.toml"]),
    "channels.toml": lambda files: ReceptionRules.parse(files["channels.toml"]),
    "payment_terms.toml": lambda files: PaymentLaws.parse(files["payment_terms.toml"]),
    "enterprise_size.csv": lambda files: SizeTable.parse(files["enterprise_size.csv"]),
    "rates/lpr.csv": lambda files: LprTable.parse(files["rates/lpr.csv"]),
    "competences.toml": lambda files: load_lexicon(files["competences.toml"]),
}


def _parser(name: str) -> Callable[[Files], object]:
    year = YEAR.fullmatch(name)
    if year:
        return lambda files: Calendar.parse({int(year[1]): files[name]})
    if name.startswith("documents/"):
        return lambda files: load_documents({name: files[name]})
    return PARSERS.get(name, lambda _files: None)


def joint_faults(edition: Edition) -> list[Fault]:
    """What only shows when all files are read together."""
    try:
        _ = edition.book, edition.documents, edition.calendar, edition.notices
    except CaseflowError as refusal:
        return [place_in(edition.files, str(refusal))]
    except UNFIT as problem:
        return [Fault("routing.toml", None, f"几个文件放在一起读不通：{_missing(problem)}。")]
    return []
