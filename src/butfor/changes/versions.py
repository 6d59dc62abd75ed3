"""Two versions of a wire: which published facts differ, and which of them its corrections report.

Facts are what the fields say, not how the file is written: white space, wrapping, order of keys, quotes and comments
are none, nor is an archive copy, an external id, a deviation or a review that is added. The fields that record changes
(corrections, retraction) are checked by rules of their own.
In one piece: how a correction quotes a change is to be replaced by exact changes, which take half of this away.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from butfor.archive.wire_file import WireFile
from butfor.model.types import home_of
from butfor.model.validate import STAND_IN
from butfor.model.wire import Correction, Deviation, Wire
from butfor.text.normalize import casefold_words, collapse_whitespace
from butfor.yaml.scalars import Plain

ACCOUNT = frozenset(["corrections", "retraction"])
"""Fields that record changes."""
SIGNED = frozenset(["deviations", "reviews"])
"""Fields of sign-offs: a new one needs no correction; one that is gone or was changed does."""
PROSE = frozenset(["title", "body", "rationale", "occurred_note", "external_factor", "conflicts"])
"""Fields whose wording may be clarified without a fact being touched."""
_UNORDERED = frozenset(["codes", "providers", "systems", "related"])
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_CODE = re.compile(r"\n*(?: {4}| {0,3}\t)")


@dataclass(frozen=True)
class WireChange:
    """One wire as it was and as it is."""

    name: str
    """Of the older file, where there is one."""
    before: WireFile | None
    """None where there was no file."""
    after: WireFile | None
    """None where there is no file."""
    moved: str | None = None
    """The file that now holds the same id, where the older file is gone; if it is new, ``after`` is what it says."""
    today: str = ""
    """The day on which a new correction is written, ISO."""

    @cached_property
    def was(self) -> Wire | None:
        """The older wire, if it was published (or retracted) and anything of it can be read.

        A field that can't be read in one of the two versions is taken from the other.
        """
        if self.before is None or self.before.wire is None or self.was_draft:
            return None
        return filled(self.before, self.after).wire

    @cached_property
    def now(self) -> Wire | None:
        """The newer wire, if anything of it can be read; with the same fields as ``was``."""
        return filled(self.after, self.before).wire if self.after is not None and self.after.wire else None

    @cached_property
    def differs(self) -> list[str]:
        """The fields whose facts differ, in the order of the format; none where there are no two public versions."""
        return changed_fields(self.was, self.now) if self.was is not None and self.now is not None else []

    @cached_property
    def new_corrections(self) -> list[tuple[int, Correction]]:
        """The corrections that only the newer version has, as (index, correction)."""
        return new_corrections(self.was, self.now) if self.was is not None and self.now is not None else []

    @property
    def touches(self) -> bool:
        """Whether a published wire is gone, or says something else than before."""
        if self.was_draft:
            return False
        return self.now is None or self.was is None or bool(self.differs) or self.was.status != self.now.status

    @cached_property
    def signed(self) -> frozenset[str]:
        """The rules from which the newer version newly deviates: in a change of its own, not in every later one."""
        old = _deviations(self.before)
        return frozenset(deviation.rule for deviation in _deviations(self.after) if deviation not in old)

    @property
    def was_draft(self) -> bool:
        """Whether the older file was a draft for certain, which nobody has published; or there was none."""
        wire = self.before.wire if self.before is not None else None
        if self.before is None or wire is None:
            return self.before is None
        return "status" not in self.before.invalid_fields and wire.status == "draft"

    @property
    def was_at_home(self) -> bool:
        """Whether the older file lay where its id says."""
        if self.before is None or self.before.wire is None or "id" in self.before.invalid_fields:
            return False
        return self.name.endswith(f"/{home_of(self.before.wire.id)}")


def _deviations(file: WireFile | None) -> list[Deviation]:
    return [] if file is None or file.wire is None or "deviations" in file.invalid_fields else file.wire.deviations


def complete_wire(file: WireFile) -> Wire | None:
    """Return the wire, if all its fields can be read."""
    return None if file.invalid_fields or file.schema_errors else file.wire


def filled(file: WireFile, substitute: WireFile | None) -> WireFile:
    """Return a version without its text, in which fields that can't be read are those of another version.

    What can't be read in either is the same in both, and means nothing: it stays in ``invalid_fields``. There are
    ``schema_errors`` where the extensions can't be read in either.
    """
    if not (file.invalid_fields or file.schema_errors):
        return WireFile("", wire=file.wire)
    versions = [version for version in (file, substitute) if version is not None and version.wire is not None]
    fields = {}
    for name in Wire.model_fields:
        readable = (version.wire for version in versions if name.rstrip("_") not in version.invalid_fields)
        fields[name] = getattr(next(readable, STAND_IN), name)
    last = versions[-1]
    extensions = {} if last.schema_errors or last.wire is None else last.wire.model_extra or {}
    wire = Wire.model_construct(**fields, **extensions)
    return WireFile(
        "", wire=wire, invalid_fields=file.invalid_fields & last.invalid_fields, schema_errors=last.schema_errors
    )


def comparable_fields(wire: Wire) -> dict[str, Any]:
    """Return what each field says, normalized for comparing, by its name as it is written; extensions too."""
    data = wire.model_dump(by_alias=True)
    fields: dict[str, Any] = {}
    for name, value in data.items():
        if name in ACCOUNT or name in ("schema", "status"):
            continue
        value = collapse_whitespace(value) if name in Wire.model_fields else _typed(collapse_whitespace(value))
        if name in _UNORDERED:
            value = sorted(value)
        elif name == "body":
            value = paragraphs(wire.body)
        elif name == "sources":
            value = _by_id(value)
        fields[name] = value
    return fields


def _by_id(sources: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return sources by their id; a second one with the same id gets a prime."""
    by_id: dict[str, dict[str, Any]] = {}
    for source in sources:
        name = source["id"]
        while name in by_id:
            name += "'"
        by_id[name] = source
    return by_id


