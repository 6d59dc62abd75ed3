"""The same work on many files, on all processors where that pays."""

import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

R = TypeVar("R")
Progress = Callable[[int, int], None]
"""Called from time to time with how many files are done, and of how many."""

_PER_MESSAGE = 50  # results
_WORTH_IT = 200  # files; below, starting processes costs more than it saves

_work: Callable[[str], Any]  # of a worker: inherited when it is forked, because it holds too much to be sent


def spread(
    work: Callable[[str], R], names: Sequence[str], progress: Progress | None = None, jobs: int | None = None
) -> list[R]:
    """Return ``[work(name) for name in names]``, shared by ``jobs`` processes; None for one on each processor.

    One process where names are few, or where processes can't be forked. What a process that dies leaves undone is done
    here, so that a failure shows where it can be seen.
    """
    results: list[R] = []
    jobs = jobs or _processors()
    if jobs > 1 and len(names) >= _WORTH_IT and sys.platform == "linux":
        _fork(work, names, results, progress, jobs)
    for name in names[len(results) :]:
        if progress and len(results) % _PER_MESSAGE == 0:
            progress(len(results), len(names))
        results.append(work(name))
    if progress:
        progress(len(names), len(names))
    return results


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _fork(
    work: Callable[[str], R], names: Sequence[str], results: list[R], progress: Progress | None, jobs: int
) -> None:
    """Do the work in other processes; ``results`` get what comes back, in order."""
    import multiprocessing  # it takes time to load, and most runs have too few files for it
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    gc.freeze()  # what is loaded is never garbage; looking for it would copy it into every process
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork"), _begin, (work,)) as pool:
        try:
            for result in pool.map(_call, names, chunksize=_PER_MESSAGE):
                results.append(result)
                if progress and len(results) % _PER_MESSAGE == 0:
                    progress(len(results), len(names))
        except BrokenProcessPool:
            return  # what is left is done in this process
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _begin(work: Callable[[str], Any]) -> None:
    """Prepare a worker: only its parent stops it, by ending."""
    import threading

    global _work
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _call(name: str) -> Any:
    return _work(name)
