"""The output folder: which one may be written into, what is ours in it, and writing what changed.

The manifest names every file that we wrote, with the digest of everything that it was made from. Only files that it
names are ever replaced or deleted. A second file like it is there while a build is under way.
"""

import json
import os
import re
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from butfor.engine.parallel import Progress, spread
from butfor.files.git import Repository
from butfor.files.root import repository_around
from butfor.files.system import is_link
from butfor.files.write import left_behind, write
from butfor.policy.policy import Policy
from butfor.text.display import typed

MANIFEST = ".butfor-site.json"
BEGUN = ".butfor-site-begun.json"
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
    if any(_is_committed(folder, out) for folder in (root, out) if folder == root or repository_around(out)):
        remove = typed("git", "rm", "-r", "--cached", out.name)
        raise SiteError(f"{out}: git contains files of it; choose another folder, or: {remove}")
    return out


def _is_committed(folder: Path, path: Path) -> bool:
    """Return whether the index of the repository around a folder holds a path, or a file below it.

    Raises:
        GitError: git can't say.
    """
    repository = Repository.around(folder)
    if repository is None or not path.is_relative_to(repository.root.resolve()):
        return False
    inside = "/".join(path.relative_to(repository.root.resolve()).parts)
    return bool(repository.run("ls-files", "-z", "--", f":(top,literal){inside}"))


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
        for file in stale_files:
            if file not in self._listed and os.path.lexists(self._path / file):
                raise SiteError(
                    f"{self._path / file}: butfor did not write this file, and it would be lost; move it away"
                )
        if stale:
            # Whatever interrupts what follows, the next build knows what is ours and trusts none of what was under way.
            self._note(BEGUN, self._listed | dict.fromkeys(stale_files, ("", 0)))
        sizes = {file: self._listed[file][1] for file in digests if file in self._listed}
        for written in spread(lambda name: self._put(by_name[name]), stale, progress):
            sizes.update(written)
        removed = [file for file in self._listed if file not in digests]
        for file in removed:
            self._remove(file)
        if stale or removed or not self._listed:
            self._note(MANIFEST, {file: (digests[file], sizes[file]) for file in sorted(digests)})
        (self._path / BEGUN).unlink(missing_ok=True)
        return Update(sizes, len(stale_files), tuple(removed))

    def _note(self, name: str, listed: dict[str, tuple[str, int]]) -> None:
        write(self._path / name, compact({"version": 1, "files": listed}))

    def _is_fresh(self, output: Output) -> bool:
        """Return whether all files of an output are there as they were written from the same things."""
        for file in output.files:
            digest, size = self._listed.get(file, ("", 0))
            if digest != output.digest:
                return False
            try:
                status = os.lstat(f"{self._path}/{file}")  # joining paths takes longer than looking
            except OSError:
                return False
            if not stat.S_ISREG(status.st_mode) or status.st_size != size:
                return False
        return True

    def _put(self, output: Output) -> list[tuple[str, int]]:
        sizes = []
        for file, data in zip(output.files, output.make(), strict=True):
            self._refuse_links(file)
            write(self._path / file, data, lasting=False)
            sizes.append((file, len(data)))
        return sizes

    def _remove(self, file: str) -> None:
        """Delete a file that we wrote, and the folders that it leaves empty."""
        self._refuse_links(file)
        (self._path / file).unlink(missing_ok=True)
        folder = (self._path / file).parent
        while folder != self._path and not (folder.is_dir() and any(folder.iterdir())):
            if folder.is_dir():
                folder.rmdir()
            folder = folder.parent

    def _refuse_links(self, file: str) -> None:
        """Refuse a file on whose way a link leads out of the output folder; each folder is looked at once."""
        folder = file.rpartition("/")[0]
        while folder and folder not in self._checked:
            if is_link(self._path / folder):
                raise SiteError(f"{self._path / folder}: this is a link; delete it")
            self._checked.add(folder)
            folder = folder.rpartition("/")[0]


def _read_manifests(folder: Path) -> dict[str, tuple[str, int]]:
    """Return path -> (digest, bytes) of each file that we wrote; no digest where a build was interrupted.

    Raises:
        SiteError: there is a manifest that we did not write.
    """
    listed: dict[str, tuple[str, int]] = {}
    for path in (folder / MANIFEST, folder / BEGUN):
        if not path.is_file():
            continue
        try:
            data = json.loads(path.read_bytes())
            valid = data["version"] == 1 and all(map(_PATH.fullmatch, data["files"]))
            listed |= {name: (str(digest), int(size)) for name, (digest, size) in data["files"].items()}
            valid = valid and all(size >= 0 for _, size in listed.values())
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            valid = False
        if not valid:
            raise SiteError(f"{path}: this can't be understood; delete the folder and build again")
    return listed
