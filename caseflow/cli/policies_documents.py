"""`caseflow policies parse | import | compare`: from the text of a document to reviewed facts and back again."""

import json
import sys
from pathlib import Path
from typing import BinaryIO

import click

from caseflow.core.errors import BadInput
from caseflow.core.policy import (
    Document,
    Lexicon,
    ParsedFile,
    decode,
    differences,
    document_from,
    load_documents,
    load_lexicon,
    match,
    parse_document,
    to_toml,
    with_summaries,
)
from caseflow.settings import policies_dir

MOST_BYTES = 20 * 1024 * 1024


@click.command()
@click.argument("source", metavar="FILE", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 值。")
def parse(source: BinaryIO, as_json: bool) -> None:
    """解析一份政策文件的纯文本。FILE 可为 -(标准输入)。"""
    parsed = _parsed(source.read(MOST_BYTES + 1))
    if as_json:
        click.echo(json.dumps(parsed.as_json(), ensure_ascii=False, indent=1))
    else:
        _tell(parsed)


@click.command(name="import")
@click.argument("source", metavar="FILE", type=click.File("rb"))
@click.option("--key", required=True, help="文件代号，如 gan-2020-351；条款代号由它和序号组成。")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="存放目录，默认为 policies/documents。")
def import_document(source: BinaryIO, key: str, out: Path | None) -> None:
    """从文件文本生成 policies/documents/代号.toml,已有的摘要保留,新的摘要留空待审核人填写。"""
    document = document_from(_parsed(source.read(MOST_BYTES + 1)), key)
    folder = out or policies_dir() / "documents"
    target = folder / f"{key}.toml"
    if target.exists():
        document = with_summaries(document, load_documents({key: target.read_text(encoding="utf-8")})[0])
    folder.mkdir(parents=True, exist_ok=True)
    target.write_text(to_toml(document), encoding="utf-8")
    blank = sum(not clause.summary for clause in document.clauses)
    click.echo(f"已写入 {target.name}:{len(document.clauses)} 条，其中 {blank} 条的摘要待填写。", err=True)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
def compare(folder: Path) -> None:
    """把 DIR 中的文件文本(*.txt)重新解析,与 policies/documents 逐条比对;有差异时退出码为 1。"""
    texts = sorted(folder.glob("*.txt"))
    if not texts:
        raise BadInput(f"{folder.name} 中没有 .txt 文件")
    found = sum(_compare(path, _documents(), _lexicon()) for path in texts)
    if found:
        click.echo(f"共 {found} 处差异。", err=True)
        sys.exit(1)


def _compare(path: Path, documents: tuple[Document, ...], lexicon: Lexicon) -> int:
    parsed = parse_document(decode(path.read_bytes()), lexicon)
    document = match(parsed, documents)
    if document is None:
        click.echo(f"{path.name}:policies/documents 中没有这份文件({parsed.document.number or parsed.document.title})")
        return 1
    found = differences(document, parsed)
    units = sum(len(clause.units) for clause in document.clauses)
    click.echo(f"{path.name} = {document.key}:{len(document.clauses)} 条，{units} 个单位，{len(found)} 处差异")
    for sentence in found:
        click.echo(f"  {sentence}")
    return len(found)


def _parsed(data: bytes) -> ParsedFile:
    if len(data) > MOST_BYTES:
        raise BadInput(f"文件超过 {MOST_BYTES // 1024 // 1024} MB，不像一份政策文件")
    return parse_document(decode(data), _lexicon())


def _tell(parsed: ParsedFile) -> None:
    header = parsed.document
    click.echo(f"{header.title or '(没有读到标题)'} {header.number}")
    click.echo(f"{'、'.join(header.issuers)} {header.date or ''} {header.territory}")
    for clause in parsed.clauses:
        units = "、".join(f"{unit.cited}[{unit.role}]" for unit in clause.units)
        click.echo(f"{clause.number}{clause.title}:{units}{' 等' if clause.open_list else ''}")
    for problem in parsed.problems:
        click.echo(f"疑点({problem.where[0]}-{problem.where[1]}):{problem.text}", err=True)


def _lexicon() -> Lexicon:
    return load_lexicon((policies_dir() / "competences.toml").read_text(encoding="utf-8"))


def _documents() -> tuple[Document, ...]:
    folder = policies_dir() / "documents"
    return load_documents({path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))})


commands: list[click.Command] = [parse, import_document, compare]
