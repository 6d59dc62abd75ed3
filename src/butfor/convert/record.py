"""A record as it was read, whatever it was read from."""

import datetime
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from butfor.text.days import MONTH, MONTHS
from butfor.text.normalize import collapse_whitespace
from butfor.yaml.reading import CONTROL

_NOTHING: tuple[Any, ...] = (None, "", [], {})
MOST_RECORDS = 200_000
"""How many records are read of one source."""
MOST_OF_A_RECORD = 1024 * 1024
"""How many bytes a line may have, or a file that is one record."""
NO_UTF8 = "it is not UTF-8; save it as UTF-8 (in Excel as `CSV UTF-8`)"
MOST_OF_A_NAME = 200
"""How many signs a word may have, or the name of a publisher."""
_MOST_SIGNS = 1_000  # of a text on one line
_MOST_WORDS = 20
_MOST_SOURCES = 100
_TWICE = "a second entry of one URL among its sources"
_YEAR, _NUMBER = r"(?P<year>(?:19|20)[0-9]{2})", r"(?P<day>[0-9]{1,2})"
_NAME = MONTH.format("name")
_ZONE = r"(?: ?(?:z|utc|gmt|[+-][0-9]{2}:?[0-9]{2}))?"
_HOUR, _MINUTE, _SECOND = "(?:[01]?[0-9]|2[0-3])", "[0-5][0-9]", "(?:[0-5][0-9]|60)"
_TIME = rf"(?:(?:T|,? ){_HOUR}:{_MINUTE}(?::{_SECOND}(?:[.,][0-9]+)?)?(?: ?[ap]m)?{_ZONE})?"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = r"(?:(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
_DATES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"{_YEAR}(?:-(?P<month>[0-9]{{2}}))?",
        rf"{_YEAR}(?P<mark>[-/.])(?P<month>[0-9]{{1,2}})(?P=mark){_NUMBER}{_TIME}",
        rf"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})(?:T{_HOUR}{_MINUTE}{_SECOND}?Z?)?",
        rf"(?:{_WEEKDAY}{_NUMBER}(?:st|nd|rd|th)?(?: of)? )?{_NAME},? {_YEAR}{_TIME}",
        rf"{_WEEKDAY}{_NAME} {_NUMBER}(?:st|nd|rd|th)?,? {_YEAR}{_TIME}",
    )
)
"""The shapes of a date in which nobody can take a month for a day: the year first, or the month in letters."""
Order = Literal["day-first", "month-first"]
"""Of the numbers of a date whose year stands last."""
_MONTH = "(?P<month>[0-9]{1,2})"
_NUMBERS: dict[Order, re.Pattern[str]] = {
    "day-first": re.compile(rf"{_NUMBER}(?P<mark>[-/.]){_MONTH}(?P=mark){_YEAR}{_TIME}", re.IGNORECASE),
    "month-first": re.compile(rf"{_MONTH}(?P<mark>[-/.]){_NUMBER}(?P=mark){_YEAR}{_TIME}", re.IGNORECASE),
}
_HOW = (
    "which can't be read; write it as 2024-02-14, or with the month in letters, or give the order of its numbers "
    "under `dates` in a mapping file"
)
UNREAD_DATE = f"the date of what happened, {_HOW}"
UNREAD_SOURCE = f"the date of a source, {_HOW}"
Lost = dict[str, str]
"""What a reader leaves out of a record: why, in words that are the same for all such records, and one specimen."""


class ConvertError(Exception):
    """What was named can't be read as what it is said to be; ``args`` say why."""


class Row(NamedTuple):
    """A record as a file holds it."""

    place: str
    fields: dict[str, Any] | None
    """None where there is no record."""
    fault: str = ""
    """Why there is none."""
    lost: Lost = {}  # noqa: RUF012 - nobody writes into it
    """What the reading of the file left out."""


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
    """An incident as another archive, a page or a form reports it. None: it says nothing of that."""

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
    reported_on: str | None = None
    """The day on which somebody reported it, which an id carries where the record names no day."""
    unnamed: tuple[str, ...] = ()
    """The names of fields of which nothing is taken, and that hold something."""
    fault: str | None = None
    """Why no wire can be made of it, in words that are the same for all such records."""
    lost: Mapping[str, str] = field(default_factory=dict)
    """What was left out of it; see `Lost`."""


