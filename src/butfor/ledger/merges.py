"""Merges that take back what another of their parents explained in public.

Where a branch that fell behind takes the public one in and then takes its place, the first-parent line is that of the
branch. So what the other parents of a merge hold is looked up, too: as far as this line never held the same file.
"""

from collections.abc import Iterable, Iterator

from butfor.archive.wire_file import WireFile, read_wire
from butfor.changes.versions import WireChange, complete_wire
from butfor.files.git import Repository
from butfor.files.git_tree import Blob
from butfor.files.objects import sizes_of
from butfor.files.tree import MAX_BYTES, Source
from butfor.findings import Level
from butfor.ledger.faults import HistoryFault, check_of
from butfor.ledger.history import FileChange, differing_blobs
from butfor.ledger.line import FirstParentHistory
from butfor.rules.registry import RULES

_NEVER = ("correction-edited", "status-backwards")
"""Rules that no merge may break against any of its parents: what they explain only grows."""
_ONCE = ("id-changed", "published-moved", "retraction-edited")
"""Those too where the line had not published the wire itself: else the two may have done it apart from each other."""
_OTHER = "another parent of this merge"


def lost_in_merges(
    repository: Repository, history: FirstParentHistory, changes: Iterable[FileChange], folder: str
) -> Iterator[HistoryFault]:
    """Yield what another parent of a merge holds, published, and the merge takes back: a wire, an entry, a retraction.

    ``changes`` are those of the first-parent line.
    """
    pairs = [
        (number, parent, commit.oid)
        for number, (commit, others) in enumerate(zip(history.commits, history.other_parents, strict=True))
        for parent in others
    ]
    if not pairs:
        return
    known = {(change.name, blob) for change in changes for blob in (change.before, change.after)}
    own = {(change.commit, change.name): change.before for change in changes}
    for number, name, before, after in differing_blobs(repository, pairs, folder):
        if before is None or (name, before) in known:
            continue
        older, newer = _read(repository, before), _read(repository, after) if after else None
        was = complete_wire(older)
        if was is None or was.status == "draft":
            continue
        if newer is None or newer.wire is None:
            happened = "it was deleted" if newer is None else "the version of this commit can't be read"
            yield HistoryFault(number, name, "wire-deleted", Level.ERROR, f"in {_OTHER} it is published; {happened}")
            continue
        held = own.get((number, name), after)  # what the line itself held before
        is_first = held is None or _read(repository, held).status == "draft"
        change = WireChange(name, older, newer)
        explained: set[str] = set()
        for rule in (*_NEVER, *_ONCE) if is_first else _NEVER:
            for violation in check_of(RULES[rule])(change) if rule not in explained else ():
                explained.update(RULES[rule].explains)
                words = f"{violation.message}; {_OTHER} has the old version"
                yield HistoryFault(number, name, rule, violation.level or Level.ERROR, words)


def _read(repository: Repository, blob: Blob) -> WireFile:
    if not blob.is_file or sizes_of(repository, [blob.oid])[blob.oid] > MAX_BYTES:
        return WireFile("")
    return read_wire(Source("", repository.blobs([blob.oid])[blob.oid]))
