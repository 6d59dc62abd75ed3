"""Two versions of a wire: what differs, and whether the new entries explain it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from butfor.archive.wire_file import WireFile
from butfor.changes.chain import explains, unexplained
from butfor.changes.entries import both_facts, changes_by_entry, explained, new_corrections, withheld_fields
from butfor.changes.explain import Unexplained
from butfor.changes.facts import JUDGED, Facts, differing, field_name, needs_entry
from butfor.changes.matching import matched, not_among, withheld_unsaid
from butfor.findings import DataPath
from butfor.model.types import bounds, home_of
from butfor.model.validate import STAND_IN
from butfor.model.wire import Correction, Deviation, Wire
from butfor.policy.seats import SeatsFile, Signature, signatures
from butfor.text.normalize import casefold_words
from butfor.text.prose import canonical


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
    seats: SeatsFile | None = None
    """Who may sign, as the older version of the archive says; None where it says nothing of it."""
    signing_days: tuple[str, str] = ("", "")
    """The first and the last day that it may be now on earth, ISO."""
    bulk_wires: frozenset[str] | None = None
    """The wires that may come with a bulk rationale: those that the older version names, as long as it holds no wire;
    None where it is no archive yet."""
    commit: str = ""
    """The id of the commit that holds the older version, short; empty for none."""
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
    def _facts(self) -> tuple[Facts, Facts]:
        """What the two public versions say where they differ, or where a new entry says so; nothing without two."""
        if self.was is None or self.now is None:
            return {}, {}
        return both_facts(self.was, self.now, [str(change.field) for _, change in explained(self.new_corrections)])

    @cached_property
    def differs(self) -> list[str]:
        """The fields whose facts differ, in the order of the format; none where there are no two public versions."""
        return list(dict.fromkeys(field_name(item.field) for item in differing(*self._facts) if needs_entry(item)))

    @cached_property
    def new_corrections(self) -> list[tuple[int, Correction]]:
        """The corrections that only the newer version has, as (index, correction)."""
        return not_among(self.now, self.places_of_corrections) if self.was is not None and self.now is not None else []

    @cached_property
    def _withheld(self) -> list[str]:
        return withheld_fields(self.new_corrections)

    def withholds(self, path: str) -> bool:
        """Return whether a new entry withholds words of a fact: then nothing repeats what it said."""
        return any(f"{path}.".startswith(f"{field}.") for field in self._withheld)

    @cached_property
    def places_of_corrections(self) -> list[int | None]:
        """Where the newer version has each correction of the older one: see `matched`."""
        return matched(self.was, self.now) if self.was is not None and self.now is not None else []

    @cached_property
    def unexplained(self) -> list[tuple[DataPath | None, Unexplained]]:
        """What the new entries leave unexplained, or explain wrongly, each with the place of the change at fault.

        None at all where each step between the two versions is explained.
        """
        changes = explained(self.new_corrections)
        faults = unexplained(*self._facts, changes_by_entry(self.new_corrections))
        if not faults or self._is_explained_in_steps():
            return []
        return [(None if fault.index is None else changes[fault.index][0], fault) for fault in faults]

    def _is_explained_in_steps(self) -> bool:
        versions = [self.before, *self.between(), self.after]
        wires = [complete_wire(file) for file in versions if file is not None]
        steps = [wire for wire in wires if wire is not None and wire.status != "draft"]
        if len(steps) < len(versions) or len(steps) < 3:
            return False
        return all(_is_explained(older, newer) for older, newer in pairwise(steps))

    @property
    def touches(self) -> bool:
        """Whether a published wire is gone, or says something else than before."""
        if self.was_draft:
            return False
        if self.now is None or self.was is None or self.differs:
            return True
        return any(getattr(self.was, name) != getattr(self.now, name) for name in ("id", "status", "published"))

    @property
    def is_assessment(self) -> bool:
        """Whether all that changed is what an editor judges who answers the test anew and signs, exactly explained by
        entries of that type."""
        if self.was is None or self.now is None or not self.new_corrections:
            return False
        if not _is_other_text(self.was.rationale.prose, self.now.rationale.prose):
            return False  # a name and a day are quickly written under what was judged before
        same = all(getattr(self.was, name) == getattr(self.now, name) for name in ("id", "status", "published"))
        of_that_type = all(entry.type == "assessment" for _, entry in self.new_corrections)
        signs = any(signature.path[0] == "rationale" for signature in self.new_signatures)
        return same and of_that_type and signs and JUDGED.issuperset(self.differs) and not self.unexplained

    @cached_property
    def signed(self) -> frozenset[str]:
        """The rules from which the newer version newly deviates: in a change of its own, not in every later one."""
        old = _deviations(self.before)
        return frozenset(deviation.rule for deviation in _deviations(self.after) if deviation not in old)

    @property
    def new_signatures(self) -> list[Signature]:
        """The signatures that the newer version alone has; of a draft that is published all of them.

        Who judges a wire anew signs for that, and who explains a change of the rationale for what it says since.
        """
        if self.after is None or self.after.wire is None:
            return []
        found = signatures(self.after.wire, self.after.invalid_fields)
        now = [signature for signature in found if signature.path[0] != "corrections"]
        now += (
            Signature(("corrections", index, "by"), "editor", entry.by, entry.date, ("corrections", str(index), "new"))
            for index, entry in self.new_corrections
            if entry.type == "assessment" or "rationale" in map(field_name, entry.paths)
        )
        if not self.before or not self.before.wire or (self.was_draft and self.after.status != "draft"):
            return now
        known = {signature.what for signature in signatures(self.before.wire, self.before.invalid_fields)}
        return [signature for signature in now if signature.what not in known]

    @property
    def was_draft(self) -> bool:
        """Whether the older file was a draft for certain, which nobody has published; or there was none."""
        return self.before is None or self.before.status == "draft"

    @property
    def was_at_home(self) -> bool:
        """Whether the older file lay where its id says."""
        if self.before is None or self.before.wire is None or "id" in self.before.invalid_fields:
            return False
        return self.name.endswith(f"/{home_of(self.before.wire.id)}")


_ALIKE = 90  # percent


def _is_other_text(was: str, now: str) -> bool:
    """Return whether a text is another one, and not the same but for a few words or signs."""
    from rapidfuzz import fuzz  # 20 ms, and most changes are no assessment

    return fuzz.ratio(casefold_words(canonical(was)), casefold_words(canonical(now))) < _ALIKE


def _is_explained(older: Wire, newer: Wire) -> bool:
    entries = changes_by_entry(new_corrections(older, newer))
    places = matched(older, newer)
    return None not in places and not withheld_unsaid(older, newer, places) and not explains(older, newer, *entries)


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


def latest_day(wire: Wire) -> str:
    """Return the latest day that a wire holds, ISO: no entry that changes it is older."""
    return max((day for day, _ in dates_of(wire)), default="")


def dates_of(wire: Wire) -> Iterator[tuple[str, str]]:
    """Yield every day that a wire holds, the earliest that it may mean, with its field; not the end of a waiver."""
    dates = [("occurred", wire.occurred), ("rationale.date", wire.rationale.date or "")]
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
