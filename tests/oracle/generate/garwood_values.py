#!/usr/bin/env python3
"""Exact Poisson limits, computed without the program: scipy's chi-squared quantiles, each checked by summing
the Poisson tail in 60-digit decimal arithmetic.

Run with Debian 12's python3-scipy (1.10.1):  python3 garwood_values.py > ../values/garwood.json
"""
import json
from decimal import Decimal, getcontext

import scipy
from scipy.stats import chi2

getcontext().prec = 60
COUNTS = list(range(51)) + [100, 1142, 100000]
CONFIDENCES = [0.9, 0.95, 0.99]


def poisson_cdf(k, mean):
    """P(X <= k), summed term by term."""
    mean = Decimal(mean)
    term = (-mean).exp()
    total = term
    for i in range(1, k + 1):
        term *= mean / i
        total += term
    return total


def check(k, low, high, tail):
    """Each limit puts `tail` into its own tail of the Poisson distribution."""
    if k > 2000:
        return
    assert abs(float(poisson_cdf(k, high)) - tail) < 1e-11, (k, high)
    if k > 0:
        assert abs(1.0 - float(poisson_cdf(k - 1, low)) - tail) < 1e-11, (k, low)


def main():
    rows = []
    for confidence in CONFIDENCES:
        tail = (1.0 - confidence) / 2.0
        for k in COUNTS:
            low = 0.0 if k == 0 else float(chi2.ppf(tail, 2 * k)) / 2.0
            high = float(chi2.isf(tail, 2 * k + 2)) / 2.0
            check(k, low, high, tail)
            rows.append([confidence, k, low, high])
    print('{"tool": "scipy %s chi2.ppf, chi2.isf; tails checked in 60-digit decimals",' % scipy.__version__)
    print(' "columns": ["confidence", "count", "low", "high"],')
    print(' "rows": [')
    print(",\n".join("  " + json.dumps(row) for row in rows))
    print("]}")


if __name__ == "__main__":
    main()
