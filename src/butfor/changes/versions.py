"""Two versions of a wire: what differs, which entries are new, and whether these explain it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise

from butfor.archive.wire_file import WireFile
from butfor.changes.chain import explains
from butfor.changes.explain import Unexplained
from butfor.changes.facts import comparable, differences, field_name
from butfor.changes.redaction import is_redacted, may_be_withheld
from butfor.findings import DataPath
from butfor.model.types import bounds, home_of
from butfor.model.validate import STAND_IN
from butfor.model.wire import Change, Correction, Deviation, Wire


@dataclass(frozen=True)
class WireChange:
    """One wire as it was and as it is."""

    name: str
    """Of the older file, where there is one."""
    before: WireFile | None
    """None where there was no file."""
    after: WireFile | None
    """None where there is no file."""
    moved: str | None = None
    """The file that now holds the same id, where the older file is gone; if it is new, ``after`` is what it says."""
    today: str = ""
    """The day on which a new correction is written, ISO."""
    between: Callable[[], Sequence[WireFile]] = tuple
    """Returns the versions between the two, the oldest first: an account may hold for each step."""

    @cached_property
    def was(self) -> Wire | None:
        """The older wire, if it was published (or retracted) and anything of it can be read.

        A field that can't be read in one of the two versions is taken from the other.
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
        """The fields whose facts differ, in the order of the format; none where there are no two public versions."""
        if self.was is None or self.now is None:
            return []
        return list(dict.fromkeys(field_name(item.field) for item in differences(self.was, self.now)))

    @cached_property
    def new_corrections(self) -> list[tuple[int, Correction]]:
        """The corrections that only the newer version has, as (index, correction)."""
        return _others(self.now, self.places_of_corrections) if self.was is not None and self.now is not None else []

    @cached_property
    def places_of_corrections(self) -> list[int | None]:
        """Where the newer version has each correction of the older one: see `matched`."""
        return matched(self.was, self.now) if self.was is not None and self.now is not None else []

    @cached_property
    def unexplained(self) -> list[tuple[DataPath | None, Unexplained]]:
        """What the new entries leave unexplained, or tell otherwise, each with the place of the change at fault.

        None at all where each step between the two versions is explained.
        """
        if self.was is None or self.now is None:
            return []
        changes = told(self.new_corrections)
        faults = explains(self.was, self.now, *told_by_entry(self.new_corrections))
        if not faults or self._is_told_in_steps():
            return []
        return [(None if fault.index is None else changes[fault.index][0], fault) for fault in faults]

    def _is_told_in_steps(self) -> bool:
        versions = [self.before, *self.between(), self.after]
        wires = [complete_wire(file) for file in versions if file is not None]
        steps = [wire for wire in wires if wire is not None and wire.status != "draft"]
        if len(steps) < len(versions) or len(steps) < 3:
            return False
        return all(_is_explained(older, newer) for older, newer in pairwise(steps))

    @property
    def matched_corrections(self) -> list[tuple[Correction, Correction]]:
        """The corrections that both versions have, as each has them: words of one may be withheld since."""
        if self.was is None or self.now is None:
            return []
        later = self.now.corrections
        places = zip(self.was.corrections, self.places_of_corrections, strict=True)
        return [(entry, later[place]) for entry, place in places if place is not None]

    @property
    def touches(self) -> bool:
        """Whether a published wire is gone, or says something else than before."""
        if self.was_draft:
            return False
        if self.now is None or self.was is None or self.differs:
            return True
        return any(getattr(self.was, name) != getattr(self.now, name) for name in ("id", "status", "published"))

    @cached_property
    def signed(self) -> frozenset[str]:
        """The rules from which the newer version newly deviates: in a change of its own, not in every later one."""
        old = _deviations(self.before)
        return frozenset(deviation.rule for deviation in _deviations(self.after) if deviation not in old)

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


def _is_explained(older: Wire, newer: Wire) -> bool:
    entries = told_by_entry(new_corrections(older, newer))
    return None not in matched(older, newer) and not explains(older, newer, *entries)


def _deviations(file: WireFile | None) -> list[Deviation]:
    return [] if file is None or file.wire is None or "deviations" in file.invalid_fields else file.wire.deviations


def complete_wire(file: WireFile) -> Wire | None:
    """Return the wire, if all its fields can be read."""
    return None if file.invalid_fields or file.schema_errors else file.wire


def filled(file: WireFile, substitute: WireFile | None) -> WireFile:
    """Return a version without its text, in which fields that can't be read are those of another version.

    What can't be read in either is the same in both, and means nothing: it stays in ``invalid_fields``. There are
    ``schema_errors`` where the extensions can't be read in either.
    """
    if not (file.invalid_fields or file.schema_errors):
        return WireFile("", wire=file.wire)
    versions = [version for version in (file, substitute) if version is not None and version.wire is not None]
    fields = {}
    for name in Wire.model_fields:
        readable = (version.wire for version in versions if name.rstrip("_") not in version.invalid_fields)
        fields[name] = getattr(next(readable, STAND_IN), name)
    last = versions[-1]
    extensions = {} if last.schema_errors or last.wire is None else last.wire.model_extra or {}
    wire = Wire.model_construct(**fields, **extensions)
    return WireFile(
        "", wire=wire, invalid_fields=file.invalid_fields & last.invalid_fields, schema_errors=last.schema_errors
    )


