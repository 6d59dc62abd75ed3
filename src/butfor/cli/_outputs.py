"""Where a command may write what it was asked for: nothing is lost there, and nothing leads elsewhere."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from butfor.cli.common import fail
from butfor.files.root import repository_around
from butfor.files.system import is_link, is_refused
from butfor.files.tree import CONFIG

if TYPE_CHECKING:
    from butfor.policy.config import Paths


def target_of(output: Path | None, root: Path, paths: "Paths") -> Path | None:
    """Return where `--output` writes, None for standard output; stops with status 2 as `place_for` does."""
    return None if output is None or str(output) == "-" else place_for(output, root, paths)


def place_for(output: Path, root: Path, paths: "Paths") -> Path:
    """Return where a file that is written lies; stops with status 2 where a wire, policy, what git tracks or no regular
    file would be lost, where a link lies, or one on the way that whoever changes the repository could have laid."""
    if is_refused(output):
        fail(f"{output}: Windows has no file of this name, but a device or a part of another file; choose another name")
    changeable = (repository_around(root) or root, Path.cwd())
    named = Path(os.path.abspath(output))  # noqa: PTH100 - `..` is what it seems to be, whatever a link leads to
    links = (_real(folder) for folder in named.parents if is_link(folder))
    if any(link.is_relative_to(one) for link in links for one in changeable):
        fail(f"{output}: its folder is a symbolic link, or is below one, so nothing is written there")
    if is_link(named):
        fail(f"{output}: this is a symbolic link; name the file itself")
    target = _real(named)
    _refuse_place(output, target, root, paths)
    if _is_tracked(target):
        fail(f"{output}: git contains this file, and it would be replaced; choose another name")
    return target


def _refuse_place(output: Path, target: Path, root: Path, paths: "Paths") -> None:
    """Stop with status 2 where a wire, policy or no regular file would be lost, or where there is no folder."""
    if target.exists() and not target.is_file():
        fail(f"{output}: this is not a regular file, and it would be lost")
    around = [folder for folder in (target, *target.parents) if folder.exists()]
    if ".git" in map(str.casefold, target.parts) or any(map(_is_of_git, around)):
        fail(f"{output}: this would be written into git's own folder")
    for part in (root / paths.incidents, root / paths.schema_, root / CONFIG):
        # A disk may take `INCIDENTS` for the same folder.
        if target.is_relative_to(part.resolve()) or (part.exists() and any(map(part.samefile, around))):
            fail(f"{output}: this would be written into the archive itself; choose a place outside {part.name}")
    if not target.parent.is_dir():
        fail(f"{output}: there is no folder {target.parent}")


def _is_of_git(folder: Path) -> bool:
    """Return whether that is git's own folder of a repository or of a work tree, wherever it lies."""
    return (folder / "HEAD").is_file() and ((folder / "objects").is_dir() or (folder / "commondir").is_file())


def _is_tracked(file: Path) -> bool:
    """Return whether the repository around a file holds it, be it on the disk or not; stops where git can't say.

    A disk may take two names for one, so what lies there is compared.
    """
    from butfor.files.git import Repository
    from butfor.files.git_process import GitError

    try:
        repository = Repository.around(file.parent)
        if repository is None:
            return False
        held = [repository.root.resolve() / name for name in repository.indexed(file, ignores_case=True)]
    except GitError as error:
        fail(*error.args)
    return file in held or (file.exists() and any(other.exists() and file.samefile(other) for other in held))


def _real(path: Path) -> Path:
    """Return where a path lies; its last part is not resolved, it may be a link."""
    return Path(os.path.realpath(path.parent), path.name)
