"""Two versions of a wire: which published facts differ, and which of them an account has been given of.

Facts are what the fields say, not how the file is written: white space, wrapping, order of keys, quotes and comments
are none, nor is an archive copy, an external id, a deviation or a review that is added. The wire's own account of
itself (corrections, retraction) is judged by rules of its own.

In one piece: how corrections quote a change rests on these facts, and exact entries will replace both.
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
"""Fields in which a wire accounts for itself."""
SIGNED = frozenset(["deviations", "reviews"])
"""Fields of sign-offs: that there is a new one is told by itself, that one is gone or was changed is not."""
PROSE = frozenset(["title", "body", "rationale", "occurred_note", "external_factor", "conflicts"])
"""Fields whose wording may be clarified without a fact being touched."""
_UNORDERED = frozenset(["codes", "providers", "systems", "related"])
BLANK_LINE = re.compile(r"\n[ \t]*\n")
_CODE = re.compile(r"\n*(?: {4}| {0,3}\t)")


@dataclass(frozen=True)
class WireChange:
    """One wire as it was and as it is.

    name: the older file's, where there is one. before, after: None where there is no such file. moved: the file of the
    newer version that holds the same id, where the older file is gone; ``after`` is what it says, where it is new.
    today: the day on which a new correction is written, ISO.
    """

    name: str
    before: WireFile | None
    after: WireFile | None
    moved: str | None = None
    today: str = ""

    @cached_property
    def was(self) -> Wire | None:
        """The older wire, if it was published (or retracted) and anything of it can be read.

        A field that can't be read in one of the two says in it what it says in the other.
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
        """The fields whose facts differ; none where there are no two public versions."""
        return changed_fields(self.was, self.now) if self.was is not None and self.now is not None else []

    @cached_property
    def new_corrections(self) -> list[tuple[int, Correction]]:
        """The corrections that the newer version has more, with their places."""
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
        if self.after is None or self.after.wire is None or "deviations" in self.after.invalid_fields:
            return frozenset()
        old: list[Deviation] = []
        if self.before is not None and self.before.wire is not None and "deviations" not in self.before.invalid_fields:
            old = self.before.wire.deviations
        return frozenset(one.rule for one in self.after.wire.deviations if one not in old)

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


def valid_wire(entry: WireFile) -> Wire | None:
    """The wire, if all of it can be read."""
    return None if entry.invalid_fields or entry.schema_errors else entry.wire


def filled(entry: WireFile, other: WireFile | None) -> WireFile:
    """A version without its text, in which what can't be read is what it is in another.

    What can't be read in either is the same in both, and means nothing. bad: those fields. flaws: there where the
    extensions are not known in either.
    """
    if not (entry.invalid_fields or entry.schema_errors):
        return WireFile("", wire=entry.wire)
    versions = [one for one in (entry, other) if one is not None and one.wire is not None]
    fields = {}
    for name in Wire.model_fields:
        known = (one.wire for one in versions if name.rstrip("_") not in one.invalid_fields)
        fields[name] = getattr(next(known, STAND_IN), name)
    last = versions[-1]
    extensions = {} if last.schema_errors or last.wire is None else last.wire.model_extra or {}
    wire = Wire.model_construct(**fields, **extensions)
    return WireFile(
        "", wire=wire, invalid_fields=entry.invalid_fields & last.invalid_fields, schema_errors=last.schema_errors
    )


def comparable_fields(wire: Wire) -> dict[str, Any]:
    """What each field says, levelled for comparing: one value for each name, extensions too."""
    data = wire.model_dump(by_alias=True)
    said: dict[str, Any] = {}
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
        said[name] = value
    return said


