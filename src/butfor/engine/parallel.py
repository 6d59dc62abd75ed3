"""The same work on many files, on all processors where that pays."""

import contextlib
import gc
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

R = TypeVar("R")
Progress = Callable[[int, int], None]
"""Told from time to time how many files are done, and of how many."""

_AT_ONCE = 100  # results that a process hands over together
_MISSING: Any = object()
_WORTH_IT = 200  # files; below, starting processes costs more than it saves


def spread(
    work: Callable[[str], R],
    names: Sequence[str],
    progress: Progress | None = None,
    jobs: int | None = None,
) -> list[R]:
    """``[work(name) for name in names]``, shared with forked processes when there are many names: ``jobs`` in all, None
    for one on each processor.

    Each process takes every n-th name, this one included, and results come as they are made. What a process that fails
    leaves undone is done here, so that a failure shows where it can be seen.
    """
    shares = jobs or (len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1)
    if len(names) < _WORTH_IT:
        shares = 1
    if shares > 1:
        gc.freeze()  # what is loaded is never garbage; looking for it would copy it into every process
    children: list[tuple[int, int]] = []
    results: list[Any] = [_MISSING] * len(names)
    try:
        for share in range(1, shares):
            _fork(work, names[share::shares], children)
        collectors = [
            threading.Thread(target=_collect, args=(pipe, results, share, shares), daemon=True)
            for share, (_, pipe) in enumerate(children, 1)
        ]
        for collector in collectors:
            collector.start()
        for index in range(0, len(names), shares):
            if progress:
                progress(index, len(names))
            results[index] = work(names[index])
        for collector, (process, _) in zip(collectors, children, strict=True):
            collector.join()
            os.waitpid(process, 0)
        for index, result in enumerate(results):
            if result is _MISSING:
                results[index] = work(names[index])
        if progress:
            progress(len(names), len(names))
    except BaseException:
        for process, _ in children:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)
        raise
    return results


def _collect(pipe: int, results: list[Any], share: int, shares: int) -> None:
    """Put what comes from a process where it belongs, until it ends."""
    with os.fdopen(pipe, "rb") as output:
        index = share
        with contextlib.suppress(EOFError, pickle.UnpicklingError):  # it has ended, or died half way
            while True:
                for result in pickle.load(output):
                    results[index] = result
                    index += shares


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
            for start in range(0, len(names), _AT_ONCE):
                pickle.dump([work(name) for name in names[start : start + _AT_ONCE]], pipe)
        status = 0
    finally:
        os._exit(status)
