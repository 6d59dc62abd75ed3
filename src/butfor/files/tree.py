"""Reading: a file becomes a `Source`, whatever lies at its path; a `Tree` is all files of one version."""

import errno
import hashlib
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from butfor.files.system import FOLLOWS_LINKS, READ_ONLY, is_folder, is_junction, is_link, stat_key

if TYPE_CHECKING:
    from butfor.files.checkout import Checkout

CONFIG = "butfor.toml"
"""The file that makes a folder an archive."""
MAX_BYTES = 256 * 1024
"""The largest wire that the format allows, in bytes."""
BASELINE, MAX_BASELINE_BYTES = "baseline.txt", 4 * 1024 * 1024
"""The file of known faults in the folder of the policy, and its greatest length."""


class NotRegularFileError(Exception):
    """A folder, link, pipe or device where a wire should be; ``args[0]`` says which, in words."""


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a file."""

    name: str
    """The name that findings show."""
    data: bytes
    truncated: bool = False
    """Whether there was more than is allowed."""
    stat_key: str = ""
    """Of the file on disk when it was read, see `Tree`; empty elsewhere."""


_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFLNK: "a symbolic link",
}


def irregular(path: Path) -> str | None:
    """Return what lies there if it is no regular file, in words; None if it is one.

    Raises:
        OSError: nothing lies there.
    """
    return _kind(os.lstat(path))


def _kind(status: os.stat_result) -> str | None:
    if is_junction(status):
        return "a junction"
    return None if stat.S_ISREG(status.st_mode) else _KINDS.get(stat.S_IFMT(status.st_mode), "something else")


def read(path: Path, name: str, limit: int = MAX_BYTES) -> Source:
    """Read a regular file without following a link and without waiting for a pipe.

    At most ``limit`` bytes are kept.

    Raises:
        NotRegularFileError: something else lies there.
        OSError: it can't be read.
    """
    if FOLLOWS_LINKS and (kind := irregular(path)):
        raise NotRegularFileError(kind)
    try:
        descriptor = os.open(path, READ_ONLY)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO) and (kind := irregular(path)):
            raise NotRegularFileError(kind) from error
        raise
    try:
        status = os.fstat(descriptor)
        if kind := _kind(status):
            raise NotRegularFileError(kind)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(limit + 1)
    finally:
        os.close(descriptor)
    return Source(name, data[:limit], len(data) > limit, f"{stat_key(status)} ")


SUBMODULE = "another repository (a submodule)"
_LEFT_BY_TOOLS = re.compile(r"\..*|.*~|#.*#")  # editors' locks, copies and swap files, and what file managers keep
_RACY = 3_000_000_000  # ns; times that are younger are not trusted: on coarse file systems two writes can share one
IGNORED_NAMES = frozenset(["README.md", ".gitkeep"])
"""What may lie in the incidents folder beside wires."""


def _settled_key(item: "os.DirEntry[str] | None", object_key: str) -> str:
    """Return the stat key of a file that has not only just changed, else none; what git holds where none lies there."""
    if item is None:
        return object_key
    try:
        status = item.stat(follow_symlinks=False)
    except OSError:  # reading it will say why
        return ""
    settled = max(status.st_ctime_ns, status.st_mtime_ns) < time.time_ns() - _RACY
    key = stat_key(status) if settled and stat.S_ISREG(status.st_mode) else ""
    return key and f"{key} {object_key}"


class Tree(Protocol):
    """The files of an archive in one version: on disk, in git's index, or in a commit."""

    def names(self, folder: str) -> list[str]:
        """Return every path under ``folder`` that is not a folder, relative to the archive, sorted.

        Raises:
            OSError: a folder can't be listed.
        """

    def stat_keys(self, folder: str) -> dict[str, str]:
        """Return, for each of these names in order, what distinguishes its file from whatever lay or will lie there.

        No file is read for it; it is empty where nothing does.

        Raises:
            OSError: a folder can't be listed.
        """

    def prepare(self, names: Iterable[str]) -> None:
        """Read files at once where that is quicker; processes that are forked later inherit them."""

    def irregular(self, name: str) -> str | None:
        """Return what lies there if it is no regular file, in words; None if it is one.

        Raises:
            OSError: nothing lies there.
        """

    def source(self, name: str, limit: int = MAX_BYTES) -> Source:
        """Return the bytes of a regular file, at most ``limit`` of them.

        Raises:
            NotRegularFileError: something else lies there.
            OSError: it can't be read.
        """


