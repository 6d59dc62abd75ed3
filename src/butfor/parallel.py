"""The same work on many files, on all processors where that pays."""

import contextlib
import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

R = TypeVar("R")

_WORTH_IT = 200  # files; below, starting processes costs more than it saves


def spread(
    work: Callable[[str], R], names: Sequence[str], progress: Callable[[int, int], None] | None = None
) -> list[R]:
    """``[work(name) for name in names]``, shared with forked processes when there are many names.

    Each process takes every n-th name, this one included. The share of a process that fails is done again here, so
    that a failure shows where it can be seen.
    """
    shares = len(os.sched_getaffinity(0)) if sys.platform == "linux" and len(names) >= _WORTH_IT else 1
    if shares > 1:
        gc.freeze()  # what is loaded is never garbage; looking for it would copy it into every process
    children: list[tuple[int, int]] = []
    results: list[Any] = [None] * len(names)
    try:
        for share in range(1, shares):
            _fork(work, names[share::shares], children)
        for index in range(0, len(names), shares):
            if progress:
                progress(index, len(names))
            results[index] = work(names[index])
        for share, (process, pipe) in enumerate(children, 1):
            with os.fdopen(pipe, "rb") as output:
                data = output.read()
            _, status = os.waitpid(process, 0)
            theirs = names[share::shares]
            results[share::shares] = pickle.loads(data) if status == 0 else [work(name) for name in theirs]
        if progress:
            progress(len(names), len(names))
    except BaseException:
        for process, _ in children:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)
        raise
    return results


def _fork(work: Callable[[str], Any], names: Sequence[str], children: list[tuple[int, int]]) -> None:
    """Start a process that works through ``names``; note its id, and the pipe on which its results come."""
    reading, writing = os.pipe()
    # No interrupt between here and the child's try.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    process = os.fork()
    if process:
        children.append((process, reading))
        os.close(writing)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return
    status = 1
    try:
        os.close(reading)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent stops the work
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump([work(name) for name in names], pipe)
        status = 0
    finally:
        os._exit(status)
