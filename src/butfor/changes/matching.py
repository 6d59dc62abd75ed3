"""Which entries of two versions of a wire are the same, though words of them may be withheld since."""

from collections.abc import Iterator, Sequence
from typing import Any

from butfor.changes.facts import comparable
from butfor.changes.redaction import withheld_forms, withholds
from butfor.model.types import native
from butfor.model.wire import Correction, Wire

REMARKS = ("reason", "by")
"""What may be put right in an entry."""
WITHHELD = ("was", "now", "removed")
"""What `redacted` may stand for in a change."""


def not_among(wire: Wire, places: Sequence[int | None]) -> list[tuple[int, Correction]]:
    """Return the corrections of a wire that stand at none of the places, as (index, correction)."""
    old = set(places)
    return [(index, entry) for index, entry in enumerate(wire.corrections) if index not in old]


def matched(before: Wire, after: Wire) -> list[int | None]:
    """Return for each correction in ``before`` where ``after`` has it, perhaps redacted, or with another `reason` or
    `by`; None where it has not."""
    found: list[int | None] = [None] * len(before.corrections)
    left = set(range(len(after.corrections)))
    for key in (
        _as_written,
        _key,
        _explained_key,
    ):  # what an entry says takes long to work out, and most are written alike
        if None not in found:
            return found
        places: dict[str, list[int]] = {}
        for index in sorted(left):
            places.setdefault(key(after.corrections[index]), []).append(index)
        for number, entry in enumerate(before.corrections):
            if found[number] is None and (same := places.get(key(entry))):
                left.remove(same[0])
                found[number] = same.pop(0)
    withheld = {
        index: _values(after.corrections[index]) for index in sorted(left) if _withholds(after.corrections[index])
    }
    for number, entry in enumerate(before.corrections):
        if found[number] is None and withheld:
            forms = [{value, *more} for value, more in zip(_values(entry), _withheld_forms(entry), strict=True)]
            place = next((index for index, values in withheld.items() if _are_forms(values, forms)), None)
            if place is not None:
                found[number] = place
                del withheld[place]
    return found


def withheld_unsaid(before: Wire, after: Wire, places: Sequence[int | None]) -> frozenset[int]:
    """Return where ``after`` withholds words of entries that ``before`` has, and no new entry of type `redaction` says
    so; ``places``: see `matched`."""
    if any(entry.type == "redaction" for _, entry in not_among(after, places)):
        return frozenset()
    pairs = ((entry, index) for entry, index in zip(before.corrections, places, strict=True) if index is not None)
    return frozenset(
        index
        for entry, index in pairs
        if _withholds(after.corrections[index]) and _explained_key(entry) != _explained_key(after.corrections[index])
    )


def _as_written(entry: Correction) -> str:
    """Return an entry's data: equal, if two are written with the same words and quotes."""
    return repr(entry.model_dump())


def _key(entry: Correction) -> str:
    """Return what an entry says, for comparing; in `x_`, as nothing in it is prose."""
    return comparable("x_", entry.model_dump(exclude_none=True))


def _explained_key(entry: Correction) -> str:
    """Return what an entry explains, and when."""
    return comparable("x_", entry.model_dump(exclude_none=True, exclude=set(REMARKS)))


def _withholds(entry: Correction) -> bool:
    return any(withholds(value) for _, value in _explained_values(entry))


def _explained_values(entry: Correction) -> Iterator[tuple[str, Any]]:
    """Yield what an entry explains, each value with the path of the fact: the same number for each of its changes."""
    yield from ((", ".join(entry.fields), value) for value in (entry.was, entry.now))
    for change in entry.changes:
        yield from ((str(change.field), value) for value in (change.was, change.now, change.removed))


def _values(entry: Correction) -> list[str]:
    """Return what an entry says, in parts for comparing: first all that can't be withheld, then each value."""
    rest = entry.model_dump(
        exclude_none=True,
        exclude={**dict.fromkeys((*REMARKS, "was", "now"), True), "changes": {"__all__": set(WITHHELD)}},
    )
    return [comparable("x_", rest), *(comparable("x_", native(value)) for _, value in _explained_values(entry))]


def _withheld_forms(entry: Correction) -> list[list[str]]:
    """Return for each part of what an entry says in which other forms it may stand there once words are withheld."""
    values = ((path, native(value)) for path, value in _explained_values(entry))
    return [[], *([comparable("x_", form) for form in withheld_forms(path, value)] for path, value in values)]


def _are_forms(values: Sequence[str], forms: Sequence[set[str]]) -> bool:
    return len(values) == len(forms) and all(value in form for value, form in zip(values, forms, strict=True))
