"""Set a field of a wire to a value, and leave all else as it is."""

import copy
from collections.abc import Iterable, Iterator
from typing import Any

from butfor.changes.versions import ACCOUNT, SIGNED
from butfor.edit.layout import FIELDS, WireText, says, writable
from butfor.edit.published import PublishedWire, RefusedError
from butfor.findings import DataPath, Edit, Location, Patch, ProposedFix
from butfor.model.validate import keys_of
from butfor.model.wire import Source, Wire
from butfor.text.display import clip, shown
from butfor.text.suggest import closest
from butfor.yaml.emit import quoted, scalar
from butfor.yaml.locate import edited

_LISTS = ("codes", "providers", "systems", "related")
_EXTERNAL = "it is no change of a fact: edit the file"
_NEVER_SET = {
    "schema": "it is the version of the format",
    "id": "an id never changes",
    "published": "the time of publication is set once",
    "status": "butfor retract marks a wire that no longer stands",
    "external_ids": _EXTERNAL,
    **dict.fromkeys(ACCOUNT, "the wire's account of itself is no fact of it"),
    **dict.fromkeys(SIGNED, "a new sign-off needs no entry: edit the file"),
}
"""Fields that can't be set, each with the reason."""


def with_value(published: PublishedWire, text: str, field: str, value: str) -> str:
    """Return ``text`` with a field set to one line of text, or to a list whose items are parted by commas.

    Raises:
        RefusedError: the field can't be set so.
    """
    wire = WireText(published.name, text)
    path = _path(published, field)
    if not value.strip() or "\n" in value or not writable(value):
        raise RefusedError(f"--set {field}: write one line of text", _by_hand(published, "anything else"))
    new: str | list[str] = value.strip()
    if field in _LISTS:
        new = [item.strip() for item in value.split(",") if item.strip()]
    old = _get(wire.data, path)
    if old == new:
        raise RefusedError(f"{shown(field)} is {shown(value)} already")
    if old is None and len(path) > 1:
        raise RefusedError(f"{shown(field)} is not there yet", _by_hand(published, "what has to be added to a source"))
    expected = copy.deepcopy(wire.data)
    _get(expected, path[:-1])[path[-1]] = new
    for edits in _ways_to_write(wire, path, old, new):
        result = edited(text, edits)
        if says(result, expected):
            return result
    raise RefusedError(f"{shown(field)} is written in a way that can't be edited here", _by_hand(published, "it"))


def _by_hand(published: PublishedWire, what: str) -> str:
    return f"edit {what} in the file, then run: butfor correct {published.wire.id}"


def _get(data: Any, path: DataPath) -> Any:
    for step in path:
        if data is None:
            return None
        data = data.get(step) if isinstance(data, dict) else data[step]
    return data


def _path(published: PublishedWire, field: str) -> DataPath:
    """Return the path of a field as `--set` names it: ``severity``, ``rationale.by``, ``sources.S2.title``.

    Raises:
        RefusedError: there is no such field, or it can't be set.
    """
    head, *rest = field.split(".")
    if head not in keys_of(Wire):
        raise RefusedError(f"--set: there is no field {shown(field)}{_hint(head, FIELDS)}")
    if head in _NEVER_SET:
        raise RefusedError(f"--set {head}: {_NEVER_SET[head]}")
    if head == "sources" and len(rest) == 2 and rest[1] != "id":
        return _source_path(published, field, *rest)
    if head == "rationale" and len(rest) == 1:
        return ("rationale", rest[0])
    if rest or head in ("body", "rationale", "sources", "conflicts"):
        raise RefusedError(
            f"--set {clip(field, 60)}: this is more than a line of text",
            "edit it in the file, then run butfor correct without --set; of a source, set sources.S2.title",
        )
    return (head,)


def _source_path(published: PublishedWire, field: str, source_id: str, key: str) -> DataPath:
    if key not in keys_of(Source):
        raise RefusedError(f"--set: a source has no field {shown(key)}{_hint(key, keys_of(Source))}")
    if key == "archive_url":
        raise RefusedError(f"--set {field}: {_EXTERNAL}")
    for index, source in enumerate(published.wire.sources):
        if source.id == source_id:
            return ("sources", index, key)
    raise RefusedError(f"--set {field}: there is no source {shown(source_id)}")


def _hint(name: str, names: Iterable[str]) -> str:
    guess = closest(name, names)
    return f"; did you mean `{guess}`?" if guess else ""


def _ways_to_write(wire: WireText, path: DataPath, old: Any, new: str | list[str]) -> Iterator[tuple[Edit, ...]]:
    """Yield the edits by which a value can be written, those that are most like what is there first."""
    if old is None:
        yield (wire.insert_field(str(path[-1]), new),)
    elif isinstance(new, list):
        yield from _list_edits(wire, path, [str(item) for item in old], new)
    elif wire.raw(path)[:1] not in ("|", ">"):
        for patch in (Patch(Location(path), new), Patch(Location(path), quoted(new), raw=True)):
            fix = wire.fix(ProposedFix((patch,)))
            if fix is not None:
                yield fix.edits


def _list_edits(wire: WireText, path: DataPath, old: list[str], new: list[str]) -> Iterator[tuple[Edit, ...]]:
    """Yield the edit that gives a list other items; those that stay keep their text. None where comments would go."""
    place = wire.spans[path]
    item_paths = [(*path, index) for index in range(len(old))]
    raw = wire.raw(path)
    if raw.startswith("["):
        if "\n" not in raw and "#" not in raw:
            written = dict(zip(old, map(wire.raw, item_paths), strict=True))
            yield (
                wire.replace(
                    place.start, place.end, f"[{', '.join(written.get(item) or scalar(item) for item in new)}]"
                ),
            )
        return
    first, dash = place.value.line, " " * (place.value.column - 1)
    numbers = range(first, first + len(old))
    if [wire.spans[item_path].value.line for item_path in item_paths] == list(numbers):
        written = dict(zip(old, map(wire.line, numbers), strict=True))
        lines = [written.get(item) or f"{dash}- {scalar(item)}" for item in new]
        yield (wire.replace(wire.starts[first - 1], wire.line_end(numbers[-1]), wire.newline.join(lines)),)
