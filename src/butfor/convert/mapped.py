"""Any records, by a file that says which of their fields is which of a wire's: docs/importing.md shows one."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from butfor.archive.index import url_key
from butfor.convert.prose import from_markdown, from_plain
from butfor.convert.reading import at, rows, whole, yaml_of
from butfor.convert.record import ConvertError, Record, Reference, day, line
from butfor.findings import dotted
from butfor.model.types import Model
from butfor.model.validate import validate

_MOST_BYTES = 64 * 1024  # of a mapping file
_MOST_SOURCES = 100
_MOST_WORDS = 20
Place = Annotated[str, Field(min_length=1, max_length=200)]
"""Where a value stands in a record: `title`, `dates.event`, `references[].url`."""
_TEXTS = ("title", "kind", "harm", "severity", "occurred", "language", "submitted_by")
_LISTS = ("codes", "providers", "systems")


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
    """A mapping file: each value is a place in a record, but for `records`, `text` and what `words` holds."""

    records: Place | None = None
    """Where the list of records stands in a file of JSON or YAML; left out: the file is the list, or one record."""
    text: Literal["markdown", "plain"] = "markdown"
    """How the texts of the records are written."""
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
    """By field: a word of the record, and what the wire says for it."""


def read_mapping(path: Path) -> MappingFile:
    """Return what a mapping file says.

    Raises:
        ConvertError: it is none; says where.
        OSError: it can't be read.
    """
    data = yaml_of(whole(path, _MOST_BYTES), path.name)
    mapping, errors = validate(MappingFile, data)
    if mapping is None:
        wrong = errors[0] if errors else None
        what = f"{wrong.rule} at `{dotted(wrong.path)}`" if wrong and wrong.path else "it is no mapping"
        hint = f"did you mean `{wrong.suggestion}`? " if wrong and wrong.suggestion else ""
        raise ConvertError(f"{path}: {what}; {hint}docs/importing.md shows what may stand there")
    return mapping


def read_mapped(source: Path, mapping: MappingFile) -> Iterator[Record]:
    """Yield the records of a file or folder.

    Raises:
        ConvertError: what is there can't be read.
        OSError: the system refuses it.
    """
    for place, row in rows(source, mapping.records):
        yield (
            Record(place, fault="it is no record, or one that can't be read")
            if row is None
            else _record(place, row, mapping)
        )


def _record(place: str, row: Mapping[str, Any], mapping: MappingFile) -> Record:
    def said(name: str) -> Any:
        path = getattr(mapping, name)
        return _reworded(at(row, path), mapping.words.get(name, {})) if path else None

    texts: dict[str, str | None] = {name: line(said(name)) for name in _TEXTS}
    texts["occurred"] = _shortened(day(said("occurred")), line(said("precision")))
    references, notes = _references(row, mapping.sources)
    cited = {url_key(page.url): f"S{number}" for number, page in enumerate(references, 1) if page.url}

    def prose(name: str) -> str | None:
        nonlocal notes
        text = said(name)
        if not isinstance(text, str) or not text.strip():
            return None
        words, more = from_markdown(text, cited) if mapping.text == "markdown" else (from_plain(text), ())
        notes += more
        return words or None

    ids = {scheme: _id(at(row, path)) for scheme, path in mapping.external_ids.items()}
    own = line(said("id"))
    return Record(
        place,
        id=own.upper() if own else None,
        texts=texts,
        lists={name: words_of(said(name)) for name in _LISTS},
        external_ids={scheme: value for scheme, value in ids.items() if value is not None},
        sources=references,
        body=prose("body"),
        without=prose("without"),
        bulk_text=prose("rationale"),
        notes=notes,
    )


def words_of(value: Any) -> list[str]:
    """Return the words of a list, or of a text with commas or semicolons between them, each once."""
    items = value.replace(";", ",").split(",") if isinstance(value, str) else value
    found = map(line, items if isinstance(items, list) else [items])
    return list(dict.fromkeys(word[:200] for word in found if word))[:_MOST_WORDS]


def _reworded(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_reworded(item, words) for item in value]
    return words.get(value, value) if isinstance(value, str) else value


def _shortened(date: str | None, precision: str | None) -> str | None:
    """Return a date as precise as the record says that it is."""
    return date and date[: {"year": 4, "month": 7}.get((precision or "").casefold(), 10)]


def _id(value: Any) -> str | int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else line(value)


def _references(row: Mapping[str, Any], mapping: SourceMapping | None) -> tuple[tuple[Reference, ...], tuple[str, ...]]:
    if mapping is None:
        return (), ()
    items = at(row, mapping.each) if mapping.each else [row]
    items = [item for item in items if isinstance(item, dict | str)] if isinstance(items, list) else []
    found: dict[str, Reference] = {}
    for item in items:
        fields = item if isinstance(item, dict) else {mapping.url: item}
        paths = {name: getattr(mapping, name) for name in ("title", "publisher", "kind", "language")}
        told = {name: line(at(fields, path)) for name, path in paths.items() if path}
        if url := line(at(fields, mapping.url)):
            published = day(at(fields, mapping.published)) if mapping.published else None
            found.setdefault(url, Reference(url, published=published, **told))
    left_out = ("sources beyond the hundredth",) if len(found) > _MOST_SOURCES else ()
    return tuple(found.values())[:_MOST_SOURCES], left_out
