"""The edits that write a change and its entry, and leave all else as it is."""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from butfor.changes.versions import ACCOUNT, SIGNED
from butfor.edit.published import PublishedWire, RefusedError
from butfor.files.tree import MAX_BYTES, Source
from butfor.findings import DataPath, Edit, Location, Patch, ProposedFix
from butfor.model.validate import keys_of
from butfor.model.wire import Source as SourceEntry
from butfor.model.wire import Wire
from butfor.text.display import clip, shown
from butfor.text.normalize import collapse_whitespace
from butfor.text.suggest import closest
from butfor.yaml.emit import block, quoted, scalar
from butfor.yaml.locate import Locator, edited
from butfor.yaml.parse import parse
from butfor.yaml.spans import NodeSpan

_FIELDS = [info.alias or name for name, info in Wire.model_fields.items()]
_LISTS = ("codes", "providers", "systems", "related")


def writable(text: str) -> bool:
    """Whether a text can stand in a wire: it holds no control character and no half of one."""
    return not parse(Source("", f"x: {quoted(text)}\n".encode())).parse_errors


def with_value(opened: PublishedWire, text: str, field: str, value: str) -> str:
    """``text`` with a field set: one line of text, or a list whose items are parted by commas.

    Raises:
        RefusedError: the field can't be set so.
    """
    locator = _locator(opened.name, text)
    path = _path(opened, field)
    data = parse(Source(opened.name, text.encode())).data
    wanted: str | list[str] = value.strip()
    if not wanted or "\n" in value or not writable(value):
        raise RefusedError(f"--set {field}: write one line of text", _by_hand(opened, "anything else"))
    if field in _LISTS:
        wanted = [item.strip() for item in value.split(",") if item.strip()]
    held = _get(data, path)
    if held == wanted:
        raise RefusedError(f"{shown(field)} is {shown(value)} already")
    if held is None and len(path) > 1:
        raise RefusedError(f"{shown(field)} is not there yet", _by_hand(opened, "what has to be added to a source"))
    expected = copy.deepcopy(data)
    _get(expected, path[:-1])[path[-1]] = wanted
    for edits in _settings(locator, path, wanted, there=held is not None):
        result = edited(text, edits)
        if _says(result, expected):
            return result
    raise RefusedError(f"{shown(field)} is written in a way that can't be edited here", _by_hand(opened, "it"))


def with_entries(opened: PublishedWire, text: str, entries: Sequence[Mapping[str, Any]]) -> str:
    """``text`` with more ``corrections`` at the end of those that there are.

    Raises:
        RefusedError: the list is written in a way that can't be edited.
    """
    locator = _locator(opened.name, text)
    data = parse(Source(opened.name, text.encode())).data
    expected = {**data, "corrections": [*data.get("corrections", ()), *entries]}
    place = locator.spans.get(("corrections",))
    edits = _field(locator, "corrections", list(entries)) if place is None else _appended(locator, place, entries)
    return _accepted(opened, edited(text, edits), expected)


def retracted(opened: PublishedWire, retraction: Mapping[str, str]) -> str:
    """The file's text with ``status: retracted`` and the record of it.

    Raises:
        RefusedError: it is written in a way that can't be edited.
    """
    locator = _locator(opened.name, opened.text)
    expected = {**opened.data, "status": "retracted", "retraction": dict(retraction)}
    status = locator.fix(ProposedFix((Patch(Location(("status",)), "retracted"),)))
    edits = (*(status.edits if status else ()), *_field(locator, "retraction", dict(retraction)))
    return _accepted(opened, edited(opened.text, edits), expected)


def _locator(name: str, text: str) -> Locator:
    locator = Locator(parse(Source(name, text.encode())))
    root = locator.spans.get(())
    if root is None or locator.text[root.start] == "{":
        raise RefusedError(f"{name} is one mapping in braces", "write it with one field on each line first")
    return locator


def _accepted(opened: PublishedWire, text: str, expected: Mapping[str, Any]) -> str:
    if len(text.encode()) > MAX_BYTES:
        raise RefusedError(f"{opened.name} would be larger than the {MAX_BYTES // 1024} KiB that a wire may have")
    if not _says(text, expected):
        raise RefusedError(
            f"{opened.name} is written in a way that can't be edited here",
            "write the entry by hand; butfor check says what it needs",
        )
    return text


def _says(text: str, expected: Mapping[str, Any]) -> bool:
    """Whether a text holds these data, and no fault of reading."""
    document = parse(Source("", text.encode()))
    return not document.parse_errors and bool(collapse_whitespace(document.data) == collapse_whitespace(expected))


def _by_hand(opened: PublishedWire, what: str) -> str:
    return f"edit {what} in the file, then run: butfor correct {opened.wire.id}"


def _get(data: Any, path: DataPath) -> Any:
    for step in path:
        if data is None:
            return None
        data = data.get(step) if isinstance(data, dict) else data[step]
    return data