def _typed(value: Any) -> Any:
    """Return the data of an extension, in which `true` is not the text "true"."""
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    plain = value.value if isinstance(value, Plain) else value
    return plain if isinstance(plain, str) else (type(plain).__name__, plain)


def changed_sources(before: Wire, after: Wire) -> list[str]:
    """Return the ids of the sources that came, went or say something else."""
    old, new = comparable_fields(before)["sources"], comparable_fields(after)["sources"]
    names = [
        name for name in {**old, **new} if name not in old or name not in new or not _same_source(old[name], new[name])
    ]
    return list(dict.fromkeys(name.rstrip("'") for name in names))


def paragraphs(text: str) -> list[str]:
    """Return a text's paragraphs with white space collapsed; one that Markdown takes for code stays marked as such."""
    parts = [part for part in _BLANK_LINE.split(text.replace("\r\n", "\n")) if part.strip()]
    return [("    " if _CODE.match(part) else "") + collapse_whitespace(part) for part in parts]


def changed_fields(before: Wire, after: Wire) -> list[str]:
    """Return the fields whose facts differ, in the order of the format."""
    old, new = comparable_fields(before), comparable_fields(after)
    return [name for name in {**old, **new} if not _same(name, old.get(name), new.get(name))]


def _same(name: str, old: Any, new: Any) -> bool:
    if name == "external_ids":
        return all((new or {}).get(key) == value for key, value in (old or {}).items())
    if name in SIGNED:
        return all(item in (new or ()) for item in old or ())
    if name == "sources" and isinstance(old, Mapping) and isinstance(new, Mapping):
        if old.keys() != new.keys():
            return False
        return all(_same_source(old[key], new[key]) for key in old)
    return bool(old == new)


