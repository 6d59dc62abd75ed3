"""What an address alone says of a source that somebody names."""

import datetime
import re
from collections.abc import Mapping, Sequence

from butfor.scaffold.wire import TODO

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([/-])(\d\d)\2(\d\d)(?!\d)")
_FEWEST = 2  # in a new wire: most need as many


def day_in(url: str) -> datetime.date | None:
    """Return the day that an address shows, such as ``/2024/02/14/``; None where it shows none, or several."""
    days = set()
    for match in _DAY.finditer(url.partition("?")[0]):
        try:
            days.add(datetime.date(int(match[1]), int(match[3]), int(match[4])))
        except ValueError:  # no day of the calendar, so no date
            continue
    return days.pop() if len(days) == 1 else None


def numbered(sources: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the sources of a new wire with their ids, as many as most need; the first one has to say its day."""
    padded = [*sources, *[{}] * (_FEWEST - len(sources))]
    first, *others = ({"id": f"S{number}", **source} for number, source in enumerate(padded, start=1))
    return [{"published": TODO, **first}, *others]
