"""What the entry of a correction says: each fact that differs from the public version, explained exactly."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from butfor.archive.wire_file import read_wire
from butfor.changes.chain import explains, unit_of
from butfor.changes.entries import changes_by_entry, explained, new_corrections
from butfor.changes.kinds import type_shown
from butfor.changes.propose import Proposal, proposed, texts_in, unreported
from butfor.changes.versions import complete_wire, latest_day
from butfor.changes.words import ChangeWords, change_in_words
from butfor.edit.corrections import with_entries, without_entries
from butfor.edit.layout import WireText
from butfor.edit.published import PublishedWire, RefusedError, check_change
from butfor.files.tree import Source
from butfor.model.wire import Change, Correction, CorrectionType, Wire
from butfor.rules.scope.private_data import private
from butfor.text.display import clip
from butfor.yaml.emit import flow

Withheld = Callable[[str], bool]
"""Whether words must not be repeated."""


@dataclass(frozen=True, slots=True)
class Account:
    """What a new entry has to explain."""

    changes: tuple[Proposal, ...]
    text: str
    """The file as it is going to be, but for the new entry."""
    after: Wire
    """The wire in it."""
    earliest: str
    """The first day, ISO, that the entry may have."""
    has_entries: bool
    """There are entries that readers don't know yet."""
    folded: Correction | None
    """The entry that is not committed yet of which the new one explains a fact anew."""

    @property
    def type(self) -> CorrectionType | None:
        """The type that the changes show by themselves; None where a person has to say it."""
        return type_shown([Change(**change) for change in self.changes], self.after)

    @property
    def words(self) -> tuple[ChangeWords, ...]:
        """The changes as readers will see them."""
        return tuple(change_in_words(Change(**change), self.after) for change in self.changes)

    @property
    def fields(self) -> tuple[str, ...]:
        """The facts that it explains, each once."""
        return tuple(dict.fromkeys(str(change["field"]) for change in self.changes))

    def entry(self, day: str, type_: str, reason: str, by: str) -> dict[str, Any]:
        """Return the entry."""
        return {"date": day, "type": type_, "changes": list(self.changes), "reason": reason, "by": by}


def account_of(published: PublishedWire, text: str, again: str, withheld: Withheld = private) -> Account:
    """Return what a new entry must explain if the file holds ``text``; no changes where none needs an entry.

    A fact of an entry that is not committed yet is explained anew: nobody has seen that entry. ``again`` is the
    command to run once the file is put right. What is ``withheld`` is not repeated.

    Raises:
        RefusedError: the file is what readers know, or entries that are not public yet explain it wrongly.
        FailsCheckError: a check finds errors that no entry would remove.
        OSError: the folder of incidents can't be listed.
        GitError: git can't say what is public.
    """
    if text.encode() == published.base.source(published.name).data:
        raise RefusedError(
            f"{published.name} is the same as the public version, so there is nothing to correct",
            f"edit it, then run: `{again}`",
            f"or name the change: `{again} --set FIELD=VALUE`",
            "an older change that no entry explains: write the entry by hand; `now` is what the field says today",
        )
    after, folded = _wire_in(published, text), None
    changes: list[Proposal] | None = []
    if after is not None:
        changes = unreported(published.public, published.head, after, withheld)
        if changes is None and (fold := _without_uncommitted(published, text, after)):
            text, folded = fold
            after = _wire_in(published, text) or after
            changes = unreported(published.public, published.head, after, withheld)
        if changes is None:
            raise _refusal(published, text, after, again, withheld)
    check_change(published, text, before_entries=bool(changes))
    has_entries = after is not None and bool(new_corrections(published.public, after))
    earliest = earliest_day(published)
    return Account(tuple(changes or ()), text, after or published.public, earliest, has_entries, folded)


def earliest_day(published: PublishedWire) -> str:
    """Return the first day, ISO, that a new entry may have."""
    return max(map(latest_day, (published.public, published.head)))


def unexplained_changes(
    published: PublishedWire, text: str, after: Wire, again: str, whole: str
) -> tuple[Proposal, ...]:
    """Return the changes that no entry explains yet; of the field ``whole`` one change quotes the former value.

    Raises:
        RefusedError: an entry explains it wrongly, or no entry can explain it.
    """
    changes = unreported(published.public, published.head, after, private, whole)
    if changes is None:
        raise _refusal(published, text, after, again, private)
    return tuple(changes)


def _wire_in(published: PublishedWire, text: str) -> Wire | None:
    return complete_wire(read_wire(Source(published.name, text.encode())))


def _without_uncommitted(published: PublishedWire, text: str, after: Wire) -> tuple[str, Correction] | None:
    """Return the text without what entries that are not committed explain wrongly, and the last of these.

    What such an entry explains of other facts stays in it. None where no such entry is at fault.

    Raises:
        RefusedError: the list is written in a way that can't be edited.
    """
    public, head = published.public, published.head
    committed = {index for wire in (public, head) for index in _old(wire, after)}
    steps = ((wire, changes_by_entry(new_corrections(wire, after))) for wire in (head, public))
    at_fault = {unit_of(fault.field) for wire, entries in steps for fault in explains(wire, after, *entries)}
    left: dict[int, list[dict[str, Any]]] = {}
    for index, entry in enumerate(after.corrections):
        kept = [change for change in entry.changes if unit_of(str(change.field)) not in at_fault]
        if index not in committed and len(kept) < len(entry.changes):
            left[index] = [change.model_dump(exclude_none=True) for change in kept]
    if not left:
        return None
    data = WireText(published.name, text).data["corrections"]
    parts = [{**data[index], "changes": changes} for index, changes in left.items() if changes]
    text = without_entries(published, text, left)
    return (with_entries(published, text, parts) if parts else text), after.corrections[max(left)]


def _old(wire: Wire, after: Wire) -> set[int]:
    return set(range(len(after.corrections))) - {index for index, _ in new_corrections(wire, after)}


def _refusal(published: PublishedWire, text: str, after: Wire, again: str, withheld: Withheld) -> RefusedError:
    """Return the error that an entry explains a fact wrongly, or that none can explain it."""
    entries = new_corrections(published.public, after)
    faults = explains(published.public, after, *changes_by_entry(entries))
    fault = next((fault for fault in faults if fault.index is not None), None)
    if fault is None or fault.index is None:
        former = ((fault.field, fault.difference.was) for fault in faults if fault.difference is not None)
        private_ones = (field for field, was in former if any(map(withheld, texts_in(was))))
        field = next(private_ones, faults[0].field if faults else "")
        return RefusedError(
            f"{field}: no entry can explain this change without quoting what must be hidden",
            "delete only the words that must be hidden, and explain and commit that first: butfor correct "
            f"{published.public.id} --type redaction",
        )
    path, change = explained(entries)[fault.index]
    entry = after.corrections[int(path[1])]
    line = WireText(published.name, text).spans[path].value.line
    sentence = f"`{change.field}`: {fault.what}" if fault.what.startswith("`") else f"`{change.field}` {fault.what}"
    repair = fault.repair or "correct it"
    if fault.difference is not None and fault.difference.was != fault.difference.now:
        repair = f"write it as {clip(', '.join(map(flow, proposed(fault.difference, withheld))), 800)}"
    return RefusedError(
        f"the entry of {entry.date} in line {line} of {published.name}, which is not public yet, does not agree with "
        f"the change: {sentence}",
        f"{repair}; then run: `{again}`",
    )
