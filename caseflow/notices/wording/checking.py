"""Whether a text may be used: its grammar, its variables, and what comes out of it.

A text has no loops, calls, sums, macros or includes, so that what it costs and how long it gets is bounded by its own
length. Everything it can say is tried here with example values before anybody is sent it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import TemplateSyntaxError, nodes

from caseflow.core.audiences import Channel
from caseflow.core.notices import Voice
from caseflow.notices.wording.texts import FAULTS, Source, Wording, environment, fill
from caseflow.notices.wording.variables import Variable, data_of, samples, variables

LONGEST_SUBJECT, LONGEST_BODY = 200, 2000
SHOWN_SUBJECT = (4, 60)
SHOWN_BODY: Mapping[str, int] = {Channel.SMS: 134}
"""Longest message a channel carries, in characters; a long SMS is two parts of 67 (3GPP TS 23.040, UCS-2)."""
SHOWN_ELSEWHERE = 1000

ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const, nodes.If,
    nodes.CondExpr, nodes.Filter, nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or,
)  # fmt: skip
HALF_WIDTH = re.compile(r"[,;:!?()]")
LATIN = re.compile(r"https?://\S+|[A-Za-z0-9]+(?:[-.][A-Za-z0-9]+)+")
PERSONAL = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)|[\w.+-]+@[\w-]+\.\w+")
UNREADABLE = "第 {} 行的写法读不懂，请检查双大括号和 {{% if %}}…{{% endif %}} 是否成对、有没有多余的词。"
ENDS = tuple("。？！）")


def check(voice: Voice, name: str, channel: str, source: Source) -> dict[str, list[str]]:
    """What is wrong with a text, in sentences, by the box it stands in (`subject`, `body`); empty when it may be used."""
    found = variables(voice, channel)
    wrong = grammar(voice, channel, source)
    if not any(wrong.values()):
        _trial(name, channel, source, found, wrong)
    return {box: list(dict.fromkeys(sentences)) for box, sentences in wrong.items() if sentences}


def grammar(voice: Voice, channel: str, source: Source) -> dict[str, list[str]]:
    """What is wrong with how a text is written, by its box. Nothing with such a fault may be compiled or filled in.

    The compiler works out constants: a power or a product of numbers would cost whatever its author likes.
    """
    found = variables(voice, channel)
    wrong = {
        "subject": list(_grammar(source.subject, LONGEST_SUBJECT, found)),
        "body": list(_grammar(source.body, LONGEST_BODY, found)),
    }
    if "\n" in source.subject:
        wrong["subject"].append("标题只能写一行。")
    return wrong


def _grammar(text: str, longest: int, found: tuple[Variable, ...]) -> Iterator[str]:
    if len(text) > longest:
        yield f"最多写 {longest} 个字，现在有 {len(text)} 个。"
        return
    for line, personal in _personal(text):
        yield f"第 {line} 行写有手机号、身份证号或者邮箱（{personal[:3]}…），通知里不能写个人信息。"
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError as error:
        yield UNREADABLE.format(error.lineno)
    except RecursionError:
        yield UNREADABLE.format(1)
    else:
        yield from _unusable(tree, {variable.name for variable in found})


def _personal(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        for match in PERSONAL.finditer(line):
            yield number, match.group()


def _unusable(node: nodes.Node, names: set[str]) -> Iterator[str]:
    written = _written(node)
    if written is not None:
        if written not in names:
            yield f"第 {node.lineno} 行的“{written}”不是这里能用的变量，能用的都列在下面。"
        return
    if not isinstance(node, ALLOWED):
        yield f"第 {node.lineno} 行用了通知文字里不能用的写法；只能写变量、日期格式和 {{% if %}} 判断。"
        return
    if isinstance(node, nodes.Filter) and (node.args or node.kwargs):
        yield f"第 {node.lineno} 行的“{node.name}”后面不能带括号。"
    if isinstance(node, nodes.Filter) and node.name not in environment.filters:
        yield f"第 {node.lineno} 行的“| {node.name}”不能用，这里只有日期格式“| day”。"
    for child in node.iter_child_nodes():
        yield from _unusable(child, names)


def _written(node: nodes.Node) -> str | None:
    """How a variable stands in the text; None where the node is none. Anything else reached into is named as it stands."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node) or '…'}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        key = node.arg.value if isinstance(node.arg, nodes.Const) else "…"
        return f'{_written(node.node) or "…"}["{key}"]'
    return None


def _trial(name: str, channel: str, source: Source, found: tuple[Variable, ...], wrong: dict[str, list[str]]) -> None:
    """Fill in examples with everything there, and with all missing that can be; look at what comes out."""
    for sparse in (False, True):
        try:
            shown = fill(source, name, samples(found, channel, sparse=sparse))
        except FAULTS:
            # whatever it is that examples cannot be put into, the same would happen to a real notice
            wrong["body"].append(
                _missing(found) if sparse else "用样例试填时出错，请检查日期格式（| day）是否只用在日期上。"
            )
            return
        plain = fill(source, name, {**samples(found, channel, sparse=sparse), "channel": "inbox"})
        wrong["subject"].extend(_subject(shown))
        wrong["body"].extend(_body(plain, channel))
        if "None" in shown.subject + shown.body:
            wrong["body"].append(_missing(found))


def _missing(found: tuple[Variable, ...]) -> str:
    asked = "、".join(variable.name for variable in found if variable.optional)
    return f"这些变量有时没有值：{asked}。请用 {{% if 变量 %}}…{{% endif %}} 包起来，没有值时就不写这一句。"


def _subject(shown: Wording) -> Iterator[str]:
    least, most = SHOWN_SUBJECT
    if not least <= len(shown.subject) <= most:
        yield f"填好样例后的标题应有 {least} 到 {most} 个字，现在是 {len(shown.subject)} 个。"
    yield from _marks(shown.subject)


def _body(shown: Wording, channel: str) -> Iterator[str]:
    text, most = shown.body.strip(), SHOWN_BODY.get(channel, SHOWN_ELSEWHERE)
    if len(text) < 10:
        yield "正文太短，请写清发生了什么、要做什么。"
    if len(text) > most:
        yield f"填好样例后的正文最多 {most} 个字，现在是 {len(text)} 个。"
    if text and not text.endswith(ENDS):
        yield "正文要以句号结束。"
    yield from _marks(text)


def _marks(text: str) -> Iterator[str]:
    half = HALF_WIDTH.search(LATIN.sub("", text))
    if half:
        yield f"请用全角标点代替“{half.group()}”。"
    if "{" in text or "}" in text:
        yield "填好样例后还剩大括号，请检查变量的写法。"


def values_seen(voice: Voice, channel: str, real: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a real event as the administrator may see them: days, offices, limits; all that points to a case is an example."""
    found = variables(voice, channel)
    values = samples(found, channel)
    for kept in ("today", "receiving", "lead", "until", "clock", "again", "answer", "status"):
        if kept in values and kept in real:
            values[kept] = real[kept]
    values["data"] |= {
        field: real["data"][field] for field in data_of(voice.kind) if field in values["data"] and field in real["data"]
    }
    return values
