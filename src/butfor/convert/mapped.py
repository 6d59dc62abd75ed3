"""Any records, by a file that says which of their fields is which of a wire's: docs/importing.md shows one."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from butfor.convert.prose import cited_pages, from_markdown, from_plain
from butfor.convert.reading import Row, at, rows, whole, yaml_of
from butfor.convert.record import UNREAD_DATE, UNREAD_SOURCE, ConvertError, Lost, Record, Reference, cut, dated, line
from butfor.findings import dotted
from butfor.model.types import Model
from butfor.model.validate import validate
from butfor.text.display import listed
from butfor.text.suggest import closest

_MOST_BYTES = 64 * 1024  # of a mapping file
_MOST_SOURCES = 100
_MOST_WORDS = 20
_MOST_SIGNS = 200  # of a word, or of the name of a publisher
Place = Annotated[str, Field(min_length=1, max_length=200)]
"""Where a value stands in a record: `title`, `dates.event`, `references[].url`."""
_TEXTS = ("title", "kind", "harm", "severity", "occurred", "language", "submitted_by")
_LISTS = ("codes", "providers", "systems")
_OF_SOURCE = ("title", "publisher", "kind", "language")
_REWORDED = (*_TEXTS, *_LISTS, "precision", *(f"sources.{name}" for name in _OF_SOURCE))
_NO_ADDRESS = "a source without an address"
_TWICE = "a second entry of one address among its sources"


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
    """By field (`sources.kind` for the kind of a source): a word of the record, and what the wire says for it."""

    def places(self) -> dict[str, str]:
        """Return where it says that values stand, by the key that says so."""
        sources = self.sources.model_dump(exclude_none=True) if self.sources else {}
        own = {key: value for key, value in self if isinstance(value, str) and key not in ("records", "text")}
        return {
            **own,
            **{f"external_ids.{scheme}": place for scheme, place in self.external_ids.items()},
            **{f"sources.{key}": place for key, place in sources.items()},
        }


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
    if unknown := next((name for name in mapping.words if name not in _REWORDED), None):
        guess = closest(unknown, _REWORDED)
        hint = f"did you mean `{guess}`? " if guess else ""
        known = listed([f"`{name}`" for name in _REWORDED], "and")
        raise ConvertError(f"{path}: no field `{unknown[:80]}` has words; {hint}There are {known}")
    return mapping


def read_mapped(source: Path, mapping: MappingFile, unseen: dict[str, str]) -> Iterator[Record]:
    """Yield the records of a file or folder.

    ``unseen``: what `MappingFile.places` returns; what leads to a value in some record is taken out.

    Raises:
        ConvertError: what is there can't be read.
        OSError: the system refuses it.
    """
    for row in rows(source, mapping.records):
        if row.fields is None:
            yield Record(row.place, fault=row.fault)
        else:
            yield _record(row, row.fields, mapping, unseen)


def _record(row: Row, fields: Mapping[str, Any], mapping: MappingFile, unseen: dict[str, str]) -> Record:
    lost = dict(row.lost)

    def said(name: str) -> Any:
        return _said(fields, getattr(mapping, name), name, mapping, unseen)

    texts: dict[str, str | None] = {name: line(said(name), lost) for name in _TEXTS if name != "occurred"}
    texts["occurred"] = _shortened(dated(said("occurred"), UNREAD_DATE, lost), line(said("precision")))
    references = _references(fields, mapping, unseen, lost)
    cited = cited_pages(references)

    def prose(name: str) -> str | None:
        text = said(name)
        if not isinstance(text, str) or not text.strip():
            return None
        return (from_markdown(text, lost, cited) if mapping.text == "markdown" else from_plain(text, lost)) or None

    ids = {
        scheme: _id(_said(fields, path, f"external_ids.{scheme}", mapping, unseen))
        for scheme, path in mapping.external_ids.items()
    }
    own = line(said("id"))
    return Record(
        row.place,
        id=own.upper() if own else None,
        texts=texts,
        lists={name: words_of(said(name), name, lost) for name in _LISTS},
        external_ids={scheme: value for scheme, value in ids.items() if value is not None},
        sources=references,
        body=prose("body"),
        without=prose("without"),
        bulk_text=prose("rationale"),
        lost=lost,
    )


def _said(fields: Mapping[str, Any], path: str | None, name: str, mapping: MappingFile, unseen: dict[str, str]) -> Any:
    """Return what a record says of a field, in the words of the mapping file."""
    value = at(fields, path) if path else None
    if value is not None:
        unseen.pop(name, None)
    return _reworded(value, mapping.words.get(name, {}))


def words_of(value: Any, what: str, lost: Lost) -> list[str]:
    """Return the words of a list, or of a text with commas or semicolons between them, each once.

    ``what``: the name of the list, for what is lost of it.
    """
    items = value.replace(";", ",").split(",") if isinstance(value, str) else value
    found = (line(item, lost) for item in (items if isinstance(items, list) else [items]))
    words = list(dict.fromkeys(cut(word, _MOST_SIGNS, lost) for word in found if word))
    if len(words) > _MOST_WORDS:
        lost.setdefault(f"{what} beyond the first {_MOST_WORDS}", words[_MOST_WORDS])
    return words[:_MOST_WORDS]


def _reworded(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_reworded(item, words) for item in value]
    return words.get(value, value) if isinstance(value, str) else value


def _shortened(date: str | None, precision: str | None) -> str | None:
    """Return a date as precise as the record says that it is."""
    return date and date[: {"year": 4, "month": 7}.get((precision or "").casefold(), 10)]


def _id(value: Any) -> str | int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else line(value)


def _references(
    row: Mapping[str, Any], mapping: MappingFile, unseen: dict[str, str], lost: Lost
) -> tuple[Reference, ...]:
    places = mapping.sources
    if places is None:
        return ()
    items = _said(row, places.each, "sources.each", mapping, unseen) if places.each else row
    found: dict[str, Reference] = {}
    for item in items if isinstance(items, list) else [items]:
        if not isinstance(item, dict | str):
            if item is not None:
                lost.setdefault(_NO_ADDRESS, line(item) or "")
            continue
        fields = item if isinstance(item, dict) else {places.url: item}
        told = {name: _said(fields, getattr(places, name), f"sources.{name}", mapping, unseen) for name in _OF_SOURCE}
        words = {name: line(value, lost) for name, value in told.items()}
        words["publisher"] = cut(words["publisher"] or "", _MOST_SIGNS, lost) or None
        published = dated(_said(fields, places.published, "sources.published", mapping, unseen), UNREAD_SOURCE, lost)
        url = line(at(fields, places.url))
        if url is None:
            if places.each or any(words.values()):
                lost.setdefault(_NO_ADDRESS, words["title"] or words["publisher"] or "")
            continue
        unseen.pop("sources.url", None)
        keep(Reference(url, published=published, **words), found, lost)
    return most_sources(found, lost)


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
