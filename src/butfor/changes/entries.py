"""Entries of two versions of a wire: which are new, which are earlier ones, and what differs in these.

Of an earlier entry only `reason` and `by` may be corrected, which a new entry explains like a fact, and words may be
withheld: ``corrections.2.reason``, ``corrections.2.changes.1.was``. Both numbers count from 1, in the newer version.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from butfor.changes.facts import (
    Difference,
    Facts,
    differing,
    facts,
    field_name,
    needs_entry,
    plain,
    unequal,
)
from butfor.changes.matching import REMARKS, WITHHELD, matched, not_among
from butfor.changes.redaction import REDACTED, withholds
from butfor.findings import DataPath
from butfor.model.wire import Change, Correction, Wire


def differences(older: Wire, newer: Wire) -> list[Difference]:
    """Return every published fact that differs and needs an entry, in the order of the format."""
    return list(filter(needs_entry, all_differences(older, newer)))


def all_differences(older: Wire, newer: Wire) -> list[Difference]:
    """Return every published fact that differs, those too that need no entry, in the order of the format."""
    return differing(*both_facts(older, newer))


def both_facts(older: Wire, newer: Wire, paths: Sequence[str] = ()) -> tuple[Facts, Facts]:
    """Return what two versions say in the fields that differ, and at some ``paths``."""
    names = unequal(older, newer) | set(map(field_name, paths))
    was, now = facts(older, names), facts(newer, names)
    if "corrections" in names:
        for old, place in zip(older.corrections, matched(older, newer), strict=True):
            if place is not None:
                path, new = f"corrections.{place + 1}", newer.corrections[place]
                for facts_of_entry, entry in ((was, old), (now, new)):
                    facts_of_entry.update((f"{path}.{key}", plain(path, getattr(entry, key))) for key in REMARKS)
                now.update((f"{path}.{part}", REDACTED) for part in _newly_withheld(old, new))
    return was, now


def _newly_withheld(old: Correction, new: Correction) -> Iterator[str]:
    """Yield the parts of an entry that are withheld since."""
    pairs = [
        (f"changes.{number}.", *pair) for number, pair in enumerate(zip(old.changes, new.changes, strict=False), 1)
    ]
    for path, was, now in [("", old, new), *pairs]:
        for key in WITHHELD:
            if withholds(getattr(now, key, None)) and not withholds(getattr(was, key, None)):
                yield f"{path}{key}"


def explained(entries: Sequence[tuple[int, Correction]]) -> list[tuple[DataPath, Change]]:
    """Return the changes that entries explain, each with its place.

    An entry of the first edition about one field is read as the change that it is; one about several explains none.
    """
    changes: list[tuple[DataPath, Change]] = []
    for index, entry in entries:
        path: DataPath = ("corrections", index)
        changes += (((*path, "changes", number), change) for number, change in enumerate(entry.changes))
        if len(entry.fields) == 1:
            changes.append((path, Change.model_construct(field=entry.fields[0], was=entry.was, now=entry.now)))
    return changes


def changes_by_entry(entries: Sequence[tuple[int, Correction]]) -> list[list[Change]]:
    """Return the changes that entries explain, those of each entry by themselves."""
    return [[change for _, change in own] for _, own in groupby(explained(entries), key=lambda item: item[0][1])]


def new_corrections(before: Wire, after: Wire) -> list[tuple[int, Correction]]:
    """Return the corrections in ``after`` that are not in ``before``, as (index, correction); order is ignored."""
    return not_among(after, matched(before, after))


def withheld_fields(entries: Sequence[tuple[int, Correction]]) -> list[str]:
    """Return the fields, as paths, of whose words some entry withholds any: then nothing repeats what they said."""
    return [str(change.field) for _, change in explained(entries) if withholds(change.was) or withholds(change.removed)]


def edited_entries(before: Wire, after: Wire) -> Iterator[tuple[int, int | None]]:
    """Yield the place of each earlier entry that says something else, and where it stands now; None if it is gone."""
    places = matched(before, after)
    last = -1
    for number, place in enumerate(places):
        if place is None:
            last += 1
            is_there = last < len(after.corrections) and last not in places
            yield number, last if is_there else None
            last -= 0 if is_there else 1
        else:
            last = place
