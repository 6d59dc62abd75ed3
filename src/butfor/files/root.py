"""Which folder is the archive."""

import os
from pathlib import Path

from butfor.files.system import is_link
from butfor.files.tree import CONFIG


class NoArchiveError(Exception):
    """There is no archive; ``args`` say what to do, a line each."""


def named_root(folder: Path) -> Path:
    """Return the archive in a folder that was named: in that one, behind no link, or a change could put another there.

    Raises:
        NoArchiveError: it is none.
    """
    parts = [] if folder.is_absolute() else [folder, *folder.parents]
    if any(is_link(part) for part in parts) or _is_behind_a_link(folder.absolute()):
        raise NoArchiveError(f"{folder} is, or lies behind, a symbolic link; name the archive's own folder")
    if not (folder / CONFIG).is_file():
        raise NoArchiveError(f"there is no {CONFIG} in {folder}, so this is not an archive")
    return folder.resolve()


def find_root(start: Path) -> Path:
    """Return the nearest folder at or above ``start`` that holds ``butfor.toml``.

    Raises:
        NoArchiveError: there is none, or a link of the repository leads there.
    """
    here = start.resolve()
    shell = Path(os.environ.get("PWD", ""))  # names the links by which a shell came here
    if shell.is_absolute() and shell.resolve() == here and _is_behind_a_link(shell):
        raise NoArchiveError(f"{shell} lies behind a symbolic link of its repository; change into the archive itself")
    for folder in (here, *here.parents):
        if (folder / CONFIG).is_file():
            return folder
    raise NoArchiveError(
        f"no {CONFIG} here or in a folder above, so this is not an archive; "
        "change into one, or name it with --archive DIR"
    )


def _is_behind_a_link(path: Path) -> bool:
    """Return whether a link leads there that lies in a repository: whoever can change it can put another folder there.

    What lies above a repository is nobody's to change but its owner's.
    """
    for folder in (path, *path.parents):
        if os.path.lexists(folder / ".git") and not is_link(folder):
            return False
        if is_link(folder):
            return any(os.path.lexists(above / ".git") for above in folder.parents)
    return False


def repository_around(folder: Path) -> Path | None:
    """Return the nearest folder at or above that holds ``.git``, without asking git; None where there is none."""
    return next((here for here in (folder, *folder.parents) if (here / ".git").exists()), None)
