"""Merges that take back what another of their parents told in public.

Where a branch that fell behind takes the public one in and then takes its place, the first-parent line is that of the
branch. So what the other parents of a merge hold is looked up, too: as far as this line never held the same file.
"""

from collections.abc import Iterable, Iterator

from butfor.archive.wire_file import WireFile, read_wire
from butfor.changes.versions import complete_wire, matched
from butfor.files.git import Repository
from butfor.files.git_tree import Blob
from butfor.files.objects import sizes_of
from butfor.files.tree import MAX_BYTES, Source
from butfor.findings import Level
from butfor.ledger.breaches import Breach
from butfor.ledger.history import FileChange, differing_blobs
from butfor.ledger.line import FirstParentHistory


def lost_in_merges(
    repository: Repository, history: FirstParentHistory, changes: Iterable[FileChange], folder: str
) -> Iterator[Breach]:
    """Yield published wires, and corrections of them, that another parent of a merge holds and the merge does not.

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
    for number, name, before, after in differing_blobs(repository, pairs, folder):
        if before is None or (name, before) in known:
            continue
        older, newer = _read(repository, before), _read(repository, after) if after else None
        was = complete_wire(older)
        if was is None or was.status == "draft":
            continue
        if newer is None or newer.wire is None:
            words = "the other parent of this merge holds it, published; it is gone"
            yield Breach(number, name, "wire-deleted", Level.ERROR, words)
        elif "corrections" not in newer.invalid_fields and None in (places := matched(was, newer.wire)):
            entry = was.corrections[places.index(None)]
            words = f"the correction of {entry.date}, which the other parent of this merge holds, was removed"
            yield Breach(number, name, "correction-edited", Level.ERROR, words)


def _read(repository: Repository, blob: Blob) -> WireFile:
    if not blob.is_file or sizes_of(repository, [blob.oid])[blob.oid] > MAX_BYTES:
        return WireFile("")
    return read_wire(Source("", repository.blobs([blob.oid])[blob.oid]))
