"""Policy documents as reviewed facts: read from policies/documents/*.toml, written by `policies import`."""

import datetime as dt
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from caseflow.core.errors import BadInput, RuleError
from caseflow.core.policy.document import ParsedFile
from caseflow.core.policy.findings import Clause, Task, Unit
from caseflow.core.policy.header import Header
from caseflow.core.policy.numerals import number

KEY_PHRASE = 30
DUTIES: Mapping[str, str] = {
    "complaints": "受理和处理投诉",
    "arrears": "清理拖欠账款",
    "fees": "查处违规收费",
    "procurement": "政府采购",
    "tendering": "招标投标",
    "access": "市场准入",
    "competition": "公平竞争",
    "inspection": "监管执法和检查",
    "property": "财产权保护",
    "finance": "金融收费",
    "intellectual-property": "知识产权维权",
}
"""What a clause can oblige its units to take up when a firm complains; a reviewer marks it in `duty`."""

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class CitedUnit:
    """A unit as a clause cites it and what it means; None where a person has not decided."""

    cited: str
    name: str
    competence: str | None
    level: str | None
    territory: str | None
    role: str
    order: int


@dataclass(frozen=True)
class DocumentTask:
    """A task inside a clause. `id` is the stable reference by which rules cite it, `duty` words of DUTIES."""

    id: str
    number: str
    title: str
    summary: str
    units: tuple[CitedUnit, ...]
    duty: tuple[str, ...] = ()


@dataclass(frozen=True)
class DocumentClause:
    """A clause. `id` is its stable reference (`gan-2020-351#35`); `summary` is in our own words, `duty` of DUTIES."""

    id: str
    number: str
    part: str
    title: str
    summary: str
    units: tuple[CitedUnit, ...]
    open_list: bool
    tasks: tuple[DocumentTask, ...]
    duty: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """A policy document; `cover` is the notice that issued it, `default_implementing` holds units as cited."""

    key: str
    number: str
    title: str
    issuers: tuple[str, ...]
    date: dt.date | None
    valid_until: dt.date | None
    territory: str
    level: str
    default_implementing: tuple[str, ...]
    cover: Header | None
    clauses: tuple[DocumentClause, ...]

    @property
    def name(self) -> str:
        """How the document is cited: by number, else by title."""
        return self.number or self.title


def load_documents(files: Mapping[str, str]) -> tuple[Document, ...]:
    """All documents from the texts of policies/documents/*.toml (by file name), ordered by key.

    Raises RuleError, naming the file, when one cannot be read, a key or clause id repeats, or a title is no key phrase.
    """
    documents = tuple(_load(name, text) for name, text in sorted(files.items()))
    twice = [key for key, count in Counter(document.key for document in documents).items() if count > 1]
    if twice:
        raise RuleError(f"政策文件的代号重复：{'、'.join(twice)}")
    return tuple(sorted(documents, key=lambda document: document.key))


