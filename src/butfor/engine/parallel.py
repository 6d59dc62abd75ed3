"""The same work on many files, on all processors where that pays."""

import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from butfor.files.system import SHARES_WORK, STOP_SIGNALS, processors, uninterrupted

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

R = TypeVar("R")
Progress = Callable[[int, int], None]
"""Called from time to time with how many files are done, and of how many."""

_PER_MESSAGE = 50  # results
_WORTH_IT = {"fork": 200, "spawn": 1000}  # files; below, starting processes costs more than it saves
_MISSING: Any = object()


def spread(
    work: Callable[[str], R],
    names: Sequence[str],
    progress: Progress | None = None,
    jobs: int | None = None,
    *,
    sendable: bool = False,
) -> list[R]:
    """Return ``[work(name) for name in names]``, shared by ``jobs`` processes; None for one on each processor.

    ``sendable``: the work can be sent to processes that begin with nothing. One process where names are few, or where
    processes can't share such work. What a process that dies leaves undone is done here, so that a failure shows where
    it can be seen.
    """
    results: list[Any] = [_MISSING] * len(names)
    jobs = jobs or processors()
    way = SHARES_WORK
    if jobs > 1 and way and len(names) >= _WORTH_IT[way] and (sendable or way == "fork"):
        _share(work, names, results, progress, jobs)
    for index, name in enumerate(names):
        if results[index] is _MISSING:
            if progress and index % _PER_MESSAGE == 0:
                progress(index, len(names))
            results[index] = work(name)
    if progress:
        progress(len(names), len(names))
    return results


def _share(
    work: Callable[[str], Any],
    names: Sequence[str],
    results: list[Any],
    progress: Progress | None,
    jobs: int,
) -> None:
    """Do the work in other processes; ``results`` get what comes back.

    Each process has a pipe of its own, which nobody else can write to and only this process can read: that one of the
    two died is the end of the pipe.
    """
    import multiprocessing  # it takes time to load, and most runs have too few files for it
    from multiprocessing.connection import wait

    if multiprocessing.current_process().daemon:
        return  # the process of a pool may have no children
    context: Any = multiprocessing.get_context(SHARES_WORK)
    processes = []
    indexes: dict[Any, Any] = {}  # of the results that each pipe still brings
    gc.freeze()  # what is loaded is never garbage; looking for it would copy it into every process
    try:
        for share in range(jobs):
            receiving, sending = context.Pipe(duplex=False)
            inherited = [*indexes, receiving] if SHARES_WORK == "fork" else []
            arguments = (work, names[share::jobs], sending, inherited)
            process = context.Process(target=_work_through, args=arguments, daemon=True)
            _start(process)
            sending.close()
            processes.append(process)
            indexes[receiving] = iter(range(share, len(names), jobs))
        done = 0
        while indexes:
            for pipe in wait(list(indexes)):
                try:
                    batch = cast("Connection", pipe).recv()
                except (EOFError, OSError):  # it has ended, or died half way
                    del indexes[pipe]
                    continue
                for result in batch:
                    results[next(indexes[pipe])] = result
                done += len(batch)
                if progress:
                    progress(done, len(names) + 1)
    finally:
        gc.unfreeze()
        for process in processes:
            process.kill()
            process.join()


def _start(process: Any) -> None:
    """Start a process that, where it begins with nothing, does not run the program again that runs here."""
    from multiprocessing.reduction import ForkingPickler
    from multiprocessing.resource_tracker import ensure_running

    ForkingPickler.register(MappingProxyType, _as_sent)
    program = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    if SHARES_WORK == "spawn":
        ensure_running()  # it lets signals through where it begins
    try:
        with uninterrupted():  # what begins with nothing would print where it was when Ctrl-C was pressed
            process.start()
    finally:
        sys.modules["__main__"] = program


def _as_sent(mapping: MappingProxyType[Any, Any]) -> tuple[Any, ...]:
    return _received, (dict(mapping),)


def _received(items: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(items)


def _work_through(
    work: Callable[[str], Any], names: Sequence[str], sending: "Connection", inherited: "Sequence[Connection]"
) -> None:
    """Do one share in a process of its own, which ends when nobody reads any more; ``inherited``: the parent's ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent stops the work
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    try:
        for pipe in inherited:
            pipe.close()
        for start in range(0, len(names), _PER_MESSAGE):
            sending.send([work(name) for name in names[start : start + _PER_MESSAGE]])
    finally:
        os._exit(0)  # what failed is done again by the parent
