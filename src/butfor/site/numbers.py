"""The archive in numbers: tables whose rows are bars, with where each leads. No wire is missing from any of them."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from butfor.changes.words import TITLES
from butfor.queries.export import csv_record
from butfor.queries.stats import HEADINGS, Row, Stats
from butfor.site.card import whole_name
from butfor.site.groupings import GROUPINGS
from butfor.text.days import MONTH_NAMES
from butfor.view.wording import KINDS, NOT_NAMED, line

MOST = 40  # rows of a table; the rest is one row more
_YEARS = 60  # at most so many are shown with the empty ones between them
BASES = {"editor": "Assessed by an editor", "proposed": "Proposed", "bulk": "Classified in bulk"}
"""What readers see of who has judged a wire."""
_WORDS = {"kind": KINDS, "rationale": BASES, "corrections": TITLES, "provider": {"unknown": NOT_NAMED}}
_FILTERS = {"rationale": "basis", "legacy": "mark", "independent_sources": "sources"}
"""The filter of the archive that finds what a row counts, by the name of the table."""
_PUBLISHED = {"status": "published"}  # no number holds a retracted wire but that by status
TABLES = ("status", *HEADINGS, "corrections")
TIMES = ("occurred", "published")
"""The tables along the time."""
ListPage = Callable[[str, str], str | None]


@dataclass(frozen=True, slots=True)
class Bar:
    """A row."""

    words: str
    id: str
    wires: int
    percent: float
    """Of the longest bar."""
    page: str | None
    """Where its wires are listed."""
    months: tuple[tuple[str, int, float, str], ...] = ()
    """Of a year: name, wires, percent of the highest month, and page."""


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers under one heading."""

    name: str
    heading: str
    note: str
    bars: tuple[Bar, ...]
    is_time: bool


def numbers(stats: Stats) -> Mapping[str, Sequence[Row]]:
    """Return the rows of each table, in the order of `TABLES`."""
    return dict(zip(TABLES, (stats.status, *stats.by.values(), stats.corrections), strict=True))


def tables(stats: Stats, list_page: ListPage) -> list[Table]:
    """Return every table as the page shows it."""
    headings = {"status": "status", **HEADINGS, "corrections": "entries of corrections (a wire may have several)"}
    corrected = f"{stats.corrected} wire{' has' if stats.corrected == 1 else 's have'} at least one entry."
    shown = []
    for name, rows in numbers(stats).items():
        bars = _years(name, rows) if name in TIMES else _bars(name, rows, list_page)
        note = corrected if name == "corrections" else ""
        if name in TIMES and (vague := sum(row.wires for row in rows if not _month(row))):
            note = f"Of {vague} only the year is known, so no month shows them."
        shown.append(Table(name, headings[name][0].upper() + headings[name][1:], note, tuple(bars), name in TIMES))
    return shown


def _bars(name: str, rows: Sequence[Row], list_page: ListPage) -> list[Bar]:
    most = max((row.wires for row in rows), default=0) or 1
    bars = []
    for row in rows[:MOST]:
        value = str(row.value)
        words = _words(name, row)
        if name == "severity" and words != value:
            words = f"{value} \u00b7 {words}"
        mark = value if name == "code" and words != value else ""
        bars.append(Bar(line(words), line(mark), row.wires, _percent(row.wires, most), _page(name, value, list_page)))
    if rest := rows[MOST:]:
        wires = sum(row.wires for row in rest)
        bars.append(Bar(f"{len(rest)} others", "", wires, _percent(wires, most), f"{name}/"))
    return bars


def _page(name: str, value: str, list_page: ListPage) -> str | None:
    if name in GROUPINGS:
        return list_page(name, whole_name(value))
    if name == "corrections":
        return "ledger/"
    query = {_FILTERS[name]: value, **_PUBLISHED} if name != "status" else {"status": value}
    return None if value == "draft" else f"archive/?{urlencode(query)}"


def _time_page(name: str, time: str) -> str:
    return f"archive/?{urlencode({name: time, **_PUBLISHED})}"


def _month(row: Row) -> int:
    """Return the month of a row, 0 where only the year is known, or where no calendar has it."""
    month = str(row.value)[5:7]
    return int(month) if re.fullmatch("0[1-9]|1[0-2]", month) else 0


def _years(name: str, rows: Sequence[Row]) -> list[Bar]:
    """Return a bar for each year, the newest first, those without wires too, each with its months."""
    years: dict[int, Counter[int]] = {}
    for row in rows:
        years.setdefault(int(str(row.value)[:4]), Counter())[_month(row)] += row.wires
    if not years:
        return []
    if max(years) - min(years) < _YEARS:
        years |= {year: Counter() for year in range(min(years), max(years)) if year not in years}
    longest = max(counts.total() for counts in years.values()) or 1
    highest = max((counts[month] for counts in years.values() for month in range(1, 13)), default=0) or 1
    bars = []
    for year, counts in sorted(years.items(), reverse=True):
        months = tuple(
            (f"{word[:3]} {year:04}", counts[at], _percent(counts[at], highest), _time_page(name, f"{year:04}-{at:02}"))
            for at, word in enumerate(MONTH_NAMES, 1)
        )
        wires = counts.total()
        bars.append(Bar(f"{year:04}", "", wires, _percent(wires, longest), _time_page(name, f"{year:04}"), months))
    return bars


def _percent(number: int, most: int) -> float:
    return min(100.0, round(100 * number / most, 1))


def as_csv(name: str, rows: Sequence[Row]) -> bytes:
    """Return all rows of a table, in which nothing hides and no spreadsheet finds a formula."""
    head = ("value", "label", "entries" if name == "corrections" else "wires")
    cells = ((row.value, _words(name, row), row.wires) for row in rows)
    return "".join(map(csv_record, (head, *cells))).encode("utf-8", "backslashreplace")


def _words(name: str, row: Row) -> str:
    """Return what readers call the value of a row."""
    return row.label or _WORDS.get(name, {}).get(str(row.value), str(row.value))
