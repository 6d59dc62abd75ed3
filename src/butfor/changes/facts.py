"""Facts: what the fields of two versions of a wire say, and which of them differ.

Facts are what the fields say, not how the file is written: wrapping, order of keys, quotes and comments are none. No
entry is needed for the order of sources, a later ``accessed``, a source's ``quote``, an ``archive_url`` or an external
id that is added, a deviation or a review that is added. The fields in `APART` have rules of their own.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from butfor.model.paths import UNREPORTED
from butfor.model.types import native
from butfor.model.wire import FORMER_TIERS, Wire
from butfor.text.prose import PATHS, canonical

PROSE = frozenset(map(".".join, PATHS))
"""Paths of texts of which a change explains the words that differ."""
CONTENT = ("conflicts", "deviations", "reviews")
"""Fields whose items have no names: a change explains what one says."""
SETS = frozenset(["codes", "providers", "systems", "related"])
"""Lists whose order says nothing."""
APART = frozenset(UNREPORTED)
"""Fields that no change explains."""
WORDING = frozenset(["title", "body", "rationale", "occurred_note", "external_factor", "conflicts"])
"""Fields whose wording may be clarified without a fact being touched."""
JUDGEMENTS = frozenset(["rationale.test", "rationale.basis"])
"""Facts in such a field that are no wording."""
JUDGED = frozenset(["kind", "harm", "external_factor", "severity", "codes", "rationale"])
"""Fields that an assessment decides."""
Facts = dict[str, Any]
"""What a wire says, plain, by its path."""
_PLACES = {info.alias or name: place for place, (name, info) in enumerate(Wire.model_fields.items())}
NEEDS_NONE = (
    "white space, comments, quotation marks, the order of keys and sources, the version of the format, a later "
    "`accessed`, a source's `quote`, and additions to `archive_url`, `external_ids`, `deviations` or `reviews`"
)
"""What `needs_entry` lets pass, and what is no fact, in words."""
_WHITE = re.compile("[ \t\n\r\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Difference:
    """A published fact that differs."""

    field: str
    """As a change names it: ``severity``, ``rationale.text``, ``sources.S2``, ``sources.S2.url``, ``conflicts``."""
    was: Any
    """Plain data, canonical text where the field is prose; None: it was not there."""
    now: Any
    """None: it is gone."""


def differing(was: Facts, now: Facts) -> list[Difference]:
    """Return every fact that differs between what two versions say, in the order of the format."""
    found = [
        Difference(path, old, new)
        for name in {**was, **now}
        for path, old, new in _differing(name, was.get(name), now.get(name))
    ]
    return sorted(found, key=lambda difference: _PLACES.get(field_name(difference.field), len(_PLACES)))


def unequal(older: Wire, newer: Wire) -> set[str]:
    """Return the names of the fields whose data are not equal: others need not be looked into, which takes time."""
    names = {*Wire.model_fields, *(older.model_extra or ()), *(newer.model_extra or ())}
    return {name for name in names if name.startswith("x_") or getattr(older, name, None) != getattr(newer, name, None)}


def facts(wire: Wire, names: set[str] | None = None) -> Facts:
    """Return what a wire says, plain, by its path; nothing for what is not there. ``names``: of these fields only."""
    values = {
        path: plain(path, value)
        for name, field in wire.model_dump(by_alias=True, exclude_none=True, include=names).items()
        if name not in APART
        for path, value in _parts(name, field)
    }
    return {path: value for path, value in values.items() if value not in (None, [], {})}


def _differing(path: str, was: Any, now: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield what differs between two values of one fact, by the paths that a change names."""
    if path in CONTENT:
        yield from ((path, item, None) for item in only_in(path, was or [], now or []))
        yield from ((path, None, item) for item in only_in(path, now or [], was or []))
    elif path.startswith("sources.") and was is not None and now is not None:
        for key in {**was, **now}:
            yield from _differing_value(f"{path}.{key}", was.get(key), now.get(key))
    else:
        yield from _differing_value(path, was, now)


def _differing_value(path: str, was: Any, now: Any) -> Iterator[tuple[str, Any, Any]]:
    if comparable(path, was) != comparable(path, now):
        yield path, was, now


