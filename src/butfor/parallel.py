"""The same work on many files, on all processors where that pays."""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

R = TypeVar("R")

_WORTH_IT = 200  # files; below, starting processes costs more than it saves
_ROUNDS = 8  # parts of the work for each process, so that progress can be told


_work: Callable[[str], Any]


def spread(
    work: Callable[[str], R], names: Sequence[str], progress: Callable[[int, int], None] | None = None
) -> list[R]:
    """``[work(name) for name in names]``, in forked processes with a static stride when there are many names."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    if len(names) < _WORTH_IT or processors < 2 or sys.platform != "linux":
        results = []
        for done, name in enumerate(names):
            if progress:
                progress(done, len(names))
            results.append(work(name))
        return results

    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    global _work
    _work = work  # forked processes inherit it; only names and results cross the pipe
    parts = processors * _ROUNDS
    placed: list[Any] = [None] * len(names)
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processors, mp_context=context, initializer=_ignore_interrupt) as pool:
        for part, results in enumerate(pool.map(_do, (names[part::parts] for part in range(parts)))):
            placed[part::parts] = results
            if progress:
                progress(len(names) * (part + 1) // parts - 1, len(names))
    return placed


def _ignore_interrupt() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent stops the work


def _do(names: Sequence[str]) -> list[Any]:
    return [_work(name) for name in names]
