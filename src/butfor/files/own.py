"""Folders in which butfor keeps something for its user, where no archive reaches."""

from collections.abc import Callable
from pathlib import Path

from butfor.files.system import is_own


def own_folder(find: Callable[[], Path], root: Path) -> Path | None:
    """Return a folder of the user's, made if need be; None where it would lie inside the archive, belongs to somebody
    else, or can't be had."""
    try:
        folder = find()
        if not folder.is_absolute() or folder.resolve().is_relative_to(root.resolve()):
            return None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if is_own(folder) else None
    except (OSError, RuntimeError):  # no home, or one that can't be written to
        return None
