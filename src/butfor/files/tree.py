"""Reading: files and standard input become a `Source`, whatever lies at the path; a `Tree` is all of one version."""

import errno
import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator
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
    """The bytes of a file under the name that findings show. ``truncated``: there was more than is allowed. ``mark``:
    of the file on disk when it was read, see `Tree`; empty elsewhere."""

    name: str
    data: bytes
    truncated: bool = False
    stat_key: str = ""


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
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise NotRegularFileError(_KINDS.get(stat.S_IFMT(found.st_mode), "something else"))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(limit + 1)
    finally:
        os.close(descriptor)
    return Source(name, data[:limit], len(data) > limit, _stat_key(found))


def _stat_key(found: os.stat_result) -> str:
    """What tells a file on disk from what lay or will lie there. The time of the last change of status can't be set."""
    return f"{found.st_mtime_ns} {found.st_ctime_ns} {found.st_size} {found.st_ino} {found.st_dev}"


_RACY = 3_000_000_000  # nanoseconds in which a file may change twice and keep its times, on the coarsest file systems
IGNORED_NAMES = frozenset(["README.md", ".gitkeep"])
"""What may lie in the incidents folder beside wires."""


class Tree(Protocol):
    """The files of an archive in one version: on disk, in git's index, or in a commit."""

    def names(self, folder: str) -> list[str]:
        """Every path under ``folder`` that is not a folder, relative to the archive, sorted.

        Raises:
            OSError: a folder can't be listed.
        """

    def stat_keys(self, folder: str) -> dict[str, str]:
        """For each of these names what tells its file from whatever lay or will lie there, without reading it; empty
        where nothing does. In the order of the names.

        Raises:
            OSError: a folder can't be listed.
        """

    def prepare(self, names: Iterable[str]) -> None:
        """Read files at once where that is quicker, so that processes that are forked later have them."""

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
    """What lies on disk below ``root``; ``overlay`` holds files that stand in for those of their name, ``marked`` the
    marks of each folder when they were asked for first: what changes later has another mark the next time."""

    root: Path
    overlay: dict[str, Source] = field(default_factory=dict)
    marked: dict[str, dict[str, str]] = field(default_factory=dict)

    def names(self, folder: str) -> list[str]:
        """See `Tree`. Links are named, not followed; a folder whose name ends like a wire is named too."""
        return sorted({*self._overlaid(folder), *(name for name, _ in self._files(folder))})

    def stat_keys(self, folder: str) -> dict[str, str]:
        """See `Tree`. A file that has only just changed has no mark: it could change again and keep its times."""
        if folder in self.marked:
            return self.marked[folder]
        settled = time.time_ns() - _RACY
        found = dict.fromkeys(self._overlaid(folder), "")
        for name, item in self._files(folder):
            if name in found:
                continue
            try:
                now = item.stat(follow_symlinks=False)
            except OSError:  # reading it will say why
                found[name] = ""
                continue
            known = stat.S_ISREG(now.st_mode) and max(now.st_ctime_ns, now.st_mtime_ns) < settled
            found[name] = _stat_key(now) if known else ""
        self.marked[folder] = dict(sorted(found.items()))
        return self.marked[folder]

    def prepare(self, names: Iterable[str]) -> None:
        """See `Tree`."""

    def _overlaid(self, folder: str) -> list[str]:
        return [name for name in self.overlay if name.startswith(f"{folder}/")]

    def _files(self, folder: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
        for path in (self.root / folder, *(self.root / folder).parents):
            if path == self.root:
                break
            if path.is_symlink():  # git sees a link, and none of the files behind it
                raise OSError(errno.ELOOP, "it is a symbolic link, and no folder of this archive", str(path))
        todo = [folder]
        while todo:
            here = todo.pop()
            with os.scandir(self.root / here) as items:
                for item in items:
                    name = f"{here}/{item.name}"
                    if item.is_dir(follow_symlinks=False) and not item.name.endswith((".yaml", ".yml")):
                        todo.append(name)
                    elif not (item.name in IGNORED_NAMES and item.is_file(follow_symlinks=False)):
                        yield name, item

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


def digest(data: bytes) -> str:
    """32 hexadecimal digits."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def digest_of(sources: Iterable[Source]) -> str:
    """A digest of files and their names."""
    parts = (b"%s\0%d\0%d\0%s" % (os.fsencode(one.name), one.truncated, len(one.data), one.data) for one in sources)
    return digest(b"".join(parts))


class NoArchiveError(Exception):
    """There is no archive; ``args`` say what to do, a line each."""


def named_root(folder: Path) -> Path:
    """The archive in a folder that was named: in that one, and behind no link, or a change could put another there.

    Raises:
        NoArchiveError: it is none.
    """
    parts = [] if folder.is_absolute() else [folder, *folder.parents]
    if any(part.is_symlink() for part in parts):
        raise NoArchiveError(f"{folder} is, or lies behind, a symbolic link; name the archive's own folder")
    if not (folder / CONFIG).is_file():
        raise NoArchiveError(f"there is no {CONFIG} in {folder}, so this is not an archive")
    return folder.resolve()


def find_root(start: Path) -> Path:
    """The nearest folder at or above ``start`` that holds ``butfor.toml``.

    Raises:
        NoArchiveError: there is none.
    """
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / CONFIG).is_file():
            return folder
    raise NoArchiveError(
        f"no {CONFIG} here or in a folder above, so this is not an archive; "
        "change into one, or name it with --archive DIR"
    )
