"""What git says of the files in an archive's folder: what belongs to the archive, and what is as it was committed."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from butfor.files.git import Repository
from butfor.files.git_process import GitError
from butfor.files.git_tree import GitTree
from butfor.files.index import IndexEntry, index_entries, object_id
from butfor.files.line_ends import with_lf
from butfor.files.root import repository_around
from butfor.files.system import decoded, encoded, is_link
from butfor.files.tree import CONFIG, MAX_BYTES, Source, irregular

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
        if "GIT_DIR" not in os.environ and repository_around(root) is None:
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
            GitError: git can't say.
        """
        self._require_no_pipe(".gitignore", path)
        options = ("-z", "--others", "--ignored", "--exclude-standard", "--full-name")
        prefix = self.repository.prefix
        output = decoded(self.repository.run("ls-files", *options, "--", f":(top,literal){prefix}{path}"))
        return frozenset(name.removeprefix(prefix).rstrip("/") for name in output.split("\0") if name)

    def _require_no_pipe(self, own: str, path: str) -> None:
        """Check that no file from which git reads what it ignores, or attributes, is one that it would wait for.

        Raises:
            GitError: one is.
        """
        here = self.repository.folder
        folders = {here, *(parent for parent in here.parents if parent.is_relative_to(self.repository.root))}
        folders |= {(here / name).parent for name in self.entries}
        folders |= {Path(folder) for folder, _, _ in os.walk(here / path)} if path else set()
        for folder in folders - {self.repository.root}:
            if os.path.lexists(folder / ".git"):  # git would look what it holds
                raise GitError(f"{folder} is a repository of its own")
        for file in (folder / own for folder in folders):
            if os.path.lexists(file) and not is_link(file) and (kind := irregular(file)):
                raise GitError(f"{file} is {kind}")

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

    def source(self, name: str, limit: int = MAX_BYTES) -> Source:
        """Return the bytes of a file that is left out, at most ``limit`` of them.

        Raises:
            NotRegularFileError: it is a link.
            OSError: git can't show it.
        """
        with _as_os_error(name):
            return self.left_out.source(name, limit)

    def holds_repository(self, name: str) -> bool:
        """Return whether another repository lies there for git (a submodule), filled or not."""
        return name in self.entries and self.entries[name].blob.mode == "160000"

    def object_key(self, name: str) -> str:
        """Return what distinguishes what the index holds of a file from anything else; empty where it holds nothing."""
        entry = self.entries.get(name)
        return f"{entry.blob.mode} {entry.blob.oid}" if entry else ""

    def require_faithful(self, source: Source) -> None:
        """Check that a file says on disk what it says in git where an attribute lets git write something else.

        Line ends may differ.

        Raises:
            OSError: it says something else, or git can't say.
        """
        name, level = source.name, with_lf(source.data)
        entry = self.entries.get(name)
        if entry is None or entry.in_conflict or entry.only_noted or not entry.blob.is_file or source.truncated:
            return
        oid = entry.blob.oid
        if oid in (object_id(source.data, oid), object_id(level, oid)):
            return
        with _as_os_error(name):
            attributes = self._attributes.get(name)
            if attributes and with_lf(self.repository.blobs([oid])[oid]) != level:
                words = f"the text in git is another one, which git may have written: {' and '.join(attributes)}"
                raise OSError(None, f"{words} in .gitattributes", name)

    @cached_property
    def _attributes(self) -> dict[str, list[str]]:
        """The attributes that let git write another text than it holds, by file. No filter runs for this."""
        self._require_no_pipe(".gitattributes", "")
        prefix = self.repository.prefix
        stdin = b"".join(encoded(f"{prefix}{name}\0") for name in self.entries)
        output = decoded(self.repository.run("check-attr", "-z", "--stdin", *_REWRITING, stdin=stdin))
        fields = output.split("\0")
        attributes: dict[str, list[str]] = {}
        for name, attribute, value in zip(fields[::3], fields[1::3], fields[2::3], strict=False):
            if value not in ("unspecified", "unset"):
                words = attribute if value == "set" else f"{attribute}={value}"
                attributes.setdefault(name.removeprefix(prefix), []).append(words)
        return attributes


@contextmanager
def _as_os_error(name: str) -> Iterator[None]:
    """Let a file that git can't show be one that can't be read."""
    try:
        yield
    except GitError as error:
        raise OSError(None, "; ".join(error.args), name) from error
