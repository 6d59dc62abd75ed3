"""The output folder: which one may be written into, what is ours in it, and writing what changed.

The manifest names every file that we wrote, with the digest of everything that it was made from and that of its bytes.
Only what still has these bytes is replaced or deleted. A second file like it is there while a build is under way.
"""

import json
import os
import re
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from butfor.engine.parallel import Progress, spread
from butfor.files.git import Repository
from butfor.files.git_process import nearest
from butfor.files.root import repository_around
from butfor.files.system import is_link
from butfor.files.tree import digest
from butfor.files.write import left_behind, write
from butfor.policy.policy import Policy
from butfor.text.display import typed

MANIFEST = ".butfor-site.json"
BEGUN = ".butfor-site-begun.json"
_DIGEST = re.compile(r"(?:[0-9a-f]{32})?")
_PATH = re.compile(r"(?:(?!\.)[A-Za-z0-9._-]+/)*(?!\.)[A-Za-z0-9._-]+")  # no file of ours is a hidden one


class SiteError(Exception):
    """The site can't be written there; ``args`` say why and what to do, a line each."""


@dataclass(frozen=True, slots=True)
class Output:
    """Files that are made together."""

    files: tuple[str, ...]
    digest: str
    """Of everything that they are made from."""
    make: Callable[[], tuple[bytes, ...]]


@dataclass(frozen=True, slots=True)
class Update:
    """What was written."""

    sizes: dict[str, int]
    """Bytes of every file of the site."""
    written: int
    """How many of them were written now."""
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    """Files that we no longer need, and that somebody has changed since we wrote them."""


class _Entry(NamedTuple):
    """A file in the manifest."""

    digest: str = ""
    """Of everything that it was made from, as for the next; empty where a build was interrupted."""
    size: int = 0
    content: str = ""
    """Digest of its bytes; of those before, where a build was interrupted."""


