"""Write entries into a wire's own account of itself, and leave all else as it is."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from butfor.edit.layout import WireText, says
from butfor.edit.published import OpenWire, RefusedError
from butfor.files.tree import MAX_BYTES
from butfor.findings import DataPath, Edit, Location, Patch, ProposedFix
from butfor.yaml.emit import block, flow
from butfor.yaml.locate import edited

_CORRECTIONS = ("corrections",)


def with_entries(published: OpenWire, text: str, entries: Sequence[Mapping[str, Any]]) -> str:
    """Return ``text`` with more ``corrections`` at the end of those that there are.

    Raises:
        RefusedError: the list is written in a way that can't be edited.
    """
    wire = WireText(published.name, text)
    expected = {**wire.data, "corrections": [*wire.data.get("corrections", ()), *entries]}
    if _CORRECTIONS not in wire.spans:
        edits: tuple[Edit, ...] = (wire.insert_field("corrections", list(entries)),)
    else:
        last = max((path for path in wire.spans if len(path) == 2 and path[:1] == _CORRECTIONS), default=None)
        is_flow = wire.raw(_CORRECTIONS).startswith("[")
        if last is None:
            edits = _fill(wire, entries)
        else:
            edits = _append_to_flow(wire, last, entries) if is_flow else _append_to_block(wire, last, entries)
    return _accepted(published, edited(text, edits), expected)


def without_entries(published: OpenWire, text: str, indexes: Collection[int]) -> str:
    """Return ``text`` without some of the ``corrections``.

    Raises:
        RefusedError: the list is written in a way that can't be edited.
    """
    wire = WireText(published.name, text)
    left = [entry for index, entry in enumerate(wire.data["corrections"]) if index not in indexes]
    expected = {key: left if key == "corrections" else value for key, value in wire.data.items()}
    if not left:
        del expected["corrections"]
    cuts = [wire.without_item((*_CORRECTIONS, index)) for index in indexes] if left else [None]
    edits = tuple(cut for cut in cuts if cut is not None)
    ways = [edits] if len(edits) == len(cuts) else []
    for way in (*ways, *wire.rewritten(_CORRECTIONS, left or None)):
        result = edited(text, way)
        if says(result, expected):
            return result
    return _accepted(published, text, expected)


def retracted(published: OpenWire, retraction: Mapping[str, str]) -> str:
    """Return the file's text with ``status: retracted`` and the record of it.

    Raises:
        RefusedError: it is written in a way that can't be edited.
    """
    wire = WireText(published.name, published.text)
    expected = {**published.data, "status": "retracted", "retraction": dict(retraction)}
    status = wire.fix(ProposedFix((Patch(Location(("status",)), "retracted"),)))
    edits = (*(status.edits if status else ()), wire.insert_field("retraction", dict(retraction)))
    return _accepted(published, edited(published.text, edits), expected)


def _accepted(published: OpenWire, text: str, expected: Mapping[str, Any]) -> str:
    """Return the text of a wire if it says what it has to.

    Raises:
        RefusedError: it does not, or is too large.
    """
    if len(text.encode()) > MAX_BYTES:
        raise RefusedError(f"{published.name} would be larger than the {MAX_BYTES // 1024} KiB that a wire may have")
    if not says(text, expected):
        raise RefusedError(
            f"{published.name} is written in a way that can't be edited here",
            "write the entry by hand; `butfor check` says what it needs",
        )
    return text


def _fill(wire: WireText, entries: Sequence[Mapping[str, Any]]) -> tuple[Edit, ...]:
    """Return the edits that put entries into an empty list: as a block where the list stands on the line of its key."""
    place = wire.spans[_CORRECTIONS]
    key = place.key
    if re.fullmatch(r"\[[ \t]*\]", wire.raw(_CORRECTIONS)) and key is not None and key.end_line == place.value.line:
        lines = block("corrections", list(entries), wire.indent)[1:]
        colon = wire.text.index(":", wire.starts[key.end_line - 1] + key.end_column - 1) + 1
        return (wire.replace(colon, place.end, ""), wire.insert_lines(wire.line_end(key.end_line), lines))
    end = place.end - 1
    return (wire.replace(end, end, ", ".join(map(flow, entries))),)


def _append_to_block(wire: WireText, last: DataPath, entries: Sequence[Mapping[str, Any]]) -> tuple[Edit, ...]:
    """Return the edit that adds items to a block, written as the last one is."""
    item = wire.spans[last]
    dash = wire.spans[_CORRECTIONS].value.column - 1
    # Where the last item does not begin on the line of its dash, nothing says how far from it.
    on_its_line = re.fullmatch(r"[ \t]*-[ \t]+", wire.line(item.value.line)[: item.value.column - 1])
    inner = item.value.column - 1 if on_its_line else dash + 2
    lines = []
    for entry in entries:
        parts = [line for name, value in entry.items() for line in block(name, value)]
        if wire.raw(last).startswith("{"):
            parts = [flow(entry)]
        lines += [f"{' ' * dash}-{' ' * (inner - dash - 1)}{parts[0]}", *(" " * inner + part for part in parts[1:])]
    return (wire.insert_lines(wire.end_below("corrections"), lines),)


def _append_to_flow(wire: WireText, last: DataPath, entries: Sequence[Mapping[str, Any]]) -> tuple[Edit, ...]:
    """Return the edits that add items to ``[{...}]``, on lines of their own where the last one has one."""
    item, end_line = wire.spans[last], wire.spans[_CORRECTIONS].value.end_line
    line = wire.line(item.value.end_line)
    rest = re.match(r"[ \t]*+(,?)[ \t]*+(#.*)?$", line[item.value.end_column - 1 :])
    before = wire.line(item.value.line)[: item.value.column - 1]
    if rest is None or before.strip() or end_line == item.value.end_line:
        return (wire.replace(item.end, item.end, "".join(f", {flow(entry)}" for entry in entries)),)
    end = wire.line_end(item.value.end_line)
    lines = [f"{before}{flow(entry)}{',' if entry is not entries[-1] else rest[1]}" for entry in entries]
    added = wire.insert_lines(end, lines)
    if rest[1]:
        return (added,)
    if item.end == end:
        return (wire.replace(end, end, f",{added.text}"),)
    return (wire.replace(item.end, item.end, ","), added)
