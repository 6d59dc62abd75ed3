"""What git says of the files in an archive's folder: what belongs to the archive, and what is as it was committed."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from butfor.files.git import GitTree, Repository
from butfor.files.git_process import GitError
from butfor.files.index import IndexEntry, index_entries, object_id
from butfor.files.line_ends import levelled
from butfor.files.tree import CONFIG, Source

_REWRITING = ("working-tree-encoding", "ident", "filter")  # attributes by which git writes another text than it holds


@dataclass(frozen=True)
class Checkout:
    """An archive's folder in a git repository."""

    repository: Repository
    entries: Mapping[str, IndexEntry]
    """What the index holds, by name."""

    @classmethod
    def of(cls, root: Path) -> "Checkout | None":
        """Return what git says of an archive; None where there is no repository around it, or git does not answer.

        A repository that ignores the archive itself says nothing about its files.
        """
        if "GIT_DIR" not in os.environ and not any((folder / ".git").exists() for folder in (root, *root.parents)):
            return None
        try:
            repository = Repository.of(root)
            checkout = cls(
                repository,
                {
                    entry.name.removeprefix(repository.prefix): entry
                    for entry in index_entries(repository, f":(top,literal){repository.prefix}")
                },
            )
            return None if CONFIG not in checkout.entries and checkout.ignored(CONFIG) else checkout
        except GitError:
            return None

    def ignored(self, path: str) -> frozenset[str]:
        """Return the files there that git ignores and does not hold; a repository of its own counts as one.

        Raises:
            GitError: git can't tell.
        """
        options = ("-z", "--others", "--ignored", "--exclude-standard", "--full-name")
        prefix = self.repository.prefix
        output = os.fsdecode(self.repository.run("ls-files", *options, "--", f":(top,literal){prefix}{path}"))
        return frozenset(name.removeprefix(prefix).rstrip("/") for name in output.split("\0") if name)

    @cached_property
    def left_out(self) -> GitTree:
        """The files that a sparse checkout may leave out, as the index has them."""
        entries = ((name, entry) for name, entry in self.entries.items() if entry.not_checked_out)
        return GitTree(self.repository, {name: entry.blob for name, entry in entries if not entry.only_noted})

    def left_out_names(self, folder: str) -> list[str]:
        """Return the names in a folder that may be left out, see `Tree`.

        Raises:
            OSError: it is no folder.
        """
        with _as_os_error(folder):
            return self.left_out.names(folder)

    def prepare(self, names: Iterable[str]) -> None:
        """Read files that are left out, together: a partial clone may have to fetch them.

        Raises:
            OSError: git can't show one.
        """
        with _as_os_error(""):
            self.left_out.prepare(names)

    def source(self, name: str) -> Source:
        """Return the bytes of a file that is left out.

        Raises:
            NotRegularFileError: it is a link.
            OSError: git can't show it.
        """
        with _as_os_error(name):
            return self.left_out.source(name)

    def holds_repository(self, name: str) -> bool:
        """Return whether another repository lies there for git (a submodule), filled or not."""
        return name in self.entries and self.entries[name].blob.mode == "160000"

    def object_key(self, name: str) -> str:
        """Return what tells what the index holds of a file from anything else; empty where it holds nothing."""
        entry = self.entries.get(name)
        return f"{entry.blob.mode} {entry.blob.oid}" if entry else ""

    def require_faithful(self, source: Source) -> None:
        """Check that a file that nobody changed says on disk what it says in git: attributes can let git rewrite it.

        Line ends may differ.

        Raises:
            OSError: it says something else, or git can't tell.
        """
        name, data = source.name, source.data
        entry = self.entries.get(name)
        if (
            entry is None or entry.in_conflict or entry.only_noted or entry.assumed_unchanged
            or not entry.blob.is_file or source.truncated
        ):  # fmt: skip
            return
        oid, level = entry.blob.oid, levelled(data)
        if oid in (object_id(data, oid), object_id(level, oid)):
            return
        with _as_os_error(name):
            if attributes := self._rewriting_attributes(name):
                raise OSError(None, f"git can have written it otherwise than it was committed ({attributes})", name)

    def _rewriting_attributes(self, name: str) -> str:
        """Return the attributes that let git rewrite a file, as text; empty where none does."""
        path = os.fsencode(f"{self.repository.prefix}{name}\0")
        output = os.fsdecode(self.repository.run("check-attr", "-z", "--stdin", *_REWRITING, stdin=path))
        fields = output.split("\0")
        pairs = zip(fields[1::3], fields[2::3], strict=False)
        return " and ".join(
            attribute if value == "set" else f"{attribute}={value}"
            for attribute, value in pairs
            if value not in ("unspecified", "unset")
        )


@contextmanager
def _as_os_error(name: str) -> Iterator[None]:
    """Let a file that git can't show be one that can't be read."""
    try:
        yield
    except GitError as error:
        raise OSError(None, "; ".join(error.args), name) from error