def compact(data: object) -> bytes:
    """Return JSON on one line."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace") + b"\n"


def output_path(root: Path, policy: Policy, out: Path) -> Path:
    """Return the path of the output folder, links on the way to it followed.

    Raises:
        SiteError: something of somebody else's would be lost there, or it is a link, lies behind one of the archive's
            repository, or git holds files in it: what a change brings along must not be taken for what we wrote, nor
            say where we write.
        GitError: git can't say whether it holds files in it.
    """
    top = repository_around(root) or root
    for part in (out.absolute(), *out.absolute().parents):
        if is_link(part) and (part == out.absolute() or part.parent.resolve().is_relative_to(top)):
            raise SiteError(f"{part}: this is a link; name its target folder")
    try:
        out = out.resolve()
    except (OSError, RuntimeError) as error:  # a cycle of links
        raise SiteError(f"{out}: its links lead to no folder: {error}") from error
    paths = policy.config.paths
    archive = [root / paths.incidents, root / paths.schema_]
    if root.is_relative_to(out) or any(out.is_relative_to(part.resolve()) for part in archive):
        raise SiteError(f"{out}: the archive itself is there; choose a folder of its own, such as _site")
    if ".git" in map(str.casefold, out.parts):
        raise SiteError(f"{out}: there is a git repository; choose a folder of its own, such as _site")
    if out.exists() and not out.is_dir():
        raise SiteError(f"{out}: this is not a folder")
    ours = out.is_dir() and any((out / name).is_file() for name in (MANIFEST, BEGUN))
    if out.is_dir() and not ours and not all(left_behind(path.name) for path in out.iterdir()):
        raise SiteError(f"{out}: this folder is not empty, and butfor did not write it; choose another, or empty it")
    there = next(folder for folder in (out, *out.parents) if folder.is_dir())
    if any(_is_committed(folder, out) for folder in (root, there) if folder == root or repository_around(there)):
        remove = typed("git", "rm", "-r", "--cached", out.name)
        raise SiteError(f"{out}: git contains files of it; choose another folder, or: {remove}")
    return out


def _is_committed(folder: Path, path: Path) -> bool:
    """Return whether the repository around a folder, or the one that git names, holds a path, or a file below it.

    Raises:
        GitError: git can't say.
    """
    repository = Repository.around(folder)
    if repository is None or repository.indexed(path):
        return repository is not None
    top, *own = nearest(folder)
    if not own:
        return False
    named = {"GIT_DIR": own[0], "GIT_WORK_TREE": top, "GIT_INDEX_FILE": f"{own[0]}/index"}
    return bool(Repository(Path(top), named=named).indexed(path))


class OutputFolder:
    """The output folder; whoever uses it holds its lock."""

    def __init__(self, path: Path) -> None:
        """Read what earlier builds wrote, and delete what one that was killed has left half written.

        Raises:
            SiteError: there is a manifest that we did not write.
        """
        self._path = path
        self._listed = _read_manifests(path)
        self._checked: set[str] = set()
        for left in list(path.rglob("*") if (path / BEGUN).exists() else path.glob("*")):
            if left_behind(left.name) and not left.is_dir():
                left.unlink()

    def update(self, outputs: Iterable[Output], progress: Progress | None) -> Update:
        """Write the outputs that changed, and delete the files that are none any more.

        Raises:
            SiteError: a file or a link of somebody else's is in the way.
        """
        by_name = {output.files[0]: output for output in outputs}
        digests = {file: output.digest for output in by_name.values() for file in output.files}
        stale = [name for name, output in by_name.items() if not self._is_fresh(output)]
        stale_files = [file for name in stale for file in by_name[name].files]
        if stale:
            # Whatever interrupts what follows, the next build knows what is ours, and makes anew what was under way.
            begun = {file: _Entry(content=self._listed.get(file, _Entry()).content) for file in stale_files}
            self._note(BEGUN, self._listed | begun)
        entries = {file: self._listed[file] for file in digests if file in self._listed}
        for written in spread(lambda name: self._put(by_name[name]), stale, progress):
            entries.update(written)
        old = [file for file in self._listed if file not in digests]
        kept = [file for file in old if not self._remove(file)]
        if stale or old or not self._listed:
            self._note(MANIFEST, {file: entries[file] for file in sorted(digests)})
        (self._path / BEGUN).unlink(missing_ok=True)
        sizes = {file: entry.size for file, entry in entries.items()}
        return Update(sizes, len(stale_files), tuple(file for file in old if file not in kept), tuple(kept))

    def _note(self, name: str, listed: dict[str, _Entry]) -> None:
        write(self._path / name, compact({"version": 2, "files": listed}))

    def _is_fresh(self, output: Output) -> bool:
        """Return whether all files of an output are there as they were written from the same things."""
        for file in output.files:
            entry = self._listed.get(file, _Entry())
            if entry.digest != output.digest:
                return False
            try:
                status = os.lstat(f"{self._path}/{file}")  # joining paths takes longer than looking
            except OSError:
                return False
            if not stat.S_ISREG(status.st_mode) or status.st_size != entry.size:
                return False
        return True

    def _put(self, output: Output) -> list[tuple[str, _Entry]]:
        entries = []
        for file, data in zip(output.files, output.make(), strict=True):
            self._refuse_links(file)
            if os.path.lexists(path := self._path / file) and not self._is_ours(file, data):
                raise SiteError(
                    f"{path}: butfor did not write what is there, and it would be lost; move it away, or delete it"
                )
            write(path, data, lasting=False)
            entries.append((file, _Entry(output.digest, len(data), digest(data))))
        return entries

    def _remove(self, file: str) -> bool:
        """Delete a file that we wrote, and the folders that it leaves empty; return False where somebody changed it."""
        self._refuse_links(file)
        path = self._path / file
        if os.path.lexists(path):
            if not self._is_ours(file):
                return False
            path.unlink()
        folder = path.parent
        while folder != self._path and not (folder.is_dir() and any(folder.iterdir())):
            if folder.is_dir():
                folder.rmdir()
            folder = folder.parent
        return True

    def _is_ours(self, file: str, data: bytes | None = None) -> bool:
        """Return whether a file still holds what we wrote: as the manifest says, or as a build that was killed did."""
        path = self._path / file
        if not stat.S_ISREG(path.lstat().st_mode):
            return False
        there = path.read_bytes()
        return there == data or digest(there) == self._listed.get(file, _Entry()).content

    def _refuse_links(self, file: str) -> None:
        """Refuse a file on whose way a link leads out of the output folder; each folder is looked at once."""
        folder = file.rpartition("/")[0]
        while folder and folder not in self._checked:
            if is_link(self._path / folder):
                raise SiteError(f"{self._path / folder}: this is a link; delete it")
            self._checked.add(folder)
            folder = folder.rpartition("/")[0]


def _read_manifests(folder: Path) -> dict[str, _Entry]:
    """Return each file that we wrote, by its path.

    Raises:
        SiteError: there is a manifest that we did not write.
    """
    listed: dict[str, _Entry] = {}
    for path in (folder / MANIFEST, folder / BEGUN):
        if not path.is_file():
            continue
        try:
            data = json.loads(path.read_bytes())
            valid = data["version"] == 2 and all(map(_PATH.fullmatch, data["files"]))
            listed |= {
                name: _Entry(made_of, int(size), content) for name, (made_of, size, content) in data["files"].items()
            }
            texts = (text for entry in listed.values() for text in (entry.digest, entry.content))
            valid = valid and all(map(_DIGEST.fullmatch, texts)) and all(entry.size >= 0 for entry in listed.values())
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            valid = False
        if not valid:
            raise SiteError(f"{path}: this can't be understood; delete the folder and build again")
    return listed
