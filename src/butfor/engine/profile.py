"""How long each rule takes."""

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


class Profile:
    """Seconds by rule, and of reading with parsing; in one process."""

    def __init__(self) -> None:
        self._begin = time.perf_counter()
        self._seconds: dict[str, float] = {}

    def timed(self, name: str, work: Iterable[T]) -> list[T]:
        """Return what ``work`` yields; its time is added to ``name``."""
        begin = time.perf_counter()
        results = list(work)
        self._seconds[name] = self._seconds.get(name, 0) + time.perf_counter() - begin
        return results

    def table(self) -> Iterator[str]:
        """Yield a line for each name, the slowest first, then one for everything else and one for the sum."""
        total = time.perf_counter() - self._begin
        rows = [(name, seconds) for name, seconds in self._seconds.items() if seconds >= total / 1000]
        rows.sort(key=lambda row: -row[1])
        rows += [("all else", total - sum(seconds for _, seconds in rows)), ("in all", total)]
        return (f"{seconds:9.3f} s {100 * seconds / total:5.1f} %  {name}" for name, seconds in rows)