def line(value: Any, lost: Lost | None = None, what: str = "a value") -> str | None:
    """Return a value as text on one line; None where it is no text or number, or says nothing.

    ``what``: the name of the value, for what is lost of it.
    """
    lost = {} if lost is None else lost
    if isinstance(value, bool) or not isinstance(value, str | int):
        if says_something(value):
            kind = "a list" if isinstance(value, list) else "a mapping" if isinstance(value, dict) else "true or false"
            lost.setdefault(f"{what}: {kind} instead of one text", json.dumps(value, ensure_ascii=False))
        return None
    text = str(collapse_whitespace(without_control(str(value)[: _MOST_SIGNS + 1], lost)))
    return cut(text, _MOST_SIGNS, lost) or None


def without_control(text: str, lost: Lost) -> str:
    """Return a text with a space where a control character stands."""
    if found := CONTROL.search(text):
        lost.setdefault("control characters in a text, which become spaces", f"U+{ord(found[0]):04X}")
        return CONTROL.sub(" ", text)
    return text


def cut(text: str, most: int, lost: Lost) -> str:
    """Return the beginning of a text that is longer than may be."""
    if len(text) > most:
        lost.setdefault(f"the end of a text on one line, after {most} characters", text)
    return text[:most]


def dated(value: Any, what: str, lost: Lost, order: Order | None = None) -> str | None:
    """Return the date that a value is, as `day` does; one that can't be read is lost, and ``what`` is its name."""
    found = day(value, order)
    if found is None and says_something(value):
        lost.setdefault(what, line(value) or json.dumps(value, ensure_ascii=False))
    return found


def says_something(value: Any) -> bool:
    """Return whether a value holds anything."""
    return value not in _NOTHING


def day(value: Any, order: Order | None = None) -> str | None:
    """Return the day, month or year that a value is, ISO; None where it is none, or none of the calendar."""
    if isinstance(value, dict):  # as MongoDB exports it; a number there would be milliseconds
        value = text if isinstance(text := value.get("$date"), str) else None
    written = line(value) or ""
    for shape in (*_DATES, _NUMBERS[order]) if order else _DATES:
        if match := shape.fullmatch(written):
            return _of_calendar(match.groupdict())
    return None


def _of_calendar(parts: Mapping[str, str | None]) -> str | None:
    month, number, weekday = (parts.get(part) for part in ("month", "day", "weekday"))
    if name := parts.get("name"):
        month = str(MONTHS.index(name[:3].casefold()) + 1)
    try:
        found = datetime.date(int(parts["year"] or 0), int(month or 1), int(number or 1))
    except ValueError:
        return None
    if weekday and weekday[:3].casefold() != _WEEKDAYS[found.weekday()]:
        return None
    return found.isoformat()[: 10 if number else 7 if month else 4]


def words_of(
    value: Any,
    what: str,
    lost: Lost,
    reworded: Mapping[str, str] | None = None,
    is_name: Callable[[str], object] | None = None,
) -> list[str]:
    """Return the words of a list, or of a text with commas or semicolons between them, each once.

    ``what``: the name of the list, for what is lost of it. ``reworded``: what is said for a word. ``is_name`` returns
    whether a whole text is one name, whatever stands in it.
    """
    reworded = reworded or {}
    is_whole = isinstance(value, str) and (value in reworded.values() or (is_name and is_name(value)))
    items = value.replace(";", ",").split(",") if isinstance(value, str) and not is_whole else value
    found = (line(item, lost, what) for item in (items if isinstance(items, list) else [items]))
    found = (reworded.get(word, word) for word in found if word)
    words = list(dict.fromkeys(cut(word, MOST_OF_A_NAME, lost) for word in found if word))
    if len(words) > _MOST_WORDS:
        lost.setdefault(f"{what} beyond the first {_MOST_WORDS}", words[_MOST_WORDS])
    return words[:_MOST_WORDS]


def keep(page: Reference, found: dict[str, Reference], lost: Lost) -> None:
    """Add a source to those of a record, unless its address is there."""
    url = page.url or ""
    if found.setdefault(url, page) is not page:
        lost.setdefault(_TWICE, url)


def most_sources(found: Mapping[str, Reference], lost: Lost) -> tuple[Reference, ...]:
    """Return as many sources as a wire may have."""
    pages = tuple(found.values())
    if len(pages) > _MOST_SOURCES:
        lost.setdefault(f"sources beyond the first {_MOST_SOURCES}", pages[_MOST_SOURCES].url or "")
    return pages[:_MOST_SOURCES]
