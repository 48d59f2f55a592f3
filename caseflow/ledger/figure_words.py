"""The figures in the words of a circular and in the cells of a file."""

from collections.abc import Sequence

from caseflow.core.chinese import chinese_date
from caseflow.core.figures import FigureKind, Value
from caseflow.ledger.counting import Period
from caseflow.ledger.figures import Overview, compared
from caseflow.ledger.sheets import Cell, Sheet


def circular_paragraphs(found: Overview, period: Period) -> tuple[str, ...]:
    """What comes before the table of a circular; it names public bodies alone, no firm, no person and no case."""
    rules = found.rules
    figures = {value.figure.key: value for value in found.whole}
    said = "，".join(f"{figures[key].figure.name} {rules.said(figures[key])}" for key in rules.circular.figures)
    few = len([line for line in found.lines if line.key]) - len(compared(found))
    left_out = f"收件少于 {rules.circular.least} 次的 {few} 个单位不列入比较。" if few else ""
    return (
        f"现将{chinese_date(period.since)}至{chinese_date(period.until)}中小企业投诉办理情况通报如下。",
        f"一、总体情况。期内转办 {rules.said(figures['received'])} 次；{said}。",
        f"二、各承办单位情况见下表。{left_out}比率后的分数是件数之比，算法见表后说明。",
        f"三、对数据有异议的，请在收到本通报之日起 {rules.circular.objection_days} 个工作日内书面提出，由我办核实更正。",
    )


def sheets_of(found: Overview, period: Period) -> tuple[Sheet, Sheet]:
    """The table, a column for each number of each figure, and how the figures are counted."""
    head = ["名称"]
    for value in found.whole:
        head += _titles(value)
    rows: list[Sequence[Cell]] = [[line.name, *_cells(line.values)] for line in found.lines]
    rows.append(["合计", *_cells(found.whole)])
    words: list[Sequence[Cell]] = [["统计期间", f"{period.since} 至 {period.until}", ""]]
    words += [[value.figure.name, value.figure.formula, value.figure.basis] for value in found.whole]
    words += [[each.name, each.words, ""] for each in found.rules.sets.values()]
    return Sheet("考核数字", head, rows), Sheet("口径", ["名称", "算法", "依据"], words)


def _titles(value: Value) -> list[str]:
    match value.figure.kind:
        case FigureKind.COUNT:
            return [value.figure.name]
        case FigureKind.AMOUNT:
            return [f"{value.figure.name}（元）"]
        case FigureKind.AMOUNT_RATIO:
            return [f"{value.figure.name}（%）"]
        case _:
            return [f"{value.figure.name}（%）", f"{value.figure.name}：分子", f"{value.figure.name}：分母"]


def _cells(values: Sequence[Value]) -> list[Cell]:
    cells: list[Cell] = []
    for value in values:
        match value.figure.kind:
            case FigureKind.COUNT | FigureKind.AMOUNT:
                cells.append(value.numerator)
            case FigureKind.AMOUNT_RATIO:
                cells.append(value.percent)
            case _:
                cells += [value.percent, value.numerator, value.denominator]
    return cells
