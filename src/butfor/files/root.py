"""Which folder is the archive."""

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
    if any(part.is_symlink() for part in parts):
        raise NoArchiveError(f"{folder} is, or lies behind, a symbolic link; name the archive's own folder")
    if not (folder / CONFIG).is_file():
        raise NoArchiveError(f"there is no {CONFIG} in {folder}, so this is not an archive")
    return folder.resolve()


def find_root(start: Path) -> Path:
    """Return the nearest folder at or above ``start`` that holds ``butfor.toml``.

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
