"""How long one decision takes, and how that grows with the rules: `python -m tests.bench.bench_routing`."""

import sys
from statistics import median
from time import process_time

from caseflow.core.routing import RuleBook
from tests.policies.rulebook import book, cases, changed, files

ROUNDS = 100
LIMIT_MS = 1.0
GROWTH = (1, 2, 5, 10)


def grown(times: int) -> RuleBook:
    """The shipped edition with `times` as many rules: copies that fail at their last condition stand before the rest."""
    text = files()["routing.toml"]
    head, *rules = text.split("[[rule]]\n")
    copies = [
        rule.replace('id = "', f'id = "{copy}-', 1).replace(" }\n", ', size = ["没有"] }\n', 1)
        for copy in range(1, times)
        for rule in rules
    ]
    return changed("routing.toml", "[[rule]]\n".join([head, *copies, *rules])) if copies else book()


def measure(rules: RuleBook) -> list[float]:
    """Milliseconds of processor time per decision, reading of the facts included, over all worked cases."""
    given = cases()
    times = []
    for _ in range(ROUNDS):
        for case in given:
            start = process_time()
            rules.decide(rules.read(case))
            times.append((process_time() - start) * 1000)
    return sorted(times)


def main() -> int:
    """Print the figures; 1 when the median with the shipped rules is over the limit."""
    first = 0.0
    for times in GROWTH:
        rules = grown(times)
        found = measure(rules)
        middle, high = median(found), found[int(len(found) * 0.99)]
        first = first or middle
        sys.stdout.write(
            f"{times:>3}x {len(rules.rules.rules):>4} rules {len(found)} decisions: median {middle:.3f} ms,"
            f" 99 % under {high:.3f} ms, {1000 / middle:,.0f} a second, {middle / first:.1f} times the first\n"
        )
    return int(first > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