def _parts(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield a field, or the parts of one that a change names on their own."""
    if name == "sources":
        seen: Counter[str] = Counter()
        for source in value:
            path = f"sources.{source['id']}"
            yield path + "'" * seen[path], source  # an id that is there twice: a path that no entry names
            seen[path] += 1
    elif name in ("rationale", "external_ids"):
        yield from ((f"{name}.{key}", part) for key, part in value.items())
    else:
        yield name, value


def field_name(path: str) -> str:
    """Return the field of the wire that a change explains: ``sources`` for ``sources.S2.url``."""
    return path.partition(".")[0].partition("[")[0].strip()


def is_source(path: str) -> bool:
    """Return whether a path names a source, and no field of one."""
    return path.startswith("sources.") and path.count(".") == 1


def normal(text: str) -> str:
    """Return a line of text with each run of white space as one space, in NFC. Other spaces are signs."""
    return unicodedata.normalize("NFC", _WHITE.sub(" ", text).strip(" "))


def comparable(path: str, value: Any) -> str:
    """Return a value, given of the fact at this path, as text that is the same for all that say the same."""
    value = plain(path, value)
    if path == "tier":
        value = FORMER_TIERS.get(value, value)
    if path in SETS and isinstance(value, list):
        value = sorted(set(map(str, value)))
    if path.startswith("external_ids.") and value is not None:
        value = sorted(_external_ids(value))
    if path == "conflicts" and isinstance(value, Mapping) and isinstance(value.get("sources"), list):
        value = {**value, "sources": sorted(set(map(str, value["sources"])))}
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def plain(path: str, value: Any) -> Any:
    """Return plain data with its texts normalized; in an extension keys are as written, and `true` is not the text."""
    if path in PROSE:
        return canonical(value) if isinstance(value, str) else value
    if isinstance(value, Mapping):
        name = str if path.startswith("x_") else _name
        parts = {name(key): plain(f"{path}.{key}", part) for key, part in value.items() if part is not None}
        return {key: part for key, part in parts.items() if not (key == "id" and path.startswith("sources."))}
    if isinstance(value, list | tuple):
        return [plain(path, item) for item in value]
    if path.startswith("x_"):
        value = native(value)
        return normal(value) if isinstance(value, str) else value
    return None if value is None else normal(str(value))


def _name(key: Any) -> str:
    return normal(str(key))


def _external_ids(value: Any) -> set[str]:
    """Return the ids that a scheme names: one, a list, or several in one text, as wires had them before lists."""
    texts = value if isinstance(value, list) else [value]
    return {external_id for text in texts for external_id in str(text).split(", ")}


def only_in(name: str, items: list[Any], others: list[Any]) -> list[Any]:
    """Return the items of a field that are not among the others, each as often as it is there more often."""
    same = Counter(map(id, items)) & Counter(map(id, others))  # an entry of many leaves most as they are
    left = Counter(comparable(name, item) for item in _without(others, same))
    only = []
    for item in _without(items, same):
        key = comparable(name, item)
        if left[key]:
            left[key] -= 1
        else:
            only.append(item)
    return only


def _without(items: list[Any], same: Counter[int]) -> Iterator[Any]:
    """Yield the items but for objects that are the same, each as often as it is counted."""
    left = same.copy()
    for item in items:
        if left[id(item)] > 0:
            left[id(item)] -= 1
        else:
            yield item


def needs_entry(difference: Difference) -> bool:
    """Return whether a fact that differs needs an entry."""
    path, was, now = difference.field, difference.was, difference.now
    if path in ("deviations", "reviews") or path.startswith("corrections."):  # what an entry withholds was not withheld
        return was is not None
    if path.startswith("external_ids."):
        return was is not None and (now is None or not _external_ids(was) <= _external_ids(now))
    if not path.startswith("sources.") or path.count(".") < 2:
        return True
    key = path.rpartition(".")[2]
    if key == "accessed":
        return now is None or (was is not None and was >= now)
    return key != "quote" and (key != "archive_url" or was is not None)