_INSTEAD = {
    "schema": "it is the version of the format",
    "id": "an id never changes",
    "published": "the time of publication is set once",
    "status": "butfor retract marks a wire that no longer stands",
    "external_ids": "it is no change of a fact: edit the file",
    **dict.fromkeys(ACCOUNT, "the wire's account of itself is no fact of it"),
    **dict.fromkeys(SIGNED, "a new sign-off needs no entry: edit the file"),
}


def _path(opened: PublishedWire, field: str) -> DataPath:
    """The path of a field as `--set` names it: ``severity``, ``rationale.by``, ``sources.S2.title``.

    Raises:
        RefusedError: there is no such field, or it can't be set.
    """
    head, *rest = field.split(".")
    if head not in keys_of(Wire):
        guess = closest(head, _FIELDS)
        raise RefusedError(f"--set: there is no field {shown(field)}" + (f"; did you mean `{guess}`?" if guess else ""))
    if head in _INSTEAD:
        raise RefusedError(f"--set {head}: {_INSTEAD[head]}")
    if head == "sources" and len(rest) == 2 and rest[1] not in keys_of(SourceEntry):
        guess = closest(rest[1], keys_of(SourceEntry))
        raise RefusedError(
            f"--set: a source has no field {shown(rest[1])}" + (f"; did you mean `{guess}`?" if guess else "")
        )
    if head == "sources" and len(rest) == 2 and rest[1] == "archive_url":
        raise RefusedError(f"--set {field}: {_INSTEAD['external_ids']}")
    if head == "sources" and len(rest) == 2 and rest[1] != "id":
        for index, source in enumerate(opened.wire.sources):
            if source.id == rest[0]:
                return ("sources", index, rest[1])
        raise RefusedError(f"--set {field}: there is no source {shown(rest[0])}")
    if head == "rationale" and len(rest) == 1:
        return ("rationale", rest[0])
    if rest or head in ("body", "rationale", "sources", "conflicts"):
        raise RefusedError(
            f"--set {clip(field, 60)}: this is more than a line of text",
            "edit it in the file, then run butfor correct without --set; of a source, set sources.S2.title",
        )
    return (head,)


def _raw(locator: Locator, path: DataPath) -> str:
    place = locator.spans[path]
    return locator.text[place.start : place.end]


def _settings(locator: Locator, path: DataPath, wanted: str | list[str], there: bool) -> Iterator[tuple[Edit, ...]]:
    """The ways in which a value can be written, the one most like what is there first."""
    if not there:
        yield _field(locator, str(path[-1]), wanted)
    elif isinstance(wanted, list):
        yield from _items_edit(locator, path, wanted)
    elif _raw(locator, path)[:1] not in ("|", ">"):
        for change in (Patch(Location(path), wanted), Patch(Location(path), quoted(wanted), raw=True)):
            fix = locator.fix(ProposedFix((change,)))
            if fix is not None:
                yield fix.edits


def _items_edit(locator: Locator, path: DataPath, wanted: list[str]) -> Iterator[tuple[Edit, ...]]:
    """A list with other items; those that stay keep their text. Not where comments of their own would be lost."""
    place = locator.spans[path]
    raw = _raw(locator, path)
    items = [one for other, one in locator.spans.items() if len(other) == len(path) + 1 and other[: len(path)] == path]
    held = [str(item) for item in _get(parse(Source("", locator.text.encode())).data, path)]
    if raw.startswith("["):
        if "\n" not in raw and "#" not in raw:
            known = {item: locator.text[one.start : one.end] for item, one in zip(held, items, strict=True)}
            whole = ", ".join(known.get(item) or scalar(item) for item in wanted)
            yield (Edit(locator.span_of(place.start, place.end), f"[{whole}]"),)
        return
    first, dash = place.value.line, " " * (place.value.column - 1)
    if [one.value.line for one in items] == list(range(first, first + len(items))):
        kept = {item: locator.line(first + index) for index, item in enumerate(held)}
        lines = [kept.get(item) or f"{dash}- {scalar(item)}" for item in wanted]
        end = locator.starts[first + len(items) - 2] + len(locator.line(first + len(items) - 1))
        yield (Edit(locator.span_of(locator.starts[first - 1], end), _newline(locator.text).join(lines)),)


def _field(locator: Locator, key: str, value: Any) -> tuple[Edit, ...]:
    """A field that was not there, behind the one that comes before it in the order of the format."""
    indent = locator.spans[()].value.column - 1
    before = [name for name in _FIELDS[: _FIELDS.index(key)] if (name,) in locator.spans][-1]
    return (_inserted(locator, _below(locator, (before,), indent), block(key, value, indent)),)


