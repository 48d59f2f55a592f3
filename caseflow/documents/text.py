"""From a template and facts to the title and paragraphs of a letter; plain text, no HTML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.exceptions import UndefinedError

from caseflow import settings
from caseflow.core.chinese import chinese_date, yuan
from caseflow.core.errors import RuleError
from caseflow.documents.kinds import LetterKind


@dataclass(frozen=True)
class LetterText:
    """What is printed under the number: title, and a body of one paragraph a line. A line of a form with a tab starts a
    row (label, tab, value); the lines after it continue its value."""

    title: str
    body: str


def render(kind: LetterKind, context: Mapping[str, object]) -> LetterText:
    """The text of a letter of this kind: first line of its template the title, every other line a paragraph.

    `context` may leave out what the template only mentions when given. RuleError names what is missing.
    """
    absent = [key for key in kind.needs if context.get(key) in (None, "")]
    if absent:
        raise RuleError(f"{kind.name}缺少内容：{'、'.join(absent)}。")
    if kind.articles and context.get("article") not in kind.articles:
        raise RuleError(f"{kind.name}须写明依据的条款：第{'、'.join(kind.articles)}条之一。")
    try:
        text = _environment().get_template(f"{kind.key}.txt").render(context)
    except UndefinedError as missing:
        raise RuleError(f"{kind.name}的模板缺少内容：{missing.message}。") from missing
    title, *paragraphs = [line.strip(" \u3000") for line in text.splitlines() if line.strip()]
    return LetterText(title, "\n".join(paragraphs))


class _Row(str):
    """A row of a form; the only text whose tab is kept."""

    __slots__ = ()


def _row(label: str, value: object) -> _Row:
    return _Row(f"{label}\t{_typed(value)}")


def _typed(value: object) -> object:
    """What a person typed starts no row of a form: its tabs are blanks."""
    return value if isinstance(value, _Row) or not isinstance(value, str) else re.sub(r"\t+", " ", value)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(settings.ROOT / "templates" / "documents"),
        autoescape=False,  # noqa: S701  # nosec B701: plain text; the page that prints it escapes
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_typed,
    )
    environment.globals["row"] = _row
    environment.filters.update(date=chinese_date, yuan=yuan)
    return environment
