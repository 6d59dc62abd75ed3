"""What an address alone says of a source that somebody names."""

import datetime
import re
from collections.abc import Mapping, Sequence

from butfor.scaffold.wire import TODO
from butfor.text.days import MONTH, MONTHS

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAYS = (
    re.compile(rf"(?<!\d){_YEAR}([/-])(?P<month>\d\d)\2(?P<day>\d\d)(?!\d)"),
    re.compile(rf"(?<=/){_YEAR}/(?:(?P<month>\d\d?)|{MONTH.format('name')})/(?P<day>\d\d?)(?=/)", re.IGNORECASE),
    re.compile(rf"(?<=/){_YEAR}(?P<month>\d\d)(?P<day>\d\d)(?=-[^\W\d])"),
)
"""Shapes that are dates: `2024-02-14`; `/2024/2/14/` and `/2024/feb/14/`; `/20240214-words`. Eight figures elsewhere
may be the number of an article."""
_FEWEST = 2  # in a new wire: most need as many


def day_in(url: str) -> datetime.date | None:
    """Return the day that an address shows, such as ``/2024/feb/14/``; None where it shows none, or several."""
    matches = (match for shape in _DAYS for match in shape.finditer(url.partition("?")[0]))
    days = set(filter(None, map(_day, matches)))
    return days.pop() if len(days) == 1 else None


def _day(match: re.Match[str]) -> datetime.date | None:
    """Return the day of the calendar that a match is; None where it is none."""
    parts = match.groupdict()
    month = int(parts["month"]) if parts["month"] else MONTHS.index(parts["name"][:3].casefold()) + 1
    try:
        return datetime.date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None


def numbered(sources: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the sources of a new wire with their ids, as many as most need; the first one has to say its day."""
    padded = [*sources, *[{}] * (_FEWEST - len(sources))]
    first, *others = ({"id": f"S{number}", **source} for number, source in enumerate(padded, start=1))
    return [{"published": TODO, **first}, *others]
