"""Writing: whole or not at all."""

import contextlib
import fcntl
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

_PREFIX, _SUFFIX = ".butfor-", ".tmp"
_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


def left_behind(name: str) -> bool:
    """Return whether a path is named like the temporary file of a write that was interrupted."""
    file_name = name.rpartition("/")[2]
    return file_name.startswith(_PREFIX) and file_name.endswith(_SUFFIX)


def leads_out(root: Path, name: str) -> bool:
    """Return whether a folder on the way to a file is a link."""
    return any((root / folder).is_symlink() for folder in PurePosixPath(name).parents)


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Make signals that ask to stop wait until the end of this: what is begun is finished, and tidied up."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def write(path: Path, data: bytes, new: bool = False, lasting: bool = True) -> None:
    """Write a file atomically: temporary file beside it, fsync, rename.

    ``new``: never over an existing file. ``lasting``: it must outlive a loss of power at once, which what can be made
    again need not.
    Raises:
        FileExistsError: ``new``, and something lies there already.
        OSError: it can't be written; then nothing has changed.
    """
    with uninterrupted():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=_PREFIX, suffix=_SUFFIX)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                if lasting:
                    os.fsync(file.fileno())
            mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
            Path(temporary).chmod(mode)
            if new:
                os.link(temporary, path)  # fails where the name is taken
                Path(temporary).unlink()
            else:
                Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep out others who ask for the same, in this process or another, until the end of this.

    Raises:
        OSError: the folder can't be opened.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
