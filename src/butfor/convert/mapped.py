"""Any records, by a file that says which of their fields is which of a wire's: docs/importing.md shows one."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from butfor.convert.prose import cited_pages, from_markdown, from_plain
from butfor.convert.reading import at, rows, whole, yaml_of
from butfor.convert.record import (
    MOST_OF_A_NAME,
    UNREAD_DATE,
    UNREAD_SOURCE,
    ConvertError,
    Lost,
    Order,
    Record,
    Reference,
    Row,
    cut,
    dated,
    keep,
    line,
    most_sources,
    says_something,
    words_of,
)
from butfor.engine.clock import read_clock
from butfor.findings import dotted
from butfor.model.types import Model
from butfor.model.validate import validate
from butfor.policy.policy import Policy
from butfor.text.display import listed
from butfor.text.pages import day_in
from butfor.text.suggest import closest

_MOST_BYTES = 64 * 1024  # of a mapping file
_MOST_DIGITS = 16  # of a number
Place = Annotated[str, Field(min_length=1, max_length=200)]
"""Where a value stands in a record: `title`, `dates.event`, `references[].url`."""
_TEXTS = ("title", "kind", "harm", "severity", "occurred", "language", "submitted_by")
_LISTS = ("codes", "providers", "systems")
_NO_PLACES = ("records", "text", "dates")
_OF_SOURCE = ("title", "publisher", "kind", "language")
REWORDED = (*_TEXTS, *_LISTS, "precision", *(f"sources.{name}" for name in _OF_SOURCE))
"""The fields that may have `words`."""
_PRECISIONS = {"year": 4, "month": 7, "day": 10}
"""How many signs of a date are as precise as that."""
_UNREAD_PRECISION = "how precise its date is: neither year, month nor day, so only the year is used"
_NO_ADDRESS = "a source without a URL"


class SourceMapping(Model):
    """Where the sources stand, and what stands in one."""

    each: Place | None = None
    """The list; left out: the record has one source, and the other paths begin at the record."""
    url: Place
    title: Place | None = None
    publisher: Place | None = None
    published: Place | None = None
    kind: Place | None = None
    language: Place | None = None


class MappingFile(Model):
    """A mapping file: each value is a place in a record, but for `records`, `text`, `dates` and what `words` holds."""

    records: Place | None = None
    """Where the list of records stands in a file of JSON or YAML; left out: the file is the list, or one record."""
    text: Literal["markdown", "plain"] = "markdown"
    """How the texts of the records are written."""
    dates: Order | None = None
    """In which order the numbers of a date stand whose year is the last; left out: such a date is not read."""
    id: Place | None = None
    title: Place | None = None
    kind: Place | None = None
    harm: Place | None = None
    severity: Place | None = None
    occurred: Place | None = None
    precision: Place | None = None
    """Where the record says how precise its date is: year, month or day."""
    language: Place | None = None
    submitted_by: Place | None = None
    codes: Place | None = None
    providers: Place | None = None
    systems: Place | None = None
    body: Place | None = None
    without: Place | None = None
    rationale: Place | None = None
    """A text that many entries share; only for legacy entries."""
    external_ids: dict[str, Place] = Field(default_factory=dict, max_length=20)
    sources: SourceMapping | None = None
    words: dict[str, dict[str, str]] = Field(default_factory=dict, max_length=20)
    """By field (`sources.kind` for the kind of a source): a word of the record, and what the wire says for it."""

    def places(self) -> dict[str, str]:
        """Return where it says that values stand, by the key that says so."""
        sources = self.sources.model_dump(exclude_none=True) if self.sources else {}
        own = {key: value for key, value in self if isinstance(value, str) and key not in _NO_PLACES}
        return {
            **own,
            **{f"external_ids.{scheme}": place for scheme, place in self.external_ids.items()},
            **{f"sources.{key}": place for key, place in sources.items()},
        }

    def names(self) -> frozenset[str]:
        """Return the names of the fields of a record at which it says that something stands."""
        each = self.sources is not None and self.sources.each
        places = [place for key, place in self.places().items() if not each or not key.startswith("sources.")]
        return frozenset(re.split(r"\.|\[\]", place)[0] for place in (*places, *([each] if each else ())))


def read_mapping(path: Path) -> MappingFile:
    """Return what a mapping file says.

    Raises:
        ConvertError: it is none; says where.
        OSError: it can't be read.
    """
    data = yaml_of(whole(path, _MOST_BYTES), str(path))
    mapping, errors = validate(MappingFile, data)
    if mapping is None:
        wrong = errors[0] if errors else None
        what = f"{wrong.rule} at `{dotted(wrong.path)}`" if wrong and wrong.path else "it is not a mapping"
        hint = f"did you mean `{wrong.suggestion}`? " if wrong and wrong.suggestion else ""
        raise ConvertError(f"{path}: {what}; {hint}butfor's docs/importing.md shows what is allowed")
    if unknown := next((name for name in mapping.words if name not in REWORDED), None):
        guess = closest(unknown, REWORDED)
        hint = f"did you mean `{guess}`? " if guess else ""
        known = listed([f"`{name}`" for name in REWORDED], "and")
        raise ConvertError(f"{path}: no field `{unknown[:80]}` has words; {hint}There are {known}")
    return mapping


def read_mapped(source: Path, mapping: MappingFile, unseen: dict[str, str], policy: Policy) -> Iterator[Record]:
    """Yield the records of a file or folder.

    ``unseen``: what `MappingFile.places` returns; what leads to a value in some record is taken out. ``policy`` knows
    names of providers in which a comma stands.

    Raises:
        ConvertError: what is there can't be read.
        OSError: the system refuses it.
    """
    names = mapping.names()
    for row in rows(source, mapping.records, names):
        if row.fields is None:
            yield Record(row.place, fault=row.fault)
        else:
            record = _record(row, row.fields, mapping, unseen, policy)
            unnamed = (name for name, value in row.fields.items() if name not in names and says_something(value))
            yield replace(record, unnamed=tuple(unnamed))


def _record(
    row: Row, fields: Mapping[str, Any], mapping: MappingFile, unseen: dict[str, str], policy: Policy
) -> Record:
    lost = dict(row.lost)

    def given(name: str) -> Any:
        return _value(fields, getattr(mapping, name), name, mapping, unseen)

    def text(name: str) -> str | None:
        return line(given(name), lost, f"`{getattr(mapping, name)}`")

    texts = {name: text(name) for name in _TEXTS if name != "occurred"}
    texts["occurred"] = _shortened(dated(given("occurred"), UNREAD_DATE, lost, mapping.dates), given("precision"), lost)
    references = _references(fields, mapping, unseen, lost)
    if texts["occurred"] is None and not any(page.published for page in references):
        references = tuple(replace(page, published=shown_day(page.url)) for page in references)
    cited = cited_pages(references)

    def prose(name: str) -> str | None:
        value = given(name)
        written = value if isinstance(value, str) else text(name) or ""
        return (
            from_markdown(written, lost, cited) if mapping.text == "markdown" else from_plain(written, lost)
        ) or None

    ids = {
        scheme: _id(line(_value(fields, path, f"external_ids.{scheme}", mapping, unseen), lost, f"`{path}`"))
        for scheme, path in mapping.external_ids.items()
    }
    own = text("id")
    is_name: dict[str, Callable[[str], object]] = {"providers": policy.names.provider}
    words = {name: mapping.words.get(name, {}) for name in _LISTS}
    return Record(
        row.place,
        id=own.upper() if own else None,
        texts=texts,
        lists={name: words_of(given(name), name, lost, words[name], is_name.get(name)) for name in _LISTS},
        external_ids={scheme: value for scheme, value in ids.items() if value is not None},
        sources=references,
        body=prose("body"),
        without=prose("without"),
        bulk_text=prose("rationale"),
        lost=lost,
    )


def _value(fields: Mapping[str, Any], path: str | None, name: str, mapping: MappingFile, unseen: dict[str, str]) -> Any:
    """Return what a record says of a field, in the words of the mapping file."""
    value = at(fields, path) if path else None
    if value is not None:
        unseen.pop(name, None)
    return _reworded(value, mapping.words.get(name, {}))


def _reworded(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_reworded(item, words) for item in value]
    return words.get(str(value), value) if isinstance(value, str | int) else value


def _shortened(date: str | None, precision: Any, lost: Lost) -> str | None:
    """Return a date as precise as the record says that it is."""
    if date is None or not says_something(precision):
        return date
    word = line(precision) or ""
    if word.casefold() not in _PRECISIONS:
        lost.setdefault(_UNREAD_PRECISION, word or str(precision))
    return date[: _PRECISIONS.get(word.casefold(), 4)]


def _id(text: str | None) -> str | int | None:
    """Return an id, as a number where it is written as one."""
    is_number = text is not None and len(text) < _MOST_DIGITS and text.isdecimal() and str(int(text)) == text
    return int(text) if text and is_number else text


def shown_day(url: str | None) -> str | None:
    """Return the day that an address shows, ISO; None where it shows none that may be that of a page."""
    day = day_in(url or "")
    return day.isoformat() if day and day.isoformat() <= read_clock().latest else None


def _references(
    row: Mapping[str, Any], mapping: MappingFile, unseen: dict[str, str], lost: Lost
) -> tuple[Reference, ...]:
    places = mapping.sources
    if places is None:
        return ()
    items = _value(row, places.each, "sources.each", mapping, unseen) if places.each else row
    found: dict[str, Reference] = {}
    for item in items if isinstance(items, list) else [items]:
        if not isinstance(item, dict | str):
            if item is not None:
                lost.setdefault(_NO_ADDRESS, line(item) or "")
            continue
        fields = item if isinstance(item, dict) else {places.url: item}
        parts = {name: _value(fields, getattr(places, name), f"sources.{name}", mapping, unseen) for name in _OF_SOURCE}
        words = {name: line(value, lost, f"`{getattr(places, name)}` of a source") for name, value in parts.items()}
        words["publisher"] = cut(words["publisher"] or "", MOST_OF_A_NAME, lost) or None
        day = _value(fields, places.published, "sources.published", mapping, unseen)
        published = dated(day, UNREAD_SOURCE, lost, mapping.dates)
        url = line(at(fields, places.url), lost, f"`{places.url}` of a source")
        if url is None:
            if places.each or any(words.values()):
                lost.setdefault(_NO_ADDRESS, words["title"] or words["publisher"] or "")
            continue
        unseen.pop("sources.url", None)
        keep(Reference(url, published=published, **words), found, lost)
    return most_sources(found, lost)
