"""Patterns that are compiled when they are first used: compiling a large one takes longer than most runs search."""

import re
from typing import Any, cast


class _LatePattern:
    def __init__(self, pattern: str, flags: int) -> None:
        self._source = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        """Return a method of the compiled pattern, and keep it."""
        found = self.__dict__[name] = getattr(re.compile(*self._source), name)
        return found


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern of which the same holds as of one that `re.compile` returns."""
    return cast("re.Pattern[str]", _LatePattern(pattern, flags))
