"""What the entry of a correction says: each fact that differs from the public version, told exactly."""

from dataclasses import dataclass
from typing import Any

from butfor.archive.wire_file import read_wire
from butfor.changes.chain import explains
from butfor.changes.kinds import is_completion
from butfor.changes.propose import Told, untold
from butfor.changes.versions import complete_wire, latest_day, new_corrections, told_by_entry
from butfor.changes.words import ChangeWords, change_in_words
from butfor.edit.published import PublishedWire, RefusedError, check_change
from butfor.files.tree import Source
from butfor.model.wire import Change, CorrectionType, Wire
from butfor.rules.scope.private_data import private


@dataclass(frozen=True, slots=True)
class Account:
    """What a new entry has to tell."""

    changes: tuple[Told, ...]
    after: Wire
    """The wire as it is going to be."""
    earliest: str
    """The first day, ISO, that the entry may have."""
    has_entries: bool
    """There are entries that readers don't know yet."""

    @property
    def type(self) -> CorrectionType | None:
        """The type that the changes show by themselves; None where a person has to say it."""
        known = [change for change in self.changes if not _completes(change)]
        if not known and any(change["field"] != "body" for change in self.changes):
            return "completion"
        return None

    @property
    def words(self) -> tuple[ChangeWords, ...]:
        """The changes as readers will see them."""
        return tuple(change_in_words(Change(**change), self.after) for change in self.changes)

    @property
    def fields(self) -> tuple[str, ...]:
        """The facts that it tells of, each once."""
        return tuple(dict.fromkeys(str(change["field"]) for change in self.changes))

    def entry(self, day: str, type_: str, reason: str, by: str) -> dict[str, Any]:
        """Return the entry."""
        return {"date": day, "type": type_, "changes": list(self.changes), "reason": reason, "by": by}


def _completes(change: Told) -> bool:
    """Return whether a change adds a source, or says what was unknown; words added to the body may go with it."""
    if change["field"] == "body":
        return "was" not in change
    return is_completion(change["field"], change.get("removed", change.get("was")), change.get("now"))


def account_of(published: PublishedWire, text: str, again: str) -> Account:
    """Return what a new entry has to tell if the file holds ``text``; no changes where all are told or need no entry.

    ``again`` is the command to run once the file is put right.

    Raises:
        RefusedError: the file is what readers know, or entries that are not public yet tell it otherwise.
        FailsCheckError: a check finds errors that no entry would remove.
        OSError: the folder of incidents can't be listed.
        GitError: git can't say what is public.
    """
    if text.encode() == published.base.source(published.name).data:
        raise RefusedError(
            f"{published.name} is as readers know it, so there is nothing to correct",
            "edit it and run this again, or name the change: --set FIELD=VALUE",
            "an older change that no entry tells: write the entry by hand; `now` is what the field says today",
        )
    after = complete_wire(read_wire(Source(published.name, text.encode())))
    changes = _untold(published, after, again) if after is not None else ()
    check_change(published, text, before_entries=bool(changes))
    has_entries = after is not None and bool(new_corrections(published.public, after))
    return Account(
        changes, after or published.public, max(map(latest_day, (published.public, published.head))), has_entries
    )


def _untold(published: PublishedWire, after: Wire, again: str) -> tuple[Told, ...]:
    """Return the changes that tell what no entry tells yet.

    Raises:
        RefusedError: an entry tells it otherwise, or no entry can tell it.
    """
    changes = untold(published.public, published.head, after, private)
    if changes is not None:
        return tuple(changes)
    entries = told_by_entry(new_corrections(published.public, after))
    field = next((fault.field for fault in explains(published.public, after, *entries)), "")
    if entries:
        raise RefusedError(
            f"{field}: an entry of {published.name} that is not public yet tells it otherwise than it is now",
            f"take that entry out, then run: {again}",
        )
    raise RefusedError(
        f"{field}: no entry can tell this change without repeating what must be withheld",
        "take out only the words that are withheld, and tell and commit that first",
    )
