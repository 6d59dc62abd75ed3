"""What lies in and above an archive's folders in one version: names, kinds, and what git's attributes do there.

It is read for two questions that no single file answers: is a checkout of this version on another system the same, and
does git leave the files as they are?
"""

import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from butfor.files.root import repository_around
from butfor.files.system import is_folder, slashed
from butfor.files.tree import CONFIG, IGNORED_NAMES, Source, Tree, WorkTree, digest, irregular, read

if TYPE_CHECKING:  # an unchanged archive needs neither
    from butfor.files.attributes import Attribute
    from butfor.files.git_tree import GitTree

ATTRIBUTES = ".gitattributes"
"""The name of the files in which git's attributes are set."""
_LARGEST = 4 * 1024 * 1024  # bytes of a `.gitattributes`, on disk and in git
SITE_FOLDER = "_site"
"""Where the site is built by default."""


@dataclass(frozen=True)
class Layout:
    """The names in the archive's folders, and in those above up to the top of its repository.

    All paths begin at the top of the repository.
    """

    prefix: str
    """The archive's folder: empty, or ending in ``/``."""
    folders: tuple[str, ...]
    """The archive's own folders, such as ``wires/incidents``; that of the wires is the first."""
    children: Mapping[str, tuple[str, ...]]
    """By folder, the top being empty: the names in it, sorted."""
    kinds: Mapping[str, str]
    """What lies at a path where that is no regular file, in words."""
    sources: tuple[Source, ...] = ()
    """The files in which attributes are set, each at the path at which git looks for it."""
    in_git: bool = False
    """Whether it is a version that git holds, and not a folder on disk."""
    attributes: "tuple[Attribute, ...]" = ()
    """The attributes that do harm to the archive's files; empty until git was asked."""

    def name(self, path: str) -> str:
        """Return a path as findings show it: relative to the archive."""
        here = self.prefix.rstrip("/")
        return slashed(os.path.relpath(path, here)) if here else path

    def expected(self, folder: str) -> set[str]:
        """Return the names in a folder that belong to the archive, whether they are there or not."""
        inside = {path for path in (self.prefix + CONFIG, *self.folders) if path.rpartition("/")[0] == folder}
        names = {path.rpartition("/")[2] for path in inside} | {ATTRIBUTES}
        below = folder and f"{folder}/"
        if self.prefix.startswith(below) and self.prefix != below:
            names.add(self.prefix[len(below) :].partition("/")[0])
        return names

    def is_inside(self, folder: str) -> bool:
        """Return whether a folder is one of the archive's own, or lies in one."""
        return any(folder == own or folder.startswith(f"{own}/") for own in self.folders)

    def holds_wires(self, folder: str) -> bool:
        """Return whether a folder is that of the wires, or lies in it."""
        return f"{folder}/".startswith(f"{self.folders[0]}/")

    @property
    def files(self) -> list[str]:
        """The archive's files, which git must leave as they are; notes beside wires are none of them."""
        inside = (
            f"{folder}/{name}"
            for folder, names in self.children.items()
            if self.is_inside(folder)
            for name in names
            if name not in IGNORED_NAMES and f"{folder}/{name}" not in self.children
        )
        folders = (f"{folder}/" for folder in self.children if folder)  # `export-ignore` leaves out whole ones
        return sorted({self.prefix + CONFIG, *inside, *folders, *(source.name for source in self.sources)})

    @cached_property
    def digest(self) -> str:
        """A digest of all of it."""
        lines = [f"{folder}\0{'/'.join(names)}" for folder, names in sorted(self.children.items())]
        lines += (f"{path}\0{kind}" for path, kind in sorted(self.kinds.items()))
        lines += (f"{source.name}\0{digest(source.data)}" for source in self.sources)
        return digest("\n".join([self.prefix, *self.folders, *lines]).encode("utf-8", "surrogatepass"))


