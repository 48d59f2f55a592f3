"""How long parsing takes: `python tests/bench/bench_policy.py` prints milliseconds for an invented long document."""

import sys
import time

from caseflow.core.policy import load_lexicon, parse_document
from caseflow.settings import policies_dir

ROUNDS = 5
NUMERALS = "一二三四五六七八九十"


def long_document(parts: int, clauses: int, words: int) -> str:
    """A document of `parts` parts with `clauses` clauses each and about `words` signs per clause."""
    note = "（省财政厅、省工信厅、省发展改革委、省市场监管局等按职责分工负责；各市州政府、兰州新区管委会组织实施）"
    body = "健全制度，推动政策落地见效。" * (words // 14)
    lines = ["甘肃省关于支持中小企业发展的实施意见", "甘某发〔2024〕1号", "为支持中小企业发展，提出以下意见。"]
    for part in range(parts):
        lines.append(f"{NUMERALS[part]}、健全服务体系")
        lines += [f"（{NUMERALS[clause]}）健全投诉处理机制\n{body}{note}" for clause in range(clauses)]
    return "\n".join([*lines, "2024年1月5日"])


def main() -> None:
    """Best of five, for lengths around and well above the longest real document (20,000 signs)."""
    lexicon = load_lexicon((policies_dir() / "competences.toml").read_text(encoding="utf-8"))
    for words in (200, 800, 3200):
        text = long_document(10, 10, words)
        times = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            parsed = parse_document(text, lexicon)
            times.append((time.perf_counter() - begun) * 1000)
        sys.stdout.write(f"{len(text):>8} signs {len(parsed.clauses):>4} clauses {min(times):>8.1f} ms\n")


if __name__ == "__main__":
    main()
