"""Whether entries explain what differs between two versions of a wire: all together, or one after the other.

A request is one step, though its commits may have been several: then an entry explains what an earlier one left, or
takes it back. Such entries are read in their order. From the older version on each is carried out as far as it says
how; from the newer one back each is undone. There must be one entry, or entries that hold together, by which the two
meet; every step is judged as a step between two versions is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from butfor.changes.entries import both_facts
from butfor.changes.explain import Numbered, Unexplained, step_faults
from butfor.changes.facts import (
    CONTENT,
    PROSE,
    Difference,
    Facts,
    differing,
    is_source,
    only_in,
    plain,
)
from butfor.changes.passages import places
from butfor.changes.redaction import is_redacted
from butfor.model.wire import Change, Wire
from butfor.text.prose import canonical

_MOST = 100  # entries of one unit that are read one after the other: each takes time in proportion to the text


def explains(older: Wire, newer: Wire, *entries: Sequence[Change]) -> list[Unexplained]:
    """Return what entries leave unexplained or explain wrongly; none if they explain the difference exactly.

    Changes are counted through all entries.
    """
    return unexplained(*both_facts(older, newer, [str(change.field) for entry in entries for change in entry]), entries)


def unexplained(was: Facts, now: Facts, entries: Sequence[Sequence[Change]]) -> list[Unexplained]:
    """Return what entries leave unexplained of two versions, given what `both_facts` returns of these."""
    numbers = count()
    steps: dict[str, list[Numbered]] = {}
    for entry in entries:
        own: dict[str, Numbered] = {}
        for change in entry:
            own.setdefault(unit_of(str(change.field)), []).append((next(numbers), change))
        for unit, changes in own.items():
            steps.setdefault(unit, []).append(changes)
    units = dict.fromkeys([*(unit_of(item.field) for item in differing(was, now)), *steps])
    before, after = _by_unit(was), _by_unit(now)
    return [
        fault for unit in units for fault in _faults(before.get(unit, {}), after.get(unit, {}), steps.get(unit, []))
    ]


def unit_of(path: str) -> str:
    """Return the part of a wire that is judged by itself: a source, the rationale, any other fact."""
    if path.startswith("sources."):
        return ".".join(path.split(".")[:2])
    return "rationale" if path.startswith("rationale.") else path


def _by_unit(state: Facts) -> dict[str, Facts]:
    units: dict[str, Facts] = {}
    for path, value in state.items():
        units.setdefault(unit_of(path), {})[path] = value
    return units


def _faults(was: Facts, now: Facts, entries: Sequence[Numbered]) -> list[Unexplained]:
    """Return what entries on one unit leave unexplained."""
    faults = step_faults(was, now, [item for entry in entries for item in entry])
    if not faults or len(entries) < 2:
        return faults
    if len(entries) > _MOST:
        return [replace(fault, repair=f"at most {_MOST} entries of a fact are read: join them") for fault in faults]
    named = {str(change.field) for entry in entries for _, change in entry}
    ahead = [was]
    for entry in entries[:-1]:
        if (state := _moved(ahead[-1], entry, named, back=False)) is None:
            break
        ahead.append(state)
    behind = now
    found: list[Unexplained] = []
    for number in reversed(range(len(entries))):
        if number < len(ahead):
            faults = step_faults(ahead[number], behind, entries[number], named)
            if not faults:
                return []
            found = found or [_placed(fault, number) for fault in faults]
        state = _moved(behind, entries[number], named, back=True)
        if state is None:
            break
        behind = state
    if found:
        return found
    middle = [item for entry in entries[len(ahead) - 1 : number + 1] for item in entry]
    faults = step_faults(ahead[-1], behind, middle, named)  # those that don't say how may hold together
    return faults and (list(_unclear(was, middle)) or faults)


def _placed(fault: Unexplained, before: int) -> Unexplained:
    """Return a fault with the words that it was judged after other entries."""
    if not before or fault.index is None:
        return fault
    entries = "the new entry" if before == 1 else f"the {before} new entries"
    return replace(fault, what=f"{fault.what}, after {entries} before this one")


def _unclear(was: Facts, explained: Numbered) -> Iterator[Unexplained]:
    """Yield what is wrong with entries that can't be read one after the other: they don't say what was between them."""
    for index, change in explained:
        path = str(change.field)
        value = was.get(path)
        difference = Difference(path, value, value)
        if path not in PROSE:
            what = "is explained by several new entries that do not say what was there"
            yield Unexplained(path, index, what, "delete both", difference)
        elif not change.whole and (change.was is None or change.now is None):
            what = "is explained by several new entries that do not say where the words were"
            yield Unexplained(path, index, what, "add the neighbouring words in both `was` and `now`", difference)


# ---------------------------------------------------------------- one entry, carried out or undone


def _moved(state: Facts, entry: Numbered, named: Iterable[str], *, back: bool) -> Facts | None:
    """Return the text after an entry that says how, or before it; None where it does not, or is wrong."""
    result = dict(state)
    words: dict[str, list[tuple[Any, Any]]] = {}
    items: dict[str, tuple[list[Any], list[Any]]] = {}
    for _, change in entry:
        sides = (
            change.was if change.removed is None else change.removed,
            change.now if change.added is None else change.added,
        )
        gone, come = reversed(sides) if back else sides
        path = str(change.field)
        if is_redacted(come) or (not back and (change.whole or path == "rationale")):
            return None
        if path in PROSE and not change.whole:
            words.setdefault(path, []).append((gone, come))
        elif path in CONTENT:
            for side, item in zip(items.setdefault(path, ([], [])), (gone, come), strict=True):
                side += [] if item is None else [plain(path, item)]
        elif not _put(result, path, gone, come):
            return None
    for path, passages in words.items():
        text = _replaced(result.get(path, ""), passages)
        if text is None:
            return None
        result[path] = text
    for path, (gone_items, come_items) in items.items():
        _set(result, path, [*only_in(path, result.get(path, []), gone_items), *come_items])
    older, newer = (result, state) if back else (state, result)
    return None if step_faults(older, newer, entry, named) else result


def _put(state: Facts, path: str, gone: Any, come: Any) -> bool:
    """Write one value in the place of another; return whether that can be done."""
    source, _, key = path.rpartition(".")
    if path == "rationale":
        for name in [name for name in state if name.startswith("rationale.")]:
            del state[name]
        if isinstance(come, Mapping):
            state.update((f"rationale.{name}", plain(f"rationale.{name}", value)) for name, value in come.items())
        return isinstance(come, Mapping)
    if is_source(path) and come is not None and not isinstance(come, Mapping):  # `true`: not what it says
        return False
    if is_source(source):
        if source not in state:
            return False
        state[source] = dict(state[source])
        _set(state[source], key, plain(path, come))
        return True
    _set(state, path, plain(path, come))
    return True


def _set(state: Facts, key: str, value: Any) -> None:
    """Write a value, or take it out where it is nothing."""
    if value in (None, [], {}):
        state.pop(key, None)
    else:
        state[key] = value


def _replaced(text: str, passages: Sequence[tuple[Any, Any]]) -> str | None:
    """Return a text with words in the place of others; None where these do not stand once, or overlap."""
    found: list[tuple[int, int, str]] = []
    for gone, come in passages:
        if not isinstance(gone, str) or not isinstance(come, str | None) or len(where := places(gone, text)) != 1:
            return None
        found.append((*where[0], come or ""))
    return canonical("".join(_parts(text, sorted(found))))


def _parts(text: str, found: Sequence[tuple[int, int, str]]) -> Iterator[str]:
    at = 0
    for start, end, words in found:
        yield from (text[at:start], words)
        at = end
    yield text[at:]