def _by_id(sources: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Sources by their id; of several with one id each."""
    found: dict[str, dict[str, Any]] = {}
    for source in sources:
        name = source["id"]
        while name in found:
            name += "'"
        found[name] = source
    return found


def _typed(value: Any) -> Any:
    """The data of an extension, in which `true` is not the text "true"."""
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    plain = value.value if isinstance(value, Plain) else value
    return plain if isinstance(plain, str) else (type(plain).__name__, plain)


def changed_sources(before: Wire, after: Wire) -> list[str]:
    """The ids of the sources that came, went or say something else."""
    old, new = comparable_fields(before)["sources"], comparable_fields(after)["sources"]
    names = [
        name for name in {**old, **new} if name not in old or name not in new or not _same_source(old[name], new[name])
    ]
    return list(dict.fromkeys(name.rstrip("'") for name in names))


def paragraphs(text: str) -> list[str]:
    """A text's paragraphs with their white space levelled; one that Markdown takes for code keeps that."""
    parts = [part for part in BLANK_LINE.split(text.replace("\r\n", "\n")) if part.strip()]
    return [("    " if _CODE.match(part) else "") + collapse_whitespace(part) for part in parts]


def changed_fields(before: Wire, after: Wire) -> list[str]:
    """The fields whose facts differ, in the order of the format."""
    old, new = comparable_fields(before), comparable_fields(after)
    return [name for name in {**old, **new} if not _same(name, old.get(name), new.get(name))]


def _same(name: str, old: Any, new: Any) -> bool:
    if name == "external_ids":
        return all((new or {}).get(key) == value for key, value in (old or {}).items())
    if name in SIGNED:
        return all(one in (new or ()) for one in old or ())
    if name == "sources" and isinstance(old, Mapping) and isinstance(new, Mapping):
        if old.keys() != new.keys():
            return False
        return all(_same_source(old[key], new[key]) for key in old)
    return bool(old == new)


def _same_source(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return all(new.get(key) == value or (key == "archive_url" and value is None) for key, value in old.items())


def field_name(field: str) -> str:
    """The field of the wire that a correction names: ``sources`` for ``sources[1].url`` or ``sources.S2``."""
    return field.partition(".")[0].partition("[")[0].strip()


def new_corrections(before: Wire, after: Wire) -> list[tuple[int, Correction]]:
    """The corrections that the newer version has more, with their places, wherever they stand."""
    known = Counter(repr(collapse_whitespace(one.model_dump())) for one in before.corrections)
    new = []
    for index, one in enumerate(after.corrections):
        said = repr(collapse_whitespace(one.model_dump()))
        if known[said]:
            known[said] -= 1
        else:
            new.append((index, one))
    return new


WITHHELD = "redacted"
"""What ``was`` says where quoting it would spread private data."""


def withheld(correction: Correction) -> bool:
    """Whether a correction keeps to itself what the field said before."""
    return casefold_words(correction.was) == WITHHELD


def _value(wire: Wire, field: str) -> Any:
    """What a field holds, plain; None where it is not there. The others are left alone: a hostile wire has many."""
    if field in (extensions := wire.model_extra or {}):
        return extensions[field]
    return wire.model_dump(by_alias=True, include={field, f"{field}_"}).get(field)


def text_of(wire: Wire, field: str) -> str:
    """What a field says, as one line of text; empty where it is not there."""
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
"""Fields whose changes are told in words."""


def says(words: str, wire: Wire, field: str, alone: bool, other: Wire | None = None) -> bool:
    """Whether a correction's ``was`` or ``now`` is what a field says: the value, or a passage of a text.

    alone: the correction names no other field, else its words may hold more. other: the version that they must not
    speak of as well.
    """
    said = casefold_words(words)
    if field in LISTS_OF_MAPPINGS:
        return bool(said)
    text = casefold_words(words_of(wire, field))
    if not text:
        return said in _NOTHING or not alone
    if field in PROSE:
        return said in text or text in said
    own, others = _values(wire, field), _values(other, field) if other is not None else []
    if alone and len(own) == 1 and not isinstance(getattr(wire, field, None), list):
        return said == own[0]
    foreign = (value for value in others if value and not any(f" {value} " in f" {one} " for one in own))
    return all(f" {value} " in f" {said} " for value in own) and not any(f" {one} " in f" {said} " for one in foreign)


def _values(wire: Wire, field: str) -> list[str]:
    """What a field that is no text says, folded; of a list each item."""
    value = _value(wire, field)
    return (
        [casefold_words(str(item)) for item in value]
        if isinstance(value, list)
        else [casefold_words(text_of(wire, field))]
    )


def tells(correction: Correction, field: str, was: Wire, now: Wire) -> bool:
    """Whether a correction of a text quotes what sets its two versions apart, and not only what stands in both."""
    old, new, before, after = map(
        _level_lines, (correction.was, correction.now, words_of(was, field), words_of(now, field))
    )
    return old not in after or new not in before


@lru_cache(maxsize=8)
def _level_lines(text: str) -> str:
    """A text with its paragraphs levelled; hundreds of corrections are held against the same two."""
    return "\n\n".join(paragraphs(text))


def words_of(wire: Wire, field: str) -> str:
    """All that a field says; of a rationale also who assessed it, when and on what basis."""
    if field == "rationale":
        return " ".join(str(part) for part in collapse_whitespace(wire.rationale.model_dump()).values() if part)
    return wire.body if field == "body" else text_of(wire, field)
