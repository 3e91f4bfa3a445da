"""Markdown tables of the validation, and their place in docs/validation.md."""

import math

from validation_runs import ROOT, Failure

PAGE = ROOT / "docs" / "validation.md"


def f1(truth, found, matched):
    return 2 * matched / (truth + found) if truth + found else None


def ratio(part, whole):
    return part / whole if whole else None


def mean(values):
    values = [value for value in values if value is not None]
    return sum(values) / len(values) if values else None


def kappa(both, first_only, second_only, neither):
    """Cohen's kappa of two yes-no calls; None without any variation."""
    total = both + first_only + second_only + neither
    if not total:
        return None
    agreed = (both + neither) / total
    first, second = (both + first_only) / total, (both + second_only) / total
    chance = first * second + (1 - first) * (1 - second)
    return (agreed - chance) / (1 - chance) if chance < 1 else None


def poisson_upper(count, confidence=0.95):
    """One-sided upper limit of a Poisson mean: the rate at which `count` or fewer has 1 - confidence."""
    low, high = 0.0, count + 10 * math.sqrt(count + 1) + 10
    while high - low > 1e-9 * high:
        middle = (low + high) / 2
        term = total = math.exp(-middle)
        for k in range(1, count + 1):
            term *= middle / k
            total += term
        low, high = (middle, high) if total > 1 - confidence else (low, middle)
    return high


def shown(value, decimals=3):
    if value is None:
        return "–"
    return f"{value:.{decimals}f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else value


def table(head, rows, left=1):
    """A Markdown table; `left` columns are aligned left, the others right."""
    lines = ["| " + " | ".join(head) + " |",
             "|" + "|".join("---" if i < left else "---:" for i in range(len(head))) + "|"]
    lines += ["| " + " | ".join(shown(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def write_between_markers(name, text, path=PAGE):
    """Replaces what stands between <!-- name --> and <!-- /name --> in a page."""
    opening, closing = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    page = path.read_text(encoding="utf-8")
    if page.count(opening) != 1 or page.count(closing) != 1:
        raise Failure(f"{path}: the markers of {name} are not there once each")
    head, rest = page.split(opening)
    path.write_text(head + opening + "\n" + text + "\n" + closing + rest.split(closing)[1], encoding="utf-8")
