"""A record as it was read, whatever it was read from."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from butfor.text.days import MONTH, MONTHS
from butfor.text.display import visible
from butfor.text.normalize import collapse_whitespace
from butfor.yaml.reading import CONTROL

MOST_RECORDS = 200_000
"""How many records are read of one source."""
_MOST_SIGNS = 1_000  # of a text on one line
_YEAR, _NUMBER = r"(?P<year>(?:19|20)[0-9]{2})", r"(?P<day>[0-9]{1,2})"
_NAME = MONTH.format("name")
_ZONE = r"(?: ?(?:z|utc|gmt|[+-][0-9]{2}:?[0-9]{2}))?"
_TIME = rf"(?:(?:T|,? )[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:[.,][0-9]+)?)?(?: ?[ap]m)?{_ZONE})?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
_DATES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"{_YEAR}(?:-(?P<month>[0-9]{{2}}))?",
        rf"{_YEAR}(?P<mark>[-/.])(?P<month>[0-9]{{1,2}})(?P=mark){_NUMBER}{_TIME}",
        rf"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})(?:T[0-9]{{4,6}}Z?)?",
        rf"(?:{_WEEKDAY}{_NUMBER}(?:st|nd|rd|th)?(?: of)? )?{_NAME},? {_YEAR}{_TIME}",
        rf"{_WEEKDAY}{_NAME} {_NUMBER}(?:st|nd|rd|th)?,? {_YEAR}{_TIME}",
    )
)
"""The shapes of a date in which nobody can take a month for a day: the year first, or the month in letters."""
_HOW = "which can't be read; it is written as 2024-02-14, or with the month in letters"
UNREAD_DATE = f"the date of what happened, {_HOW}"
UNREAD_SOURCE = f"the date of a source, {_HOW}"
Lost = dict[str, str]
"""What a reader leaves out of a record: why, in words that are the same for all such records, and one specimen."""


class ConvertError(Exception):
    """What was named can't be read as what it is said to be; ``args`` say why."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A page that a record names as its source."""

    url: str | None
    """None where the record says that there is one, and not where."""
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    kind: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """An incident as another archive, a page or a form tells it. None: it says nothing of that."""

    place: str
    """Where it stands, for people: a file, and a row or line in it."""
    id: str | None = None
    """A ULID that it has already."""
    key: str | None = None
    """What names it where it comes from; without it an id elsewhere does, its first source, or its title."""
    address: str | None = None
    """Where the record itself can be read."""
    texts: Mapping[str, str | None] = field(default_factory=dict)
    """Fields of a wire that are text on one line: title, kind, harm, severity, occurred, ..."""
    lists: Mapping[str, list[str]] = field(default_factory=dict)
    """Fields of a wire that are lists of words: codes, providers, systems."""
    external_ids: Mapping[str, str | int] = field(default_factory=dict)
    sources: tuple[Reference, ...] = ()
    body: str | None = None
    """Prose."""
    without: str | None = None
    """What the record says of the test; prose."""
    bulk_text: str | None = None
    """The rationale that many entries share; prose."""
    told_on: str | None = None
    """The day on which somebody told of it, which an id carries where the record names no day."""
    fault: str | None = None
    """Why no wire can be made of it, in words that are the same for all such records."""
    lost: Mapping[str, str] = field(default_factory=dict)
    """What was left out of it; see `Lost`."""


def line(value: Any, lost: Lost | None = None) -> str | None:
    """Return a value as text on one line; None where it is no text or number, or says nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(collapse_whitespace(CONTROL.sub(" ", str(value)[: _MOST_SIGNS + 1])))
    return cut(text, _MOST_SIGNS, {} if lost is None else lost) or None


def cut(text: str, most: int, lost: Lost) -> str:
    """Return the beginning of a text that is longer than may be."""
    if len(text) > most:
        lost.setdefault(f"the end of a text on one line, behind {most} signs", text)
    return text[:most]


def dated(value: Any, what: str, lost: Lost) -> str | None:
    """Return the date that a value is, as `day` does; one that can't be read is lost, and ``what`` is its name."""
    found = day(value)
    if found is None and value not in (None, "", [], {}):
        lost.setdefault(what, line(value) or visible(str(value)[:80]))
    return found


def day(value: Any) -> str | None:
    """Return the day, month or year that a value is, ISO; None where it is none, or none of the calendar."""
    if isinstance(value, dict):
        value = value.get("$date")  # as MongoDB exports it
    text = line(value) or ""
    for match in filter(None, (shape.fullmatch(text) for shape in _DATES)):
        parts = match.groupdict()
        name = parts.get("name")
        month = MONTHS.index(name[:3].casefold()) + 1 if name else int(parts.get("month") or 0)
        number = int(parts.get("day") or 0)
        try:
            whole = datetime.date(int(parts["year"]), month or 1, number or 1).isoformat()
        except ValueError:
            return None
        return whole if number else whole[:7] if month else whole[:4]
    return None
