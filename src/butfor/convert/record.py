"""A record as it was read, whatever it was read from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from butfor.model.types import PARTIAL_DATE, bounds
from butfor.text.normalize import collapse_whitespace
from butfor.yaml.reading import CONTROL

MOST_RECORDS = 200_000
"""How many records are read of one source."""
_MOST_SIGNS = 1_000  # of a text on one line
_DAY = re.compile(r"((?:19|20)[0-9]{2}(?:-[0-9]{2}(?:-[0-9]{2})?)?)(?:T[0-9:.]*(?:Z|[+-][0-9:]+)?)?")


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
    bulk_day: str | None = None
    """The day on which they were classified."""
    fault: str | None = None
    """Why no wire can be made of it, in words that are the same for all such records."""
    notes: tuple[str, ...] = ()
    """What was left out of it, in words that are the same for every record of which it is true."""


def line(value: Any) -> str | None:
    """Return a value as text on one line; None where it is no text or number, or says nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(collapse_whitespace(CONTROL.sub(" ", str(value)[: _MOST_SIGNS + 1])))
    return text[:_MOST_SIGNS] or None


def day(value: Any) -> str | None:
    """Return the day, month or year that a value is, ISO; None where it is none, or none of the calendar."""
    if isinstance(value, dict):
        value = value.get("$date")  # as MongoDB exports it
    match = _DAY.fullmatch(line(value) or "")
    return match[1] if match and re.fullmatch(PARTIAL_DATE, match[1]) and bounds(match[1]) else None