# ---------------------------------------------------------------- entries


def told(entries: Sequence[tuple[int, Correction]]) -> list[tuple[DataPath, Change]]:
    """Return the changes that entries tell, each with its place.

    An entry of the first edition about one field is read as the change that it is; one about several tells none.
    """
    changes: list[tuple[DataPath, Change]] = []
    for index, entry in entries:
        path: DataPath = ("corrections", index)
        changes += (((*path, "changes", number), change) for number, change in enumerate(entry.changes))
        if len(entry.fields) == 1:
            changes.append((path, Change.model_construct(field=entry.fields[0], was=entry.was, now=entry.now)))
    return changes


def told_by_entry(entries: Sequence[tuple[int, Correction]]) -> list[list[Change]]:
    """Return the changes that entries tell, those of each entry by themselves."""
    return [[change for _, change in own] for _, own in groupby(told(entries), key=lambda item: item[0][1])]


def new_corrections(before: Wire, after: Wire) -> list[tuple[int, Correction]]:
    """Return the corrections in ``after`` that are not in ``before``, as (index, correction); order is ignored."""
    return _others(after, matched(before, after))


def _others(wire: Wire, places: Sequence[int | None]) -> list[tuple[int, Correction]]:
    old = set(places)
    return [(index, entry) for index, entry in enumerate(wire.corrections) if index not in old]


def matched(before: Wire, after: Wire) -> list[int | None]:
    """Return for each correction in ``before`` where ``after`` has it, perhaps redacted; None where it has not."""
    found: list[int | None] = [None] * len(before.corrections)
    left = set(range(len(after.corrections)))
    for key in (_as_written, _key):  # what an entry says takes long to work out, and most are written alike
        if None not in found:
            return found
        places: dict[str, list[int]] = {}
        for index in sorted(left):
            places.setdefault(key(after.corrections[index]), []).append(index)
        for number, entry in enumerate(before.corrections):
            if found[number] is None and (same := places.get(key(entry))):
                left.remove(same[0])
                found[number] = same.pop(0)
    left = {index for index in left if _withholds(after.corrections[index])}
    for number, entry in enumerate(before.corrections):
        if found[number] is None:
            found[number] = next(
                (index for index in sorted(left) if _is_redaction(entry, after.corrections[index])), None
            )
            left.discard(found[number] if found[number] is not None else -1)
    return found


def was_redacted(entry: Correction, other: Correction) -> bool:
    """Return whether the later one of two entries that match withholds words of the older."""
    return _withholds(other) and _key(entry) != _key(other)


def _as_written(entry: Correction) -> str:
    """Return an entry's data: equal, if two are written with the same words and quotes."""
    return repr(entry.model_dump())


def _key(entry: Correction) -> str:
    """Return what an entry says, for comparing; in `x_`, as nothing in it is prose."""
    return comparable("x_", entry.model_dump(exclude_none=True))


def _withholds(entry: Correction) -> bool:
    return any(map(is_redacted, (entry.was, entry.now))) or any(
        is_redacted(value) for change in entry.changes for value in (change.was, change.now, change.removed)
    )


def _is_redaction(old: Correction, new: Correction) -> bool:
    """Return whether an entry is an older one of which words are withheld, and nothing else."""
    former, later = old.model_dump(exclude_none=True), new.model_dump(exclude_none=True)
    paths = [", ".join(old.fields), *(str(change.field) for change in old.changes)]
    pairs = ((former, later), *zip(former["changes"], later["changes"], strict=False))
    for path, (was, now) in zip(paths, pairs, strict=False):
        for key in ("was", "now", "removed"):
            if is_redacted(now.get(key)) and may_be_withheld(path, was.get(key)):
                was[key] = now[key]
    return comparable("x_", former) == comparable("x_", later)


def latest_day(wire: Wire) -> str:
    """Return the latest day that a wire holds, ISO: no entry that changes it is older."""
    return max((day for day, _ in dates_of(wire)), default="")


def dates_of(wire: Wire) -> Iterator[tuple[str, str]]:
    """Yield every day that a wire holds, the earliest that it may mean, with its field; not the end of a waiver."""
    dates = [("occurred", wire.occurred), ("rationale.date", wire.rationale.date)]
    if wire.published:
        dates.append(("published", wire.published))
    if wire.retraction:
        dates.append(("retraction.date", wire.retraction.date))
    for source in wire.sources:
        dates += ((f"sources.{source.id}.{name}", getattr(source, name) or "") for name in ("published", "accessed"))
    for name in ("corrections", "deviations", "reviews"):
        dates += ((f"{name}.date", entry.date) for entry in getattr(wire, name))
    for field, date in dates:
        if days := bounds(date):
            yield days[0].isoformat(), field