@dataclass(frozen=True)
class WorkTree:
    """What lies on disk below ``root``, and belongs to the archive; where git holds that, git says what does.

    That is not what it ignores, unless somebody has named it, nor what lies in a repository inside; it is also what a
    sparse checkout leaves out, read from the index. Without git, what editors leave is known by its name.
    """

    root: Path
    overlay: dict[str, Source] = field(default_factory=dict)
    """Files that stand in for those of their name."""
    named: frozenset[str] = frozenset()
    """Files that somebody has named: they count also where git ignores them."""
    _stat_keys: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of each folder when they were first asked for: a file that changes later has another stat key in the next run."""

    @cached_property
    def _checkout(self) -> "Checkout | None":
        from butfor.files.checkout import Checkout

        return Checkout.of(self.root)

    def naming(self, names: frozenset[str]) -> "WorkTree":
        """Return the same folder where somebody has named these files; git is not asked again."""
        vars(tree := replace(self, named=names))["_checkout"] = self._checkout
        return tree

    def names(self, folder: str) -> list[str]:
        """See `Tree`. Links are named, not followed; a folder whose name ends like a wire is named too."""
        return sorted({*self._overlaid(folder), *self._files(folder)})

    def stat_keys(self, folder: str) -> dict[str, str]:
        """See `Tree`. A file that has only just changed has none: it could change again and keep its times.

        What git holds of a file is part of it: whether the file was changed by hand depends on that.
        """
        if folder not in self._stat_keys:
            stat_keys = {name: _settled_key(item, self._object_key(name)) for name, item in self._files(folder).items()}
            stat_keys |= dict.fromkeys(self._overlaid(folder), "")
            self._stat_keys[folder] = dict(sorted(stat_keys.items()))
        return self._stat_keys[folder]

    def prepare(self, names: Iterable[str]) -> None:
        """See `Tree`.

        Raises:
            OSError: git can't show a file.
        """
        if self._checkout is not None:
            self._checkout.prepare(name for name in names if self.is_left_out(name))

    def is_left_out(self, name: str) -> bool:
        """Return whether a sparse checkout leaves a file out: git has it, and it does not lie here."""
        checkout = self._checkout
        return checkout is not None and name in checkout.left_out.blobs and not os.path.lexists(self.root / name)

    def left_out(self, name: str) -> list[str]:
        """Return the files that are left out there: of this name, or below the folder of this name."""
        blobs = () if self._checkout is None else self._checkout.left_out.blobs
        return [file for file in blobs if f"{file}/".startswith(f"{name}/") and self.is_left_out(file)]

    def _overlaid(self, folder: str) -> list[str]:
        return [name for name in self.overlay if name.startswith(f"{folder}/")]

    def _object_key(self, name: str) -> str:
        return "" if self._checkout is None else self._checkout.object_key(name)

    def _files(self, folder: str) -> "dict[str, os.DirEntry[str] | None]":
        """Return what belongs to the archive there, with where it lies; None where it does not lie on disk."""
        for path in (self.root / folder, *(self.root / folder).parents):
            if path == self.root:
                break
            if is_link(path):  # git sees a link, and none of the files behind it
                raise OSError(errno.ELOOP, "it is a symbolic link, not a folder of this archive", str(path))
            if self._is_repository(path.relative_to(self.root).as_posix()):
                raise OSError(errno.ENOTDIR, f"it is {SUBMODULE}, not a folder of this archive", str(path))
        left_out = [] if self._checkout is None else self._checkout.left_out_names(folder)
        files: dict[str, os.DirEntry[str] | None] = dict.fromkeys(left_out)
        if not left_out or (self.root / folder).exists():
            files.update(self._walk(folder))
        untracked = [name for name in files if not self._object_key(name)]
        for name in self._passed_over(folder, untracked) - self.named if untracked else ():
            files.pop(name, None)
        return files

    def _walk(self, folder: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
        todo = [folder]
        while todo:
            here = todo.pop()
            with os.scandir(self.root / here) as items:
                for item in items:
                    name = f"{here}/{item.name}"
                    if is_folder(item) and not item.name.endswith((".yaml", ".yml")) and not self._is_repository(name):
                        todo.append(name)
                    elif not (item.name in IGNORED_NAMES and item.is_file(follow_symlinks=False)):
                        yield name, item

    def _passed_over(self, folder: str, names: Iterable[str]) -> frozenset[str]:
        """Return which of the files there, that git does not hold, do not belong to the archive."""
        from butfor.files.git_process import GitError

        with suppress(GitError):
            if self._checkout is not None:
                return self._checkout.ignored(folder)
        return frozenset(name for name in names if any(map(_LEFT_BY_TOOLS.fullmatch, name.split("/"))))

    def _is_repository(self, name: str) -> bool:
        held = self._checkout is not None and self._checkout.holds_repository(name)
        return held or os.path.lexists(self.root / name / ".git")

    def irregular(self, name: str) -> str | None:
        """See `Tree`."""
        if self._checkout is not None and self.is_left_out(name):
            return self._checkout.left_out.irregular(name)
        return SUBMODULE if self._is_repository(name) else irregular(self.root / name)

    def source(self, name: str, limit: int = MAX_BYTES) -> Source:
        """See `Tree`. What git has written otherwise than it was committed can't be read."""
        if name in self.overlay:
            return self.overlay[name]
        top = name.partition("/")[0]
        if top != name and is_link(self.root / top):
            raise NotRegularFileError("below a symbolic link")
        if self._checkout is None:
            return read(self.root / name, name, limit)
        if self.is_left_out(name):
            return self._checkout.source(name, limit)
        source = read(self.root / name, name, limit)
        self._checkout.require_faithful(source)
        return replace(source, stat_key=f"{source.stat_key}{self._object_key(name)}")


def digest(data: bytes) -> str:
    """Return a digest of data: 32 hexadecimal digits."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def digest_of(sources: Iterable[Source]) -> str:
    """Return a digest of files and their names."""
    parts = (
        b"%s\0%d\0%d\0%s" % (os.fsencode(source.name), source.truncated, len(source.data), source.data)
        for source in sources
    )
    return digest(b"".join(parts))
