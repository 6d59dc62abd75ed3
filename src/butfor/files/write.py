"""Writing: whole or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path, PurePosixPath

from butfor.files.system import is_link, put, put_new, uninterrupted

_PREFIX, _SUFFIX = ".butfor-", ".tmp"


def left_behind(name: str) -> bool:
    """Return whether a path is named like the temporary file of a write that was interrupted."""
    file_name = name.rpartition("/")[2]
    return file_name.startswith(_PREFIX) and file_name.endswith(_SUFFIX)


def leads_out(root: Path, name: str) -> bool:
    """Return whether a folder on the way to a file is a link."""
    return any(is_link(root / folder) for folder in PurePosixPath(name).parents)


def write(path: Path, data: bytes, new: bool = False, lasting: bool = True) -> None:
    """Write a file atomically: temporary file beside it, fsync, rename.

    ``new``: never over an existing file. ``lasting``: it must outlive a loss of power at once, which what can be made
    again need not.
    Raises:
        FileExistsError: ``new``, and something lies there already.
        OSError: it can't be written, and the error names the file; then nothing has changed.
    """
    with uninterrupted():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write(path, data, new, lasting)
        except OSError as error:
            error.filename, error.filename2 = str(path), None  # nobody has asked for the temporary file
            raise


def _write(path: Path, data: bytes, new: bool, lasting: bool) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=_PREFIX, suffix=_SUFFIX)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        with contextlib.suppress(PermissionError):  # a disk that knows no modes; the file is our own
            Path(temporary).chmod(mode)
        (put_new if new else put)(Path(temporary), path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).chmod(0o600)  # Windows deletes nothing that is read-only
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
