"""The robustness ladders as one SVG picture: sensitivity and F1 above, false CTCs below, one panel per fault."""

from xml.sax.saxutils import escape

WIDTH, HEIGHT = 300, 250
LEFT, RIGHT = 52, 290
TOP, MIDDLE, LOW_TOP, BOTTOM = 30, 140, 158, 206
LEAST_SHARE = 0.5
COLUMNS = 4
BLOCK_BAR = 0.95


def line(x1, y1, x2, y2, style):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{style}"/>'


def text(x, y, content, style="", anchor="middle"):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{style}" text-anchor="{anchor}">{escape(str(content))}</text>'


def share_y(share):
    return MIDDLE - (max(share, LEAST_SHARE) - LEAST_SHARE) / (1 - LEAST_SHARE) * (MIDDLE - TOP)


def false_axis(steps):
    """Top of the lower axis, in false CTCs per million."""
    most = max((step["false_per_million"] for step in steps if step["false_per_million"] is not None), default=0)
    top = 20
    while top < most:
        top *= 5 if str(top)[0] == "2" else 2
    return top


def frame(title, steps, top):
    yield text(LEFT, 18, title, "title", "start")
    for share in (0.5, 0.75, 1.0):
        yield line(LEFT, share_y(share), RIGHT, share_y(share), "grid")
        yield text(LEFT - 5, share_y(share) + 3.5, f"{100 * share:.0f} %", "tick", "end")
    yield line(LEFT, share_y(BLOCK_BAR), RIGHT, share_y(BLOCK_BAR), "bar")
    for value in (0, top):
        y = BOTTOM - value / top * (BOTTOM - LOW_TOP)
        yield line(LEFT, y, RIGHT, y, "grid")
        yield text(LEFT - 5, y + 3.5, f"{value:,}", "tick", "end")
    for i, step in enumerate(steps):
        yield text(step_x(i, steps), BOTTOM + 14, step["label"], "tick")


def step_x(i, steps):
    return LEFT + (i + 0.5) / len(steps) * (RIGHT - LEFT)


def mark(x, step, top):
    """A disc with its interval where every scan was evaluable, a cross for scans that were blocked."""
    if step["blocked"]:
        y = MIDDLE - 8
        yield f'<path d="M{x - 5:.1f} {y - 5:.1f}l10 10m0 -10l-10 10" class="cross"><title>NOT EVALUABLE</title></path>'
    if step["sensitivity"] is None:
        return
    low, high = step["interval"]
    yield line(x, share_y(low), x, share_y(high), "whisker")
    yield (f'<circle cx="{x:.1f}" cy="{share_y(step["sensitivity"]):.1f}" r="4" class="disc">'
           f'<title>{100 * step["sensitivity"]:.1f} %</title></circle>')
    if step.get("f1") is not None:
        y = share_y(step["f1"])
        yield (f'<path d="M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z" class="diamond"><title>F1 {step["f1"]:.3f}</title></path>')
    height = step["false_per_million"] / top * (BOTTOM - LOW_TOP)
    yield f'<rect x="{x - 6:.1f}" y="{BOTTOM - height:.1f}" width="12" height="{height:.1f}" class="false"/>'


def panel(index, title, steps):
    x, y = index % COLUMNS * WIDTH, index // COLUMNS * HEIGHT
    top = false_axis(steps)
    yield f'<g transform="translate({x} {y})">'
    yield from frame(title, steps, top)
    for i, step in enumerate(steps):
        yield from mark(step_x(i, steps), step, top)
    yield "</g>"


STYLE = """
text { font: 11px system-ui, "DejaVu Sans", Arial, sans-serif; fill: #1a1a1a; }
.title { font-weight: 600; font-size: 13px; } .tick { fill: #4d4d4d; font-size: 10px; }
.grid { stroke: #dfe3e6; } .bar { stroke: #1a1a1a; stroke-dasharray: 6 4; } .whisker { stroke: #1a1a1a; stroke-width: 1.5; }
.diamond { fill: none; stroke: #007a5a; stroke-width: 1.8; }
.disc { fill: #0072b2; stroke: #004a75; } .false { fill: #d55e00; } .cross { stroke: #1a1a1a; stroke-width: 2; fill: none; }
"""


def robustness_svg(ladders):
    """@param ladders {title: [step, ...]}; a step has label, sensitivity, interval, f1,
    false_per_million, blocked."""
    rows = -(-len(ladders) // COLUMNS)
    width, height = COLUMNS * WIDTH, rows * HEIGHT + 30
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
             "<title>Robustness ladders, simulation only</title>", f"<style>{STYLE}</style>",
             f'<rect width="{width}" height="{height}" fill="#fff"/>']
    for index, (title, steps) in enumerate(ladders.items()):
        parts += panel(index, title, steps)
    parts.append(text(10, height - 12, "Simulation only. Discs: sensitivity for CTCs from 3 leukocyte SD with 95 % limits; open "
                      "diamonds: F1 of all cells; dashed: 95 %; crosses: scans that quality control made NOT EVALUABLE; bars: "
                      "false CTCs per million cells.",
                      "tick", "start"))
    return "\n".join([*parts, "</svg>"]) + "\n"
