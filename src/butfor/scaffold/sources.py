"""What an address alone says of a source that somebody names."""

import datetime
import re
from dataclasses import dataclass

from butfor.yaml.emit import quoted

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([/-])(\d\d)\2(\d\d)(?!\d)")
_FEWEST = 2  # in a new wire: most need as many


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source of a new wire; what is empty is left for a person."""

    url: str = ""
    publisher: str = ""
    kind: str = ""
    published: str = ""


def day_in(url: str) -> datetime.date | None:
    """Return the day that an address shows, such as ``/2024/02/14/``; None where it shows none, or several."""
    days = set()
    for match in _DAY.finditer(url.partition("?")[0]):
        try:
            days.add(datetime.date(int(match[1]), int(match[3]), int(match[4])))
        except ValueError:  # no day of the calendar, so no date
            continue
    return days.pop() if len(days) == 1 else None


def source_lines(sources: list[NewSource]) -> str:
    """Return the sources of a new wire as YAML, a TODO for each gap; the first one has to say when it was published."""
    padded = sources + [NewSource()] * (_FEWEST - len(sources))
    return "".join(_lines(number, source) for number, source in enumerate(padded, start=1))


def _lines(number: int, source: NewSource) -> str:
    lines = [
        f"  - id: S{number}",
        f"    url: {quoted(source.url or 'TODO')}",
        f"    publisher: {quoted(source.publisher or 'TODO')}",
        f"    kind: {source.kind or 'TODO'}",
        '    title: "TODO"',
    ]
    if source.published or number == 1:
        lines.append(f"    published: {quoted(source.published or 'TODO')}")
    return "".join(f"{line}\n" for line in lines)
