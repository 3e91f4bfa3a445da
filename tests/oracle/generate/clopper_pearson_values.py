#!/usr/bin/env python3
"""Exact binomial limits, computed without the program: each limit is found by bisection on the binomial tail,
summed term by term in 60-digit decimals.

Run with any Python 3:  python3 clopper_pearson_values.py > ../values/clopper_pearson.json
"""
import json
import math
from decimal import Decimal, getcontext

getcontext().prec = 60
CASES = [(0, 1), (1, 1), (0, 5), (1, 5), (5, 5), (1, 60), (0, 60), (60, 60), (57, 60), (81, 263), (213, 213),
         (212, 213), (990, 1000), (3, 100000)]
CONFIDENCES = [0.9, 0.95, 0.99]


def upper_tail(hits, trials, share):
    """P(X >= hits); the shorter side of the sum is taken."""
    share = Decimal(share)
    side = range(hits, trials + 1) if hits > trials // 2 else range(hits)
    total = sum(math.comb(trials, k) * share ** k * (1 - share) ** (trials - k) for k in side)
    return total if hits > trials // 2 else 1 - total


def share_with_tail(hits, trials, tail):
    """The share at which P(X >= hits) is `tail`: it grows with the share."""
    low, high = Decimal(0), Decimal(1)
    for _ in range(70):
        middle = (low + high) / 2
        low, high = (middle, high) if upper_tail(hits, trials, middle) < tail else (low, middle)
    return low


def main():
    rows = []
    for confidence in CONFIDENCES:
        tail = (1 - Decimal(str(confidence))) / 2
        for hits, trials in CASES:
            low = 0.0 if hits == 0 else float(share_with_tail(hits, trials, tail))
            high = 1.0 if hits == trials else float(share_with_tail(hits + 1, trials, 1 - tail))
            rows.append([confidence, hits, trials, low, high])
    print('{"tool": "binomial tails in 60-digit decimals, bisection",')
    print(' "columns": ["confidence", "hits", "trials", "low", "high"],')
    print(' "rows": [')
    print(",\n".join("  " + json.dumps(row) for row in rows))
    print("]}")


if __name__ == "__main__":
    main()
