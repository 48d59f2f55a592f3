"""Does the reviewed data say what the text says? Differences in words, clause by clause."""

from collections.abc import Iterator

from caseflow.core.policy.corpus import CitedUnit, Document, DocumentClause, document_from
from caseflow.core.policy.document import ParsedFile
from caseflow.core.policy.header import Header


def match(parsed: ParsedFile, documents: tuple[Document, ...]) -> Document | None:
    """The document that a parsed file is the text of: the same number, else the same title and date."""
    header = parsed.document
    for document in documents:
        if header.number and header.number == document.number:
            return document
    return next((d for d in documents if header.title and (header.title, header.date) == (d.title, d.date)), None)


def differences(document: Document, parsed: ParsedFile) -> tuple[str, ...]:
    """What differs between the data and the text, one sentence each; summaries are ours and are not compared.

    The text may name fewer issuers than the data (letterheads suffer most in scanning), never others.
    """
    read = document_from(parsed, document.key)
    return (
        *_header_differences("", document, read),
        *_cover_differences(document, read),
        *_clause_differences(document, read),
    )


def _header_differences(label: str, ours: Header | Document, read: Header | Document) -> Iterator[str]:
    for name, word in (
        ("number", "文号"),
        ("title", "标题"),
        ("date", "日期"),
        ("territory", "地区"),
        ("level", "层级"),
    ):
        if getattr(ours, name) != getattr(read, name):
            yield f"{label}{word}：数据为“{getattr(ours, name)}”，原文为“{getattr(read, name)}”"
    foreign = [name for name in read.issuers if name not in ours.issuers]
    if foreign:
        yield f"{label}发文机关：原文有“{'、'.join(foreign)}”，数据没有"


def _cover_differences(ours: Document, read: Document) -> Iterator[str]:
    if (ours.cover is None) != (read.cover is None):
        yield "印发通知：数据与原文一方有、一方没有"
    elif ours.cover is not None and read.cover is not None:
        yield from _header_differences("印发通知的", ours.cover, read.cover)
    if ours.default_implementing != read.default_implementing:
        yield f"统一的组织实施单位：数据为{ours.default_implementing}，原文为{read.default_implementing}"


def _clause_differences(ours: Document, read: Document) -> Iterator[str]:
    theirs = {clause.id: clause for clause in read.clauses}
    for clause in ours.clauses:
        other = theirs.pop(clause.id, None)
        if other is None:
            yield f"{clause.id}：原文没有这一条"
        else:
            yield from _one_clause(clause, other)
    yield from (f"{key}：数据没有这一条" for key in theirs)


def _one_clause(ours: DocumentClause, read: DocumentClause) -> Iterator[str]:
    for name, word in (("number", "序号"), ("part", "部分"), ("title", "标题"), ("open_list", "“等”字")):
        if getattr(ours, name) != getattr(read, name):
            yield f"{ours.id} {word}：数据为“{getattr(ours, name)}”，原文为“{getattr(read, name)}”"
    yield from _unit_differences(ours.id, ours.units, read.units)
    tasks = [(t.id, t.number, t.title) for t in ours.tasks]
    if tasks != [(t.id, t.number, t.title) for t in read.tasks]:
        yield f"{ours.id} 任务：数据与原文的序号或标题不同"
    for task, other in zip(ours.tasks, read.tasks, strict=False):
        yield from _unit_differences(task.id, task.units, other.units)


def _unit_differences(key: str, ours: tuple[CitedUnit, ...], read: tuple[CitedUnit, ...]) -> Iterator[str]:
    yield from (
        f"{key} 单位“{unit.cited}”（{unit.role}）：数据有，原文没有或解析不同" for unit in ours if unit not in read
    )
    yield from (
        f"{key} 单位“{unit.cited}”（{unit.role}）：原文有，数据没有或解析不同" for unit in read if unit not in ours
    )
