"""Which folder is the archive."""

import os
from collections.abc import Sequence
from pathlib import Path

from butfor.files.tree import CONFIG


class NoArchiveError(Exception):
    """There is no archive; ``args`` say what to do, a line each."""


def named_root(folder: Path) -> Path:
    """Return the archive in a folder that was named: in that one, behind no link, or a change could put another there.

    Raises:
        NoArchiveError: it is none.
    """
    parts = [] if folder.is_absolute() else [folder, *folder.parents]
    if any(part.is_symlink() for part in parts) or _is_behind_a_link(folder.absolute()):
        raise NoArchiveError(f"{folder} is, or lies behind, a symbolic link; name the archive's own folder")
    if not (folder / CONFIG).is_file():
        raise NoArchiveError(f"there is no {CONFIG} in {folder}, so this is not an archive")
    return folder.resolve()


def find_root(start: Path, named: Sequence[str | Path] = ()) -> Path:
    """Return the nearest folder at or above ``start`` that holds ``butfor.toml``; else the archive in which what is
    named lies.

    ``named``: paths, as a command was given them; what names no file, such as an id, says nothing.
    Raises:
        NoArchiveError: there is none, they name several, or a link of the repository leads there.
    """
    here = start.resolve()
    shell = Path(os.environ.get("PWD", ""))  # names the links by which a shell came here
    if shell.is_absolute() and shell.resolve() == here and _is_behind_a_link(shell):
        raise NoArchiveError(f"{shell} lies behind a symbolic link of its repository; change into the archive itself")
    for folder in (here, *here.parents):
        if (folder / CONFIG).is_file():
            return folder
    around = dict.fromkeys(filter(None, map(_root_around, named)))
    if len(around) > 1:
        one, other, *_ = around
        raise NoArchiveError(f"these paths lie in several archives, {one} and {other}; name those of one at a time")
    if around:
        return named_root(next(iter(around)))
    raise NoArchiveError(
        f"no {CONFIG} here or in a folder above, so this is not an archive; "
        "change into one, or name it with --archive DIR"
    )


def _root_around(path: str | Path) -> Path | None:
    """Return the nearest folder at or above a path that holds ``butfor.toml``; None for no file, or outside of any.

    Raises:
        NoArchiveError: a link of the repository leads to the folder.
    """
    if "\0" in str(path) or not os.path.lexists(path):
        return None
    here = Path(path).absolute()
    if not here.is_dir():
        here = here.parent
    if _is_behind_a_link(here):
        raise NoArchiveError(f"{path} is, or lies behind, a symbolic link; name what is in the archive itself")
    here = here.resolve()
    return next((folder for folder in (here, *here.parents) if (folder / CONFIG).is_file()), None)


def _is_behind_a_link(path: Path) -> bool:
    """Return whether a link leads there that lies in a repository: whoever can change it can put another folder there.

    What lies above a repository is nobody's to change but its owner's.
    """
    for folder in (path, *path.parents):
        if os.path.lexists(folder / ".git") and not folder.is_symlink():
            return False
        if folder.is_symlink():
            return any(os.path.lexists(above / ".git") for above in folder.parents)
    return False


def repository_around(folder: Path) -> Path | None:
    """Return the nearest folder at or above that holds ``.git``, without asking git; None where there is none."""
    return next((here for here in (folder, *folder.parents) if (here / ".git").exists()), None)
