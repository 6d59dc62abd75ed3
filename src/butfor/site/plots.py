"""Plots for the statistics: bars as SVG, made when the site is built, coloured by the style sheet."""

from collections.abc import Sequence
from html import escape

from butfor.queries.stats import Row
from butfor.text.display import clip
from butfor.view.wording import line

MOST = 40  # bars; the rest is said in a line
_ROW, _WIDTH, _RIGHT = 24, 640, 60
_NAME, _LETTER = 26, 7.5  # characters of a name at most, and about the width of one


def plot(name: str, heading: str, rows: Sequence[Row]) -> str:
    """Return horizontal bars with their numbers. The table beside it holds the same."""
    shown = rows[:MOST]
    if not shown:
        return ""
    most = max(row.wires for row in shown) or 1
    height = _ROW * len(shown) + 4
    names = [clip(line(str(row.value)), _NAME) for row in shown]
    left = round(max(map(len, names)) * _LETTER + 12)
    parts = [
        f'<svg class="plot" role="img" aria-labelledby="plot-{name}-title plot-{name}-words" '
        f'viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}">',
        f'<title id="plot-{name}-title">{escape(heading)}</title>',
        f'<desc id="plot-{name}-words">Bars: number of wires for each value, as in the table.</desc>',
    ]
    for at, (row, label) in enumerate(zip(shown, names, strict=True)):
        top = at * _ROW + 2
        length = round((_WIDTH - left - _RIGHT) * row.wires / most, 1)
        parts += [
            f'<text class="name" x="{left - 8}" y="{top + 15}" text-anchor="end">{escape(label)}</text>',
            f'<rect class="bar" x="{left}" y="{top + 3}" width="{length}" height="{_ROW - 8}" rx="2"/>',
            f'<text class="number" x="{left + length + 6}" y="{top + 15}">{row.wires}</text>',
        ]
    return "\n".join([*parts, "</svg>"])