def folded(name: str) -> str:
    """Return what a name is on file systems that ignore capital letters, the forms of an accent, characters that are
    not shown, or dots and spaces at the end."""
    shown = "".join(letter for letter in name if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", shown).casefold()).rstrip(". ")


def read_layout(tree: Tree, folders: Iterable[str]) -> Layout:
    """Read the layout of one version of an archive; ``folders`` are the archive's own, relative to it.

    Raises:
        OSError: a folder can't be listed.
        GitError: git can't show a file.
    """
    if isinstance(tree, WorkTree):
        return _on_disk(tree.root, tuple(folders))
    from butfor.files.git_tree import GitTree

    assert isinstance(tree, GitTree)
    return _in_git(tree, tuple(folders))


def _above(prefix: str) -> list[str]:
    """Return the folders from the top down to the archive's own: `a/b/` gives ``""``, ``a`` and ``a/b``."""
    parts = prefix.split("/")[:-1]
    return ["/".join(parts[:count]) for count in range(len(parts) + 1)]


def _in_git(tree: "GitTree", folders: tuple[str, ...]) -> Layout:
    prefix = tree.repository.prefix
    own = tuple(prefix + folder for folder in folders)
    blobs = tree.everything
    children: dict[str, set[str]] = {folder: set() for folder in _above(prefix)}
    for path in blobs:
        parts = path.split("/")
        for count in range(len(parts)):
            folder = "/".join(parts[:count])
            if folder in children or any(folder == name or folder.startswith(f"{name}/") for name in own):
                children.setdefault(folder, set()).add(parts[count])
    paths = _paths(children)
    kinds = {path: blobs[path].kind for path in paths if path in blobs and not blobs[path].is_file}
    wanted = [path for path in _attribute_files(paths) if path in blobs and path not in kinds]
    contents = tree.repository.blobs(blobs[path].oid for path in wanted)
    texts = ((path, contents[blobs[path].oid]) for path in wanted)
    sources = (Source(path, data[:_LARGEST], len(data) > _LARGEST) for path, data in texts)
    return _layout(prefix, own, children, kinds, sources, in_git=True)


def _top(root: Path) -> Path:
    """Return the top of the repository around an archive, its own folder where there is none."""
    from butfor.files.git_process import GitError, locate  # it takes time to load, and is rarely needed

    if "GIT_DIR" in os.environ:
        with suppress(GitError):
            return locate(root)[0].resolve()
    return repository_around(root) or root


def _on_disk(root: Path, folders: tuple[str, ...]) -> Layout:
    top = _top(root)
    prefix = "".join(f"{part}/" for part in root.relative_to(top).parts)
    own = tuple(prefix + folder for folder in folders)
    children: dict[str, set[str]] = {}
    kinds: dict[str, str] = {}
    todo = [*_above(prefix), *own]
    while todo:
        folder = todo.pop()
        if folder in own and not (top / folder).is_dir():
            continue
        names = children.setdefault(folder, set())
        with os.scandir(top / folder) as items:
            for item in items:
                path = f"{folder}/{item.name}" if folder else item.name
                names.add(item.name)
                inside = any(path.startswith(f"{name}/") for name in own)
                if is_folder(item):
                    todo += [path] if inside else []
                elif path == prefix + SITE_FOLDER:
                    kinds[path] = irregular(top / path) or "a file"
                elif not item.is_file(follow_symlinks=False) and (inside or folded(item.name) == ATTRIBUTES):
                    kinds[path] = irregular(top / path) or "something else"
    wanted = (path for path in _attribute_files(_paths(children)) if path not in kinds and (top / path).is_file())
    return _layout(prefix, own, children, kinds, (read(top / path, path, _LARGEST) for path in wanted))


def _layout(
    prefix: str,
    folders: tuple[str, ...],
    children: Mapping[str, set[str]],
    kinds: Mapping[str, str],
    sources: Iterable[Source],
    *,
    in_git: bool = False,
) -> Layout:
    names = {folder: tuple(sorted(found)) for folder, found in children.items()}
    return Layout(prefix, folders, names, kinds, tuple(sources), in_git)


def _paths(children: Mapping[str, Iterable[str]]) -> list[str]:
    return sorted(f"{folder}/{name}" if folder else name for folder, names in children.items() for name in names)


def _attribute_files(paths: Iterable[str]) -> Iterator[str]:
    """Yield the files that git reads attributes from, also where only a disk without capital letters takes them so."""
    return (path for path in paths if folded(path.rpartition("/")[2]) == ATTRIBUTES)
