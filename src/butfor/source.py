"""Reading: files and standard input become a `Source`, whatever lies at the path; a `Tree` is all of one version."""

import errno
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

CONFIG = "butfor.toml"
"""The file that makes a folder an archive."""
MAX_BYTES = 256 * 1024
"""The largest wire that the format allows, in bytes."""


class NotRegularFileError(Exception):
    """A folder, link, pipe or device where a wire should be; ``args[0]`` says which, in words."""


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a file under the name that findings show. ``truncated``: there was more than is allowed."""

    name: str
    data: bytes
    truncated: bool = False


_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFLNK: "a symbolic link",
}


def irregular(path: Path) -> str | None:
    """What lies there if it is no regular file, in words; None if it is one.

    Raises:
        OSError: nothing lies there.
    """
    mode = os.lstat(path).st_mode
    return None if stat.S_ISREG(mode) else _KINDS.get(stat.S_IFMT(mode), "something else")


# Where a platform lacks one of these, what it guards against is caught by the checks below as far as it exists there.
_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"))


def read(path: Path, name: str, limit: int = MAX_BYTES) -> Source:
    """Read a regular file without following a link and without waiting for a pipe.

    At most ``limit`` bytes are kept.

    Raises:
        NotRegularFileError: something else lies there.
        OSError: it can't be read.
    """
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO) and not stat.S_ISREG(mode := os.lstat(path).st_mode):
            raise NotRegularFileError(_KINDS.get(stat.S_IFMT(mode), "something else")) from error
        raise
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise NotRegularFileError(_KINDS.get(stat.S_IFMT(mode), "something else"))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(limit + 1)
    finally:
        os.close(descriptor)
    return Source(name, data[:limit], truncated=len(data) > limit)


IGNORED_NAMES = frozenset(["README.md", ".gitkeep"])
"""What may lie in the incidents folder beside wires."""


class Tree(Protocol):
    """The files of an archive in one version: on disk, in git's index, or in a commit."""

    def names(self, folder: str) -> list[str]:
        """Every path under ``folder`` that is not a folder, relative to the archive, sorted.

        Raises:
            OSError: a folder can't be listed.
        """

    def irregular(self, name: str) -> str | None:
        """What lies there if it is no regular file, in words; None if it is one.

        Raises:
            OSError: nothing lies there.
        """

    def source(self, name: str) -> Source:
        """The bytes of a regular file.

        Raises:
            NotRegularFileError: something else lies there.
            OSError: it can't be read.
        """


@dataclass(frozen=True, slots=True)
class WorkTree:
    """What lies on disk below ``root``; ``overlay`` holds files that stand in for those of their name."""

    root: Path
    overlay: dict[str, Source] = field(default_factory=dict)

    def names(self, folder: str) -> list[str]:
        """See `Tree`. Links are named, not followed; a folder whose name ends like a wire is named too."""
        for path in (self.root / folder, *(self.root / folder).parents):
            if path == self.root:
                break
            if path.is_symlink():  # git sees a link, and none of the files behind it
                raise OSError(errno.ELOOP, "it is a symbolic link, and no folder of this archive", str(path))
        names = {name for name in self.overlay if name.startswith(f"{folder}/")}
        todo = [folder]
        while todo:
            here = todo.pop()
            with os.scandir(self.root / here) as items:
                for item in items:
                    name = f"{here}/{item.name}"
                    if item.is_dir(follow_symlinks=False) and not item.name.endswith((".yaml", ".yml")):
                        todo.append(name)
                    elif not (item.name in IGNORED_NAMES and item.is_file(follow_symlinks=False)):
                        names.add(name)
        return sorted(names)

    def irregular(self, name: str) -> str | None:
        """See `Tree`."""
        return irregular(self.root / name)

    def source(self, name: str) -> Source:
        """See `Tree`."""
        if name in self.overlay:
            return self.overlay[name]
        top = name.partition("/")[0]
        if top != name and (self.root / top).is_symlink():
            raise NotRegularFileError("behind a symbolic link")
        return read(self.root / name, name)
