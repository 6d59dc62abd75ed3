"""Set a field of a wire to a value, and leave all else as it is."""

import copy
from collections.abc import Iterable, Iterator
from typing import Any

from butfor.edit.layout import FIELDS, WireText, says, writable
from butfor.edit.published import OpenWire, RefusedError
from butfor.files.tree import Source as YamlSource
from butfor.findings import DataPath, Edit, Location, Patch, ProposedFix
from butfor.model.fields import keys_of
from butfor.model.types import native
from butfor.model.wire import Rationale, Source, Wire
from butfor.text.display import clip, shown
from butfor.text.prose import PATHS
from butfor.text.suggest import closest
from butfor.yaml.emit import quoted, scalar
from butfor.yaml.locate import edited
from butfor.yaml.parse import parse

_LISTS = ("codes", "providers", "systems", "related")
_NEVER_SET = {
    "schema": "it is the version of the format",
    "id": "an id never changes",
    "published": "the time of publication is set once",
    "status": "use butfor retract to mark a wire that is no longer valid",
    "corrections": "this field records changes and is not a fact",
    "retraction": "this field records changes and is not a fact",
    "deviations": "a new sign-off needs no entry: edit the file",
    "reviews": "a new sign-off needs no entry: edit the file",
}
"""Fields that can't be set, each with the reason."""
_STRUCTURES = (("rationale",), ("conflicts",), ("external_ids",))


def with_value(published: OpenWire, text: str, field: str, value: str, again: str) -> str:
    """Return ``text`` with a field set: to a text, to a list whose items are parted by commas, or to what YAML says.

    An empty value takes out a field that need not be there. ``again`` is the command to run without this field.

    Raises:
        RefusedError: the field can't be set so.
    """
    wire = WireText(published.name, text)
    path = _path(published, field)
    if not writable(value):
        raise RefusedError(f"--set {field}: it contains a control character")
    new = _value(published, path, field, value)
    old = _get(wire.data, path)
    if old == new:
        raise RefusedError(f"{shown(field)} is {shown(value)} already")
    expected = copy.deepcopy(wire.data)
    holder = _get(expected, path[:-1])
    if new is None:
        del holder[path[-1]]
    elif isinstance(holder, list) and path[-1] == len(holder):
        holder.append(new)
    elif isinstance(holder, list | dict):
        holder[path[-1]] = new  # type: ignore[index]
    else:
        expected[path[0]] = {path[-1]: new}
    for edits in _ways_to_write(wire, path, expected, new):
        result = edited(text, edits)
        if says(result, expected):
            return result
    raise RefusedError(
        f"{shown(field)} is written in a way that can't be edited here",
        f"edit it in the file, then run: `{again}`",
    )


def _value(published: OpenWire, path: DataPath, field: str, value: str) -> Any:
    """Return what a field is set to, plain; codes in the order of the policy; None for nothing.

    Raises:
        RefusedError: it is no YAML where YAML is asked for.
    """
    name = str(path[0])
    if not value.strip():
        return None
    if len(path) == 1 and name in _LISTS:
        items = list(dict.fromkeys(item.strip() for item in value.split(",") if item.strip()))
        order = {code: place for place, code in enumerate(published.policy.codes)}
        return sorted(items, key=lambda item: order.get(item, len(order))) if name == "codes" else items
    if not name.startswith("x_") and (len(path) > 2 or (name != "sources" and path not in _STRUCTURES)):
        return value.strip()
    document = parse(YamlSource("", value.encode()))
    if document.unparsable or document.data is None:
        raise RefusedError(f"--set {field}: write it as YAML on one line, such as {{point: TEXT, sources: [S1, S2]}}")
    data = native(document.data)
    return {"id": field.split(".")[1], **data} if name == "sources" and isinstance(data, dict) else data


def _get(data: Any, path: DataPath) -> Any:
    for step in path:
        if isinstance(data, list) and isinstance(step, int):
            data = data[step] if step < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data


def _path(published: OpenWire, field: str) -> DataPath:
    """Return the path of a field as `--set` names it: ``severity``, ``rationale.by``, ``sources.S2.title``.

    Raises:
        RefusedError: there is no such field, or it can't be set.
    """
    head, *rest = field.split(".")
    if head not in keys_of(Wire) and not head.startswith("x_"):
        raise RefusedError(f"--set: there is no field {shown(field)}{_hint(head, FIELDS)}")
    if head in _NEVER_SET:
        raise RefusedError(f"--set {head}: {_NEVER_SET[head]}")
    if head == "sources" and rest:
        return _source_path(published, field, *rest)
    if head == "rationale" and len(rest) == 1 and rest[0] in keys_of(Rationale):
        return ("rationale", rest[0])
    if head == "external_ids" and rest:
        return ("external_ids", ".".join(rest))
    if rest:
        raise RefusedError(f"--set {clip(field, 60)}: there is no such field", f"set {head}, or edit the file")
    return (head,)


def _source_path(published: OpenWire, field: str, source_id: str, *keys: str) -> DataPath:
    if len(keys) > 1 or (keys and keys[0] not in keys_of(Source) - {"id"}):
        raise RefusedError(f"--set: a source has no field {shown(keys[0])}{_hint(keys[0], keys_of(Source))}")
    ids = [source.id for source in published.wire.sources]
    if source_id not in ids and keys:
        raise RefusedError(f"--set {field}: there is no source {shown(source_id)}")
    return ("sources", ids.index(source_id) if source_id in ids else len(ids), *keys)


def _hint(name: str, names: Iterable[str]) -> str:
    guess = closest(name, names)
    return f"; did you mean `{guess}`?" if guess else ""


def _ways_to_write(wire: WireText, path: DataPath, expected: Any, new: Any) -> Iterator[tuple[Edit, ...]]:
    """Yield the edits by which a value can be written, those that are most like what is there first."""
    old = _get(wire.data, path)
    if path in PATHS:
        yield from wire.rewritten(path, new)
    if isinstance(new, list) and isinstance(old, list) and path[0] in _LISTS:
        yield from _list_edits(wire, path, [str(item) for item in old], new)
    elif isinstance(new, str) and isinstance(old, str) and "\n" not in new and wire.raw(path)[:1] not in ("|", ">"):
        for patch in (Patch(Location(path), new), Patch(Location(path), quoted(new), raw=True)):
            fix = wire.fix(ProposedFix((patch,)))
            if fix is not None:
                yield fix.edits
    elif old is None and path[:-1] in wire.spans and len(path) > 1:
        yield from wire.added(path, new)
    for end in range(len(path), 0, -1):  # the smallest part that can be written anew
        yield from wire.rewritten(path[:end], _get(expected, path[:end]))
    if path[:1] not in wire.spans:
        yield (wire.insert_field(str(path[0]), expected[path[0]]),)


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
