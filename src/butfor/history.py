"""Two versions of a wire: which published facts differ, and which of them an account has been given of.

Facts are what the fields say, not how the file is written: white space, wrapping, order of keys, quotes and comments
are none, nor is an archive copy or an external id that is added. The wire's own account of itself (corrections,
retraction, deviations, reviews) is judged by rules of its own.
"""

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from butfor.archive import Entry
from butfor.model.types import ulid_day
from butfor.model.wire import Correction, Wire
from butfor.text import folded

ACCOUNT = frozenset(["corrections", "retraction", "deviations", "reviews"])
"""Fields in which a wire accounts for itself."""
PROSE = frozenset(["title", "body", "rationale", "occurred_note", "external_factor", "conflicts"])
"""Fields whose wording may be clarified without a fact being touched."""
_UNORDERED = frozenset(["codes", "providers", "systems", "related"])
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Versions:
    """One wire as it was and as it is.

    name: the file's. before, after: None where there is no such file, or where no wire can be read from it.
    moved: another file of the newer version that holds the same id.
    """

    name: str
    before: Entry | None
    after: Entry | None
    moved: str | None = None

    @property
    def today(self) -> str:
        """The day on which a new correction is written, ISO."""
        return datetime.datetime.now(datetime.UTC).date().isoformat()

    @property
    def touches(self) -> bool:
        """Whether a published wire is gone, or says something else than before."""
        if self.was_draft:
            return False
        return (
            self.now is None
            or self.was is None
            or bool(changed(self.was, self.now))
            or self.was.status != self.now.status
        )

    @property
    def new_deviations(self) -> set[str]:
        """The rules that the newer version waives and the older did not."""
        old, new = (
            {one.rule for one in wire.deviations} if wire else set() for wire in (_sound(self.before), self.now)
        )
        return new - old

    @property
    def was_draft(self) -> bool:
        """Whether the older file was a draft for certain, which nobody has published; or there was none."""
        wire = self.before.wire if self.before is not None else None
        if self.before is None or wire is None:
            return self.before is None
        return "status" not in self.before.bad and wire.status == "draft"

    @property
    def was_at_home(self) -> bool:
        """Whether the older file lay where its id says."""
        wire = _sound(self.before)
        return wire is not None and self.name.endswith(f"/{ulid_day(wire.id).year}/{wire.id}.yaml")

    @property
    def was(self) -> Wire | None:
        """The older wire, if it was sound and published (or retracted)."""
        wire = _sound(self.before)
        return wire if wire is not None and wire.status != "draft" else None

    @property
    def now(self) -> Wire | None:
        """The newer wire, if it is sound."""
        return _sound(self.after)


def _sound(entry: Entry | None) -> Wire | None:
    return entry.wire if entry is not None and not entry.bad and not entry.flaws else None


def facts(wire: Wire) -> dict[str, Any]:
    """What each field says, levelled for comparing: one value for each name, extensions too."""
    data = wire.model_dump(by_alias=True)
    said: dict[str, Any] = {}
    for name, value in data.items():
        if name in ACCOUNT or name in ("schema", "status"):
            continue
        value = levelled(value)
        if name in _UNORDERED:
            value = sorted(value)
        elif name == "body":
            value = [levelled(part) for part in _BLANK_LINE.split(wire.body.replace("\r\n", "\n")) if part.strip()]
        elif name == "sources":
            value = {source["id"]: source for source in value}
        said[name] = value
    return said


def levelled(value: Any) -> Any:
    """Plain data with the white space of its texts levelled."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict):
        return {key: levelled(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [levelled(item) for item in value]
    return value


def changed(before: Wire, after: Wire) -> list[str]:
    """The fields whose facts differ, in the order of the format."""
    old, new = facts(before), facts(after)
    return [name for name in {**old, **new} if not _same(name, old.get(name), new.get(name))]


def _same(name: str, old: Any, new: Any) -> bool:
    if name == "external_ids":
        return all((new or {}).get(key) == value for key, value in (old or {}).items())
    if name == "sources" and isinstance(old, Mapping) and isinstance(new, Mapping):
        if old.keys() != new.keys():
            return False
        return all(_same_source(old[key], new[key]) for key in old)
    return bool(old == new)


def _same_source(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return all(new.get(key) == value or (key == "archive_url" and value is None) for key, value in old.items())


def top(field: str) -> str:
    """The field of the wire that a correction names: ``sources`` for ``sources[1].url`` or ``sources.S2``."""
    return re.split(r"[.\[]", field, maxsplit=1)[0].strip()


def new_corrections(before: Wire, after: Wire) -> list[tuple[int, Correction]]:
    """The corrections that the newer version has more, with their places; those before are not judged here."""
    return list(enumerate(after.corrections))[len(before.corrections) :]


def text_of(wire: Wire, field: str) -> str:
    """What a field says, as one line of text; empty where it is not there."""
    value = wire.model_dump(by_alias=True).get(field)
    if isinstance(value, str | int):
        return " ".join(str(value).split())
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    if field == "rationale" and isinstance(value, dict):
        return " ".join(str(value["text"]).split())
    return json.dumps(levelled(value), ensure_ascii=False) if value else ""


_NOTHING = frozenset(["", "none", "nothing", "absent", "not there"])
_LISTS_OF_MAPPINGS = frozenset(["sources", "conflicts", "external_ids"])  # told in words


def says(words: str, wire: Wire, field: str, alone: bool) -> bool:
    """Whether a correction's ``was`` or ``now`` is what a field says: the value, or a passage of a text.

    alone: the correction names no other field, else its words may hold more.
    """
    text, said = folded(text_of(wire, field)), folded(words)
    if field in _LISTS_OF_MAPPINGS:
        return bool(said)
    if not text:
        return said in _NOTHING or not alone
    value = wire.model_dump(by_alias=True).get(field)
    if isinstance(value, list):
        return all(folded(str(item)) in said for item in value)
    if field in PROSE:
        return not alone or said in text or text in said
    return f" {text} " in f" {said} "
