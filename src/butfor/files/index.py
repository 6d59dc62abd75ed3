"""What git's index says of each file of an archive."""

import hashlib
from dataclasses import dataclass

from butfor.files.git import Repository
from butfor.files.git_tree import Blob
from butfor.files.system import decoded
from butfor.files.tree import IGNORED_NAMES


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A file in the index."""

    name: str
    """From the top of the repository."""
    blob: Blob
    in_conflict: bool
    """A merge left several versions of it."""
    only_noted: bool
    """It was noted with `git add -N`: its content is no part of the next commit, nor is it."""
    not_checked_out: bool
    """A sparse checkout leaves it out, and it need not lie on disk."""


def index_entries(repository: Repository, pathspec: str) -> list[IndexEntry]:
    """Return what the index holds there.

    Raises:
        GitError: git can't read it.
    """
    lines = decoded(repository.run("ls-files", "-s", "-v", "-z", "--full-name", "--", pathspec)).split("\0")
    parts = [(*head.split(" "), name) for head, _, name in (line.partition("\t") for line in lines if line)]
    empty = {name for _, _, oid, _, name in parts if oid == object_id(b"", oid)}  # as git lists what is only noted
    empty = {name for name in empty if name.rpartition("/")[2] not in IGNORED_NAMES}
    noted = empty - _held(repository, pathspec) if empty else empty
    return [
        IndexEntry(
            name, Blob(oid, mode), stage != "0", only_noted=name in noted, not_checked_out=tag in ("S", "s"),
        )
        for tag, mode, oid, stage, name in parts
    ]  # fmt: skip


def object_id(data: bytes, like: str) -> str:
    """Return the id that git gives to a file's content, by the hash that made another id."""
    new = hashlib.sha1 if len(like) == 40 else hashlib.sha256
    return new(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _held(repository: Repository, pathspec: str) -> set[str]:
    """Return what the next commit would hold; git lists what is only noted beside it, as empty files."""
    nothing = repository.lines("hash-object", "-t", "tree", "--stdin")[0]
    options = ("--cached", "--ita-invisible-in-index", "--no-renames", "--name-only", "-z")
    return set(decoded(repository.run("diff-index", *options, nothing, "--", pathspec)).split("\0"))