def _appended(locator: Locator, place: NodeSpan, entries: Sequence[Mapping[str, Any]]) -> tuple[Edit, ...]:
    """Items at the end of ``corrections``, written as the last one is."""
    raw = _raw(locator, ("corrections",))
    last = max((path for path in locator.spans if len(path) == 2 and path[0] == "corrections"), default=None)
    key = place.key
    if raw.startswith("["):
        if last is not None:
            return _into_flow(locator, place, locator.spans[last], entries)
        if re.fullmatch(r"\[[ \t]*\]", raw) and key is not None and key.end_line == place.value.line:
            lines = block("corrections", list(entries), locator.spans[()].value.column - 1)
            colon = locator.text.index(":", locator.starts[key.end_line - 1] + key.end_column - 1) + 1
            end = locator.starts[key.end_line - 1] + len(locator.line(key.end_line))
            return (Edit(locator.span_of(colon, place.end), ""), _inserted(locator, end, lines[1:]))
        end = place.end - 1
        return (Edit(locator.span_of(end, end), ", ".join(map(_flow, entries))),)
    assert last is not None
    item = locator.spans[last]
    dash = place.value.column - 1
    # Where the last item does not begin on the line of its dash, nothing says how far from it.
    on_its_line = re.fullmatch(r"[ \t]*-[ \t]+", locator.line(item.value.line)[: item.value.column - 1])
    inner = item.value.column - 1 if on_its_line else dash + 2
    lines = []
    for entry in entries:
        parts = [line for name, value in entry.items() for line in block(name, value)]
        if _raw(locator, last).startswith("{"):
            parts = [_flow(entry)]
        lines += [f"{' ' * dash}-{' ' * (inner - dash - 1)}{parts[0]}", *(" " * inner + part for part in parts[1:])]
    return (_inserted(locator, _below(locator, ("corrections",), locator.spans[()].value.column - 1), lines),)


def _into_flow(
    locator: Locator, place: NodeSpan, last: NodeSpan, entries: Sequence[Mapping[str, Any]]
) -> tuple[Edit, ...]:
    """Items into ``[{...}]``: on lines of their own where the last one has one, else behind it."""
    line = locator.line(last.value.end_line)
    rest = re.match(r"[ \t]*+(,?)[ \t]*+(#.*)?$", line[last.value.end_column - 1 :])
    before = locator.line(last.value.line)[: last.value.column - 1]
    if rest is None or before.strip() or place.value.end_line == last.value.end_line:
        return (Edit(locator.span_of(last.end, last.end), "".join(f", {_flow(entry)}" for entry in entries)),)
    end = locator.starts[last.value.end_line - 1] + len(line)
    lines = [f"{before}{_flow(entry)}{',' if entry is not entries[-1] else rest[1]}" for entry in entries]
    comma = () if rest[1] else (Edit(locator.span_of(last.end, last.end), ","),)
    if comma and last.end == end:
        return (Edit(comma[0].span, "," + _inserted(locator, end, lines).text),)
    return (*comma, _inserted(locator, end, lines))


def _flow(entry: Mapping[str, Any]) -> str:
    """An entry on one line; every text but plain words in quotes, so nothing in it ends it."""
    parts = [f"{key}: [{', '.join(map(scalar, value))}]" if isinstance(value, list) else f"{key}: {scalar(value)}"
             for key, value in entry.items()]  # fmt: skip
    return "{" + ", ".join(parts) + "}"


def _inserted(locator: Locator, at: int, lines: Sequence[str]) -> Edit:
    """Lines behind the one that ends at ``at``; a last line without a break stays without one."""
    return Edit(locator.span_of(at, at), "".join(_newline(locator.text) + line for line in lines))


def _newline(text: str) -> str:
    return "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"


def _below(locator: Locator, path: DataPath, indent: int) -> int:
    """The end of the last line of a value, and of the comments under it that are indented deeper than ``indent``."""
    end = _end(locator, path)
    number = last = locator.span_of(end, end).line
    while (number := number + 1) <= len(locator.lines):
        line = locator.line(number)
        words = line.lstrip(" \t")
        if words.startswith("#") and len(line) - len(words) > indent:
            last = number
        elif words:
            break
    return locator.starts[last - 1] + len(locator.line(last))


def _end(locator: Locator, path: DataPath) -> int:
    """Where the text of a value ends. A block's own mark lies behind all comments that follow, so its parts say."""
    ends = [0]
    for other, place in locator.spans.items():
        if other[: len(path)] != path:
            continue
        raw = locator.text[place.start : place.end]
        if not place.block or raw.startswith(("[", "{")):
            if raw.startswith(("|", ">")):  # blank lines behind it are part of it only if it keeps them
                keeps = "+" in raw.partition("\n")[0].partition("#")[0]
                raw = re.sub(r"\r?\n\Z", "", raw) if keeps else raw.rstrip()
            ends.append(place.start + len(raw))
    return max(ends)
