"""Redaction: where `redacted` may stand for what a wire said. Only free text can hold what must not be repeated."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from butfor.model.paths import patterns
from butfor.model.types import HTTPS, LINE, TEXT, native
from butfor.model.wire import ANSWERS

REDACTED = "redacted"
"""What a change says where quoting it would spread what must not be spread."""
LONGEST = 500
"""Characters of one paragraph or item of a text that it stands for, at most."""
_FREE = frozenset([LINE, TEXT, HTTPS])
_SIGNED = {"rationale": (*ANSWERS, "text"), "deviations": ("reason",), "reviews": ()}
"""Facts that somebody signs, with the free texts in them."""


def is_redacted(value: Any) -> bool:
    """Return whether a change withholds a value."""
    return isinstance(value, str) and value.strip() == REDACTED


def withholds(value: Any) -> bool:
    """Return whether a change withholds a value, or a part of it."""
    return is_redacted(value) or (isinstance(value, Mapping) and any(map(is_redacted, value.values())))


def may_be_withheld(path: str, value: Any) -> bool:
    """Return whether a value that a wire holds at a path may hold private words: it is free text, or holds some.

    A date, a number, a yes or no, and a value of a list, be it that of the format or of the policy, can't. A rationale,
    a deviation and a review are no text: who judged, when and by which rule is never private.
    """
    if path.startswith("x_"):
        return isinstance(native(value), str | Mapping | list)
    return value is not None and path not in _SIGNED and bool(patterns(path) & _FREE)


def withheld_forms(path: str, value: Any) -> Iterator[Any]:
    """Yield a value as it may be quoted where words of it are withheld: as `redacted`, or with that in place of texts.

    Of a deviation that is its reason; of a rationale, each of its answers.
    """
    if may_be_withheld(path, value):
        yield REDACTED
    elif path in _SIGNED and isinstance(value, Mapping):
        names = [name for name in _SIGNED[path] if isinstance(value.get(name), str)]
        for several in range(1, len(names) + 1):
            yield from ({**value, **dict.fromkeys(some, REDACTED)} for some in combinations(names, several))
