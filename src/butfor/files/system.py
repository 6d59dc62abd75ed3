"""What differs between systems: signals, locks, links, names taken and replaced, changed files, processes.

No other module asks on which system it runs (but for keys waiting on a terminal, `butfor.cli._questions`). What a
system lacks has something else in its place here, or is said to be missing; nothing here fails to be imported.
"""

import contextlib
import errno
import hashlib
import importlib
import io
import os
import re
import signal
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

IS_WINDOWS = sys.platform == "win32"
STOP_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""The signals that ask a process to end."""
READ_ONLY = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"))
"""Flags that open a file to read its bytes, wait for no pipe and follow no link, as far as the system has them."""
FOLLOWS_LINKS = not hasattr(os, "O_NOFOLLOW")
"""Whether a file that is opened so may be one that a link leads to."""
SHARES_WORK: str | None = {"linux": "fork", "darwin": "spawn"}.get(sys.platform)
"""How processes that share work begin: with all that this one holds, or with nothing; None where none do."""
_JUNCTION = 0xA0000003  # a folder of Windows that leads elsewhere, and that Python takes for no link
_TRIES, _PAUSE = 20, 0.05  # seconds
_PATIENCE = 1.0  # seconds after which the program says what it waits for

_REFUSED = re.compile(r'[<>:"\\|?*\x00-\x1f]|[. ]$')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\..*)?", re.IGNORECASE)

on_wait: Callable[[Path], None] = lambda folder: None  # noqa: E731 - the command line puts its own here
"""Called once where `locked` has waited for a second."""


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Make signals that ask to stop wait until the end of this: what is begun is finished, and tidied up."""
    if hasattr(signal, "pthread_sigmask"):
        before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
    elif threading.current_thread() is not threading.main_thread():  # no signal arrives here
        yield
    else:
        came: list[int] = []
        handlers = {number: signal.signal(number, lambda came_now, _: came.append(came_now)) for number in STOP_SIGNALS}
        try:
            yield
        finally:
            for number, handler in handlers.items():
                signal.signal(number, signal.SIG_DFL if handler is None else handler)
            for number in came[:1]:
                signal.raise_signal(number)


