"""A parsed file in words, one line per fact, to be compared with the reviewed `.expected` beside each text."""

from caseflow.core.policy import Header, ParsedFile, Unit


def told(parsed: ParsedFile) -> str:
    """Header, cover, clauses, tasks and kinds of problems."""
    lines = [f"文件：{_header(parsed.document)}"]
    if parsed.cover:
        lines.append(f"通知：{_header(parsed.cover)}")
    if parsed.default_implementing:
        lines.append(f"统一实施：{'、'.join(parsed.default_implementing)}")
    for clause in parsed.clauses:
        more = " 等" if clause.open_list else ""
        lines.append(
            f"{clause.part or '-'}｜{clause.number or '-'}｜{clause.title or '-'}｜{_units(clause.units)}{more}"
        )
        lines += [f"    {task.number}｜{task.title or '-'}｜{_units(task.units)}" for task in clause.tasks]
    lines += sorted(f"疑点 {problem.kind}：{problem.text}" for problem in parsed.problems)
    return "\n".join(lines) + "\n"


def _header(header: Header) -> str:
    date = header.date.isoformat() if header.date else "-"
    issuers = "、".join(header.issuers) or "-"
    return (
        f"{header.number or '-'}｜{header.title or '-'}｜{issuers}｜{date}｜{header.territory or '-'}｜{header.level}"
    )


def _units(units: tuple[Unit, ...]) -> str:
    return " ".join(
        f"{u.cited}={u.role}{u.order}/{u.competence or '?'}/{u.level or '?'}/{u.territory or '?'}" for u in units
    )
