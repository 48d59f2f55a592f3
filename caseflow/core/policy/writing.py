"""Policy documents written as files for policies/documents/."""

from collections.abc import Iterator

from caseflow.core.policy.corpus import CitedUnit, Document, DocumentClause
from caseflow.core.policy.header import Header


def to_toml(document: Document) -> str:
    """The document as a file for policies/documents/; empty summaries are what a reviewer still has to write."""
    lines = [f"key = {_quoted(document.key)}", *_header_lines(document)]
    if document.valid_until:
        lines.append(f"valid_until = {document.valid_until.isoformat()}")
    if document.default_implementing:
        lines.append(f"default_implementing = {_list(document.default_implementing)}")
    if document.cover:
        lines += ["", "[cover]", *_header_lines(document.cover)]
    for clause in document.clauses:
        lines += _clause_lines(clause)
    return "\n".join(lines) + "\n"


def _header_lines(header: Header | Document) -> Iterator[str]:
    for name in ("number", "title"):
        if getattr(header, name):
            yield f"{name} = {_quoted(getattr(header, name))}"
    yield f"issuers = {_list(header.issuers)}"
    if header.date:
        yield f"date = {header.date.isoformat()}"
    for name in ("territory", "level"):
        if getattr(header, name):
            yield f"{name} = {_quoted(getattr(header, name))}"


def _clause_lines(clause: DocumentClause) -> Iterator[str]:
    yield from ("", "[[clauses]]", f"id = {_quoted(clause.id.partition('#')[2])}", f"number = {_quoted(clause.number)}")
    yield f"part = {_quoted(clause.part)}"
    yield f"title = {_quoted(clause.title)}"
    yield f"summary = {_quoted(clause.summary)}"
    yield from _duty_line(clause.duty)
    yield f"open_list = {str(clause.open_list).lower()}"
    yield from _unit_lines(clause.units)
    for task in clause.tasks:
        yield from ("", "[[clauses.tasks]]", f"id = {_quoted(task.id.partition('#')[2])}")
        yield f"number = {_quoted(task.number)}"
        yield f"title = {_quoted(task.title)}"
        yield f"summary = {_quoted(task.summary)}"
        yield from _duty_line(task.duty)
        yield from _unit_lines(task.units)


def _duty_line(duty: tuple[str, ...]) -> Iterator[str]:
    if duty:
        yield f"duty = {_list(duty)}"


def _unit_lines(units: tuple[CitedUnit, ...]) -> Iterator[str]:
    if not units:
        return
    yield "units = ["
    for unit in units:
        words = {key: value for key, value in vars(unit).items() if isinstance(value, str)}
        inner = ", ".join(f"{key} = {_quoted(value)}" for key, value in words.items())
        yield f"  {{ {inner}, order = {unit.order} }},"
    yield "]"


def _list(words: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_quoted, words))}]"


def _quoted(word: str) -> str:
    """A TOML basic string: quotes, backslashes and control characters are escaped."""
    return '"' + "".join(f"\\u{ord(c):04x}" if c in '"\\\x7f' or ord(c) < 32 else c for c in word) + '"'
