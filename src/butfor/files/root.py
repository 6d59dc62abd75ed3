"""Which folder is the archive."""

import os
from collections.abc import Sequence
from pathlib import Path

from butfor.files.system import is_link
from butfor.files.tree import CONFIG
from butfor.text.display import typed


class NoArchiveError(Exception):
    """There is no archive; ``args`` say what to do, a line each."""


def named_root(folder: Path) -> Path:
    """Return the archive in a folder that was named: in that one, behind no link, or a change could put another there.

    Raises:
        NoArchiveError: it is none.
    """
    parts = [] if folder.is_absolute() else [folder, *folder.parents]
    if any(is_link(part) for part in parts) or _is_behind_a_link(folder.absolute()):
        raise NoArchiveError(f"{folder} is a symbolic link, or is below one; name the archive's own folder")
    if not (folder / CONFIG).is_file():
        raise NoArchiveError(f"there is no {CONFIG} in {folder}, so this is not an archive", *_just_below([folder]))
    return _standing_alone(folder.resolve())


def find_root(start: Path, named: Sequence[str | Path] = ()) -> Path:
    """Return the nearest folder at or above ``start`` that holds ``butfor.toml``; else the archive in which what is
    named lies.

    ``named``: paths or ids, as a command was given them.
    Raises:
        NoArchiveError: there is none, they name several, or a link of the repository leads there.
    """
    here = start.resolve()
    shell = Path(os.environ.get("PWD", ""))  # names the links by which a shell came here
    if shell.is_absolute() and shell.resolve() == here and _is_behind_a_link(shell):
        raise NoArchiveError(f"{shell} is below a symbolic link of its repository; change into the archive itself")
    if nearest := archive_around(here):
        return _standing_alone(nearest)
    around = dict.fromkeys(filter(None, map(_root_around, named)))
    if len(around) > 1:
        one, other, *_ = around
        raise NoArchiveError(f"these paths are in several archives, {one} and {other}; name paths of one archive")
    if around:
        return named_root(next(iter(around)))
    missing = [
        f"nothing lies at {path}, and an id says nothing outside of an archive"
        for path in named
        if str(path) not in ("", "-") and not _is_there(path)
    ]
    raise NoArchiveError(
        *missing[:1],
        f"no {CONFIG} here or in a folder above, so this is not an archive; "
        "change into one, or name it with --archive DIR",
        *_just_below([Path(), *(Path(path) for path in named if _is_there(path))]),
    )


def archive_around(folder: Path, top: Path | None = None) -> Path | None:
    """Return the nearest archive at or above a folder, and not above ``top``; None where there is none."""
    around = (here for here in (folder, *folder.parents) if top is None or here.is_relative_to(top))
    return next(
        (here for here in around if _is_there(here / CONFIG)), None
    )  # what is no file is refused, not passed over


def _standing_alone(root: Path) -> Path:
    """Return an archive's folder, if the repository holds no archive around it.

    Whoever changes that one could lay another into it, and have wires judged by a policy of their own.
    Raises:
        NoArchiveError: one lies around it.
    """
    if outer := archive_around(root.parent, repository_around(root)):
        raise NoArchiveError(
            f"{root / CONFIG} makes an archive within the archive {outer}, but an archive can't be inside another",
            f"delete that file, or change into {outer}; if they are two archives, put them side by side",
        )
    return root


def _just_below(folders: list[Path]) -> list[str]:
    """Return how to name the archive that lies in one of the folders, if that is the only one."""
    try:
        below = [
            item
            for folder in folders
            if folder.is_dir()
            for item in folder.iterdir()
            if (item / CONFIG).is_file() and not is_link(item)
        ]
    except OSError:  # none that can be seen
        return []
    return [f"{below[0]} is an archive: {typed('--archive', str(below[0]))}"] if len(below) == 1 else []


def _is_there(path: str | Path) -> bool:
    return "\0" not in str(path) and os.path.lexists(path)


def _root_around(path: str | Path) -> Path | None:
    """Return the archive at or above a path, or where it would lie if it were there; None for one outside of any.

    Raises:
        NoArchiveError: a link of the repository leads to the folder.
    """
    if "\0" in str(path):
        return None
    here = Path(path).absolute()
    while not os.path.isdir(here):  # noqa: PTH112 - a name that is too long is no folder, and no error
        here = here.parent
    if _is_behind_a_link(here):
        raise NoArchiveError(f"{path} is a symbolic link, or is below one; name a path in the archive itself")
    return archive_around(here.resolve())


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
