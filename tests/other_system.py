"""Run commands in one process that lacks what another system's Python lacks; see test_system.py.

    python other_system.py SYSTEM < COMMANDS

SYSTEM is `win32`, or `linux`, where nothing is taken away. COMMANDS: JSON, a list of lists of arguments; the answer is
JSON too, of each [status, standard output, standard error].
"""

import io
import json
import multiprocessing.popen_spawn_posix
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import types
from pathlib import Path

import click._termui_impl
import platformdirs

LIBRARY = (multiprocessing, sqlite3, subprocess, tarfile, tempfile, click._termui_impl, platformdirs.PlatformDirs)
"""What the interpreter's own library has looked up by now stays as it is."""
SIGNALS = ("SIGHUP", "SIGKILL", "SIGPIPE", "SIGALRM", "SIGQUIT", "SIGUSR1", "SIGCHLD", "SIG_BLOCK", "SIG_UNBLOCK")
FUNCTIONS = ("pthread_sigmask", "pthread_kill", "sigpending", "sigwait", "setitimer", "getitimer", "alarm", "pause")
OF_OS = ("fork", "getuid", "geteuid", "getgid", "getpgid", "setsid", "killpg", "chown", "mkfifo", "sched_getaffinity")
FLAGS = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_DIRECTORY")


def take_away() -> None:
    """Take away what Windows lacks, and hard links; files are busy for a moment, and folders can't be opened."""
    import fcntl

    def lock(descriptor: int, mode: int, length: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PermissionError(13, "Permission denied") from error

    msvcrt = types.ModuleType("msvcrt")
    vars(msvcrt).update(locking=lock, LK_NBLCK=2)
    sys.modules.update(dict.fromkeys(("fcntl", "termios", "tty", "pty", "pwd", "grp", "resource")), msvcrt=msvcrt)
    for module, names in ((signal, SIGNALS + FUNCTIONS), (os, OF_OS + FLAGS)):
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    opened, replaced, busy = os.open, os.replace, set[str]()

    def open_file(path: str, *arguments: int, **options: int) -> int:
        if Path(path).is_dir():
            raise PermissionError(13, "Permission denied", path)
        return opened(path, *arguments, **options)

    def replace(source: str, target: str) -> None:
        if Path(target).exists() and str(target) not in busy:
            busy.add(str(target))
            raise PermissionError(13, "Access is denied", target)
        replaced(source, target)

    def link(*_: str) -> None:
        raise OSError(1, "Incorrect function")

    shutil._use_fd_functions = False
    os.open, os.replace, os.link = open_file, replace, link  # type: ignore[assignment]


def import_as(system: str) -> None:
    """Import the one module that asks on which system it runs."""
    real, sys.platform = sys.platform, system
    if system == "win32":
        take_away()
    import butfor.files.system

    assert (system == "win32") == butfor.files.system.IS_WINDOWS
    sys.platform = real


def main() -> None:
    """Run the commands, and print what each answers."""
    import_as(sys.argv[1])
    from butfor.cli import main as butfor

    answers = []
    streams = sys.stdout, sys.stderr
    for arguments in json.load(sys.stdin):
        sys.argv = ["butfor", *arguments]
        sys.stdout, sys.stderr = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        status = butfor()
        sys.stdout.flush()
        sys.stderr.flush()
        written = [stream.buffer.getvalue().decode() for stream in (sys.stdout, sys.stderr)]  # type: ignore[attr-defined]
        answers.append([status, *written])
        sys.stdout, sys.stderr = streams
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