def _same_source(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return all(new.get(key) == value or (key == "archive_url" and value is None) for key, value in old.items())


def field_name(field: str) -> str:
    """Return the field of the wire that a correction names: ``sources`` for ``sources[1].url`` or ``sources.S2``."""
    return field.partition(".")[0].partition("[")[0].strip()


def new_corrections(before: Wire, after: Wire) -> list[tuple[int, Correction]]:
    """Return the corrections in ``after`` that are not in ``before``, as (index, correction); order is ignored."""
    old = Counter(repr(collapse_whitespace(correction.model_dump())) for correction in before.corrections)
    new = []
    for index, correction in enumerate(after.corrections):
        key = repr(collapse_whitespace(correction.model_dump()))
        if old[key]:
            old[key] -= 1
        else:
            new.append((index, correction))
    return new


WITHHELD = "redacted"
"""What ``was`` says where quoting it would spread private data."""


def withheld(correction: Correction) -> bool:
    """Return whether a correction withholds what the field said before."""
    return casefold_words(correction.was) == WITHHELD


def _value(wire: Wire, field: str) -> Any:
    """Return what a field holds, plain; None where it is not there. No other is read: a hostile wire has many."""
    if field in (extensions := wire.model_extra or {}):
        return extensions[field]
    return wire.model_dump(by_alias=True, include={field, f"{field}_"}).get(field)


def text_of(wire: Wire, field: str) -> str:
    """Return what a field says, as one line of text; empty where it is not there."""
    value = _value(wire, field)
    if isinstance(value, str | int):
        return " ".join(str(value).split())
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    if field == "rationale" and isinstance(value, dict):
        return " ".join(str(value["text"]).split())
    return json.dumps(collapse_whitespace(value), ensure_ascii=False) if value else ""


_NOTHING = frozenset(["", "none", "nothing", "absent", "not there"])
LISTS_OF_MAPPINGS = frozenset(["sources", "conflicts", "external_ids", *SIGNED])
"""Fields whose changes are put into words."""


def says(words: str, wire: Wire, field: str, alone: bool, contrary: Wire | None = None) -> bool:
    """Return whether a correction's ``was`` or ``now`` is what a field says: the value, or a passage of a text.

    alone: the correction names no other field, else its words may hold more. contrary: the version of which they must
    not speak as well.
    """
    quote = casefold_words(words)
    if field in LISTS_OF_MAPPINGS:
        return bool(quote)
    text = casefold_words(words_of(wire, field))
    if not text:
        return quote in _NOTHING or not alone
    if field in PROSE:
        return quote in text or text in quote
    own = _values(wire, field)
    if alone and len(own) == 1 and not isinstance(getattr(wire, field, None), list):
        return quote == own[0]
    foreign = (value for value in _values(contrary, field) if value) if contrary is not None else ()
    foreign = (value for value in foreign if not any(f" {value} " in f" {own_value} " for own_value in own))
    padded = f" {quote} "
    return all(f" {value} " in padded for value in own) and not any(f" {value} " in padded for value in foreign)


def _values(wire: Wire, field: str) -> list[str]:
    """Return what a field that is no text says, casefolded; of a list each item."""
    value = _value(wire, field)
    return (
        [casefold_words(str(item)) for item in value]
        if isinstance(value, list)
        else [casefold_words(text_of(wire, field))]
    )


def tells(correction: Correction, field: str, was: Wire, now: Wire) -> bool:
    """Return whether a correction of a text quotes what sets its versions apart, and not only what stands in both."""
    texts = (correction.was, correction.now, words_of(was, field), words_of(now, field))
    old, new, before, after = map(_normal_paragraphs, texts)
    return old not in after or new not in before


@lru_cache(maxsize=8)
def _normal_paragraphs(text: str) -> str:
    """Return a text with its paragraphs normalized; hundreds of corrections are compared with the same two."""
    return "\n\n".join(paragraphs(text))


def words_of(wire: Wire, field: str) -> str:
    """Return all that a field says; of a rationale also who assessed it, when and on what basis."""
    if field == "rationale":
        return " ".join(str(part) for part in collapse_whitespace(wire.rationale.model_dump()).values() if part)
    return wire.body if field == "body" else text_of(wire, field)
