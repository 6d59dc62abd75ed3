"""The files of an archive in the index or in a commit."""

import errno
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from butfor.files.git_process import GitError
from butfor.files.tree import IGNORED_NAMES, MAX_BYTES, SUBMODULE, NotRegularFileError, Source

if TYPE_CHECKING:
    from butfor.files.git import Repository  # it builds on this module


@dataclass(frozen=True, slots=True)
class Blob:
    """A file in a tree."""

    oid: str
    """Id of its object."""
    mode: str
    """As git writes it: six octal digits."""

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file."""
        return self.mode.startswith("100")

    @property
    def kind(self) -> str:
        """What it is if it is no regular file, in words."""
        return _IRREGULAR.get(self.mode, "something else")


@dataclass(frozen=True, slots=True)
class GitTree:
    """The files of an archive in the index or in a commit; see `Tree`."""

    repository: "Repository"
    blobs: Mapping[str, Blob]
    outside: Mapping[str, Blob] = field(default_factory=dict)
    """The files of its repository that lie elsewhere, by their paths from the top."""
    _contents: dict[str, bytes] = field(default_factory=dict)
    """What was read, by id."""

    @property
    def everything(self) -> dict[str, Blob]:
        """All files of the repository, from its top."""
        return {**self.outside, **{self.repository.prefix + name: blob for name, blob in self.blobs.items()}}

    def names(self, folder: str) -> list[str]:
        """See `Tree`.

        Raises:
            GitError: it is no folder.
        """
        parts = folder.split("/")
        for above in ("/".join(parts[: end + 1]) for end in range(len(parts))):
            if above in self.blobs:
                raise GitError(f"{above} is {self.irregular(above) or 'a file'} in git, not a folder")
        return sorted(
            name
            for name, blob in self.blobs.items()
            if name.startswith(f"{folder}/") and not (blob.is_file and _is_note(name))
        )

    def stat_keys(self, folder: str) -> dict[str, str]:
        """See `Tree`: an object's id stands for its content."""
        return {name: f"{self.blobs[name].mode} {self.blobs[name].oid}" for name in self.names(folder)}

    def prepare(self, names: Iterable[str]) -> None:
        """See `Tree`.

        Raises:
            GitError: an object is not in this clone.
        """
        oids = (self.blobs[name].oid for name in names if name in self.blobs and self.irregular(name) is None)
        self._contents.update(self.repository.blobs(oid for oid in oids if oid not in self._contents))

    def kind(self, name: str) -> tuple[str, str] | None:
        """Return a file's object, and what lies there if it is no regular file; None where nothing does."""
        return (self.blobs[name].oid, self.irregular(name) or "") if name in self.blobs else None

    def irregular(self, name: str) -> str | None:
        """See `Tree`."""
        if name not in self.blobs:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
        blob = self.blobs[name]
        return None if blob.is_file else blob.kind

    def source(self, name: str, limit: int = MAX_BYTES) -> Source:
        """See `Tree`."""
        if kind := self.irregular(name):
            raise NotRegularFileError(kind)
        oid = self.blobs[name].oid
        if oid not in self._contents:
            self._contents.update(self.repository.blobs([oid]))
        data = self._contents[oid]
        return Source(name, data[:limit], len(data) > limit)


_IRREGULAR = {"120000": "a symbolic link", "160000": SUBMODULE}


def _is_note(name: str) -> bool:
    """Return whether a file may lie beside wires; in a folder that is called like a wire nothing may."""
    *folders, own = name.split("/")
    return own in IGNORED_NAMES and not any(folder.endswith((".yaml", ".yml")) for folder in folders)
