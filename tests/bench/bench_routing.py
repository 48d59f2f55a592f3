"""How long one decision takes: `python -m tests.bench.bench_routing`."""

import sys
from statistics import median
from time import perf_counter

from tests.policies.rulebook import book, cases

ROUNDS = 200
LIMIT_MS = 1.0


def measure() -> list[float]:
    """Milliseconds per decision, reading of the facts included, over all worked cases."""
    rules, given = book(), cases()
    times = []
    for _ in range(ROUNDS):
        for case in given:
            start = perf_counter()
            rules.decide(rules.read(case))
            times.append((perf_counter() - start) * 1000)
    return sorted(times)


def main() -> int:
    """Print the figures; 1 when the median is over the limit."""
    times = measure()
    high = times[int(len(times) * 0.99)]
    sys.stdout.write(f"{len(times)} decisions: median {median(times):.3f} ms, 99 % under {high:.3f} ms\n")
    return int(median(times) > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