def put_off(number: int) -> bool:
    """Return whether a signal that another thread took has to wait for `uninterrupted` here, and make it come again."""
    if not hasattr(signal, "pthread_sigmask") or number not in signal.pthread_sigmask(signal.SIG_BLOCK, ()):
        return False
    signal.pthread_kill(threading.get_ident(), number)
    return True


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep out others who ask for the same, in this process or another, until the end of this.

    Where a folder can't be opened, or its disk knows no locks, a file in the user's folder for temporary files is
    locked in its place; that keeps out only the same user on the same machine.

    Raises:
        OSError: the folder can't be opened.
    """
    descriptor = os.open(folder, os.O_RDONLY) if not IS_WINDOWS else _open_beside(folder)
    try:
        try:
            _wait(descriptor, folder)
        except OSError:
            if IS_WINDOWS:
                raise
            os.close(descriptor)
            descriptor = _open_beside(folder)
            _wait(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def _open_beside(folder: Path) -> int:
    import tempfile  # it takes time to load, and is rarely needed here

    name = hashlib.blake2b(os.fsencode(folder.resolve()), digest_size=16).hexdigest()
    return os.open(Path(tempfile.gettempdir(), f"butfor-{name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)


def _wait(descriptor: int, folder: Path) -> None:
    """Lock a file as soon as nobody else holds its lock.

    Raises:
        OSError: its disk knows no locks.
    """
    start, warned = time.monotonic(), False
    while not _has_locked(descriptor):
        if not warned and time.monotonic() - start > _PATIENCE:
            on_wait(folder)
            warned = True
        time.sleep(_PAUSE)


def _has_locked(descriptor: int) -> bool:
    try:
        if IS_WINDOWS:
            msvcrt = importlib.import_module("msvcrt")
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl = importlib.import_module("fcntl")
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # POSIX, Windows: somebody holds it
        return False
    return True


def put_new(temporary: Path, path: Path) -> None:
    """Give a file its name if nothing has that name.

    Raises:
        FileExistsError: something has it.
        OSError: it can't be done.
    """
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except (OSError, AttributeError):  # this disk, or this Python, has no hard links: take the name, then fill it
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        try:
            put(temporary, path)
        except BaseException:
            path.unlink()
            raise
    else:
        temporary.unlink()


def put(temporary: Path, path: Path) -> None:
    """Give a file its name, whatever had it before; on Windows as soon as nobody reads that.

    Raises:
        OSError: it can't be done.
    """
    for _ in range(_TRIES if IS_WINDOWS else 0):  # a scanner or an indexer looks at it
        with contextlib.suppress(PermissionError):
            temporary.replace(path)
            return
        time.sleep(_PAUSE)
    temporary.replace(path)


def is_link(path: Path) -> bool:
    """Return whether a path leads elsewhere; nothing there is no link."""
    try:
        status = path.lstat()
    except (OSError, ValueError):
        return False
    return stat.S_ISLNK(status.st_mode) or is_junction(status)


def is_junction(status: os.stat_result) -> bool:
    """Return whether that is a folder of Windows that leads elsewhere."""
    return getattr(status, "st_reparse_tag", 0) == _JUNCTION


def is_folder(item: "os.DirEntry[str]") -> bool:
    """Return whether that is a folder, and no link to one."""
    return item.is_dir(follow_symlinks=False) and not is_junction(item.stat(follow_symlinks=False))


def stat_key(status: os.stat_result) -> str:
    """Return what distinguishes a file on disk from what lay or will lie there; empty where nothing does.

    Nobody can set the time of its last change; Windows does not report it, `st_ctime` is the time of creation there.
    """
    if IS_WINDOWS:
        return ""
    return f"{status.st_mtime_ns} {status.st_ctime_ns} {status.st_size} {status.st_ino} {status.st_dev}"


def slashed(path: str) -> str:
    """Return a path as it is written in files and messages, with ``/``."""
    return path.replace(os.sep, "/")


def program(name: str) -> str:
    """Return where a program lies, of the folders of PATH alone: Windows would take one of the current folder first.

    Raises:
        FileNotFoundError: it is in none of them.
    """
    files = [f"{name}.exe", name] if IS_WINDOWS else [name]
    paths = (Path(folder, file) for file in files for folder in os.get_exec_path() if Path(folder).is_absolute())
    found = next((str(path) for path in paths if os.access(path, os.X_OK) and path.is_file()), None)
    if found is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
    return found


def decoded(output: bytes) -> str:
    """Return what git prints, alike everywhere: a name need not be UTF-8, which `os.fsdecode` of Windows refuses."""
    return output.decode("utf-8", "surrogateescape")


def encoded(text: str) -> bytes:
    """Return a text as git had it, or is to get it; half a character, which names of Windows may hold, as it stands."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def relative(path: Path, start: Path | None = None) -> str:
    """Return a path as seen from a folder, by default the current one; whole where it lies on another drive."""
    try:
        return slashed(os.path.relpath(path, start))
    except ValueError:
        return slashed(str(path))


def is_refused_by_windows(name: str) -> bool:
    """Return whether Windows has no file of this name: it is a device, a part of another file, or can't be written."""
    return bool(_REFUSED.search(name) or _DEVICE.fullmatch(name))


def is_refused(path: Path) -> bool:
    """Return whether this system has no file of the name that a path ends in."""
    return IS_WINDOWS and is_refused_by_windows(re.split(r"[/\\]", str(path))[-1])


def is_own(path: Path) -> bool:
    """Return whether a folder belongs to the user; where nobody knows, it does.

    Raises:
        OSError: it is not there.
    """
    return not hasattr(os, "getuid") or path.stat().st_uid == os.getuid()


def written_alike(stream: Any) -> Any:
    """Return a stream whose text is the same bytes everywhere, all of them or an error; what an encoding can't say is
    escaped."""
    if isinstance(getattr(stream, "buffer", None), io.RawIOBase):  # PYTHONUNBUFFERED: bytes are lost without a word
        stream = io.TextIOWrapper(io.BufferedWriter(stream.detach()), stream.encoding, line_buffering=True)
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="backslashreplace", newline="\n")
        if IS_WINDOWS and not stream.isatty():  # else what other programs read has letters of that system
            stream.reconfigure(encoding="utf-8")
    return stream