def _load(name: str, text: str) -> Document:
    try:
        document = _document(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise RuleError(f"政策文件 {name} 无法读取：{error}") from error
    ids = [clause.id for clause in document.clauses] + [task.id for c in document.clauses for task in c.tasks]
    twice = [key for key, count in Counter(ids).items() if count > 1]
    if twice:
        raise RuleError(f"政策文件 {name} 的条款代号重复：{'、'.join(twice)}")
    long = [c.id for c in document.clauses if len(c.title) > KEY_PHRASE]
    if long:
        raise RuleError(f"政策文件 {name} 的条款标题超过 {KEY_PHRASE} 字：{'、'.join(long)}")
    return document


def _document(data: Mapping[str, Any]) -> Document:
    return Document(
        key=data["key"],
        number=data.get("number", ""),
        title=data.get("title", ""),
        issuers=tuple(data["issuers"]),
        date=data.get("date"),
        valid_until=data.get("valid_until"),
        territory=data.get("territory", ""),
        level=data.get("level", ""),
        default_implementing=tuple(data.get("default_implementing", ())),
        cover=_cover(data["cover"]) if "cover" in data else None,
        clauses=tuple(_clause(data["key"], row) for row in data["clauses"]),
    )


def _cover(row: Mapping[str, Any]) -> Header:
    return Header(
        number=row.get("number", ""),
        title=row.get("title", ""),
        issuers=tuple(row["issuers"]),
        date=row.get("date"),
        territory=row.get("territory", ""),
        level=row.get("level", ""),
    )


def _clause(key: str, row: Mapping[str, Any]) -> DocumentClause:
    return DocumentClause(
        id=f"{key}#{row['id']}",
        number=row["number"],
        part=row["part"],
        title=row["title"],
        summary=row.get("summary", ""),
        units=_cited_units(row),
        open_list=row.get("open_list", False),
        tasks=tuple(
            DocumentTask(f"{key}#{t['id']}", t["number"], t["title"], t.get("summary", ""), _cited_units(t), _duty(t))
            for t in row.get("tasks", ())
        ),
        duty=_duty(row),
    )


def _duty(row: Mapping[str, Any]) -> tuple[str, ...]:
    duty = tuple(row.get("duty", ()))
    unknown = [word for word in duty if word not in DUTIES]
    if unknown:
        raise ValueError(f"条款{row['id']}的职责“{'、'.join(map(str, unknown))}”不认识")
    return duty


def _cited_units(row: Mapping[str, Any]) -> tuple[CitedUnit, ...]:
    return tuple(
        CitedUnit(
            cited=unit["cited"],
            name=unit["name"],
            competence=unit.get("competence"),
            level=unit.get("level"),
            territory=unit.get("territory"),
            role=unit["role"],
            order=unit["order"],
        )
        for unit in row.get("units", ())
    )


def document_from(parsed: ParsedFile, key: str) -> Document:
    """The facts of a parsed file under `key` (latin letters, digits, hyphens), summaries still empty.

    Raises BadInput when the key is not fit or the file holds no clauses.
    """
    if not _KEY.fullmatch(key):
        raise BadInput(f"文件代号“{key}”只能用小写字母、数字和连字符，例如 gan-2020-351")
    if not parsed.clauses:
        raise BadInput("文件中没有读到带序号的条款，不能导入")
    header = parsed.document
    ids = clause_ids(parsed.clauses)
    return Document(
        key=key,
        number=header.number,
        title=header.title,
        issuers=header.issuers,
        date=header.date,
        valid_until=None,
        territory=header.territory,
        level=header.level,
        default_implementing=parsed.default_implementing,
        cover=parsed.cover,
        clauses=tuple(_from_clause(key, own, clause) for own, clause in zip(ids, parsed.clauses, strict=True)),
    )


def _from_clause(key: str, own: str, clause: Clause) -> DocumentClause:
    return DocumentClause(
        id=f"{key}#{own}",
        number=clause.number,
        part=clause.part[:KEY_PHRASE],
        title=clause.title[:KEY_PHRASE],
        summary="",
        units=_from_units(clause.units),
        open_list=clause.open_list,
        tasks=tuple(_from_task(key, own, index, task) for index, task in enumerate(clause.tasks, 1)),
    )


def _from_task(key: str, own: str, index: int, task: Task) -> DocumentTask:
    serial = _value(task.number) or index
    return DocumentTask(f"{key}#{own}.{serial}", task.number, task.title[:KEY_PHRASE], "", _from_units(task.units))


def _from_units(units: tuple[Unit, ...]) -> tuple[CitedUnit, ...]:
    return tuple(CitedUnit(u.cited, u.name, u.competence, u.level, u.territory, u.role, u.order) for u in units)


def clause_ids(clauses: tuple[Clause, ...]) -> tuple[str, ...]:
    """Stable ids: the number; with the part's number before it where numbers repeat; a letter where one is missing."""
    values = [_value(clause.number) for clause in clauses]
    repeated = any(count > 1 for value, count in Counter(values).items() if value)
    ids: list[str] = []
    taken: set[str] = set()
    previous = "0"
    for clause, value in zip(clauses, values, strict=True):
        own = str(value) if value else f"{previous}a"
        if repeated and value:
            own = f"{_value(clause.part) or 0}-{value}"
        while own in taken:
            own = f"{own}a"
        taken.add(own)
        ids.append(own)
        previous = own
    return tuple(ids)


def _value(label: str) -> int:
    match = re.match(r"[第（(〔]?\s*([一二三四五六七八九十百零〇]+|\d+)", label)
    return number(match[1]) if match else 0


def with_summaries(document: Document, old: Document) -> Document:
    """`document` with what people reviewed in `old`: issuers, end of validity, summaries and duties of its clauses."""
    reviewed = {c.id: c for c in old.clauses} | {t.id: t for c in old.clauses for t in c.tasks}
    clauses = tuple(_reviewed(clause, reviewed) for clause in document.clauses)
    return Document(**{**vars(document), "issuers": old.issuers, "valid_until": old.valid_until, "clauses": clauses})


def _reviewed(clause: DocumentClause, old: Mapping[str, DocumentClause | DocumentTask]) -> DocumentClause:
    tasks = tuple(replace(task, **_words(task, old)) for task in clause.tasks)
    return replace(clause, tasks=tasks, **_words(clause, old))


def _words(new: DocumentClause | DocumentTask, old: Mapping[str, DocumentClause | DocumentTask]) -> dict[str, Any]:
    known = old.get(new.id, new)
    return {"summary": known.summary, "duty": known.duty}
