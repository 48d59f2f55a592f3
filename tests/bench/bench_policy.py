"""How long parsing takes, and how that grows with the text: `python -m tests.bench.bench_policy`."""

import sys
import time

from caseflow.core.policy import load_lexicon, parse_document
from caseflow.settings import policies_dir

ROUNDS = 5
LIMIT_MS = 500.0
NUMERALS = "一二三四五六七八九十"
PARTS, CLAUSES, SIGNS = 10, 10, 140
GROWTH = (1, 2, 4, 8)


def numeral(number: int) -> str:
    """A number up to 99 as documents write it: 十, 二十一."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else NUMERALS[tens - 1]) + "十" if tens else ""
    return head + (NUMERALS[ones - 1] if ones else "")


def long_document(parts: int, clauses: int, signs: int) -> str:
    """A document of `parts` parts with `clauses` clauses each and about `signs` signs per clause, units aside."""
    note = "（省财政厅、省工信厅、省发展改革委、省市场监管局等按职责分工负责；各市州政府、兰州新区管委会组织实施）"
    body = "健全制度，推动政策落地见效。" * (signs // 14)
    lines = ["甘肃省关于支持中小企业发展的实施意见", "甘某发〔2024〕1号", "为支持中小企业发展，提出以下意见。"]
    for part in range(1, parts + 1):
        lines.append(f"{numeral(part)}、健全服务体系")
        lines += [f"（{numeral(clause)}）健全投诉处理机制\n{body}{note}" for clause in range(1, clauses + 1)]
    return "\n".join([*lines, "2024年1月5日"])


def main() -> int:
    """Best of five in processor time, from the longest real document (20,000 signs) on; 1 when that is over the limit."""
    lexicon = load_lexicon((policies_dir() / "competences.toml").read_text(encoding="utf-8"))
    first = 0.0
    for times in GROWTH:
        text = long_document(PARTS, CLAUSES * times, SIGNS)
        found = []
        for _ in range(ROUNDS):
            begun = time.process_time()
            parsed = parse_document(text, lexicon)
            found.append((time.process_time() - begun) * 1000)
        best = min(found)
        first = first or best
        sys.stdout.write(
            f"{times:>3}x {len(text):>7} signs {len(parsed.clauses):>4} clauses {best:>8.1f} ms,"
            f" {best / first:.1f} times the first\n"
        )
    return int(first > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
