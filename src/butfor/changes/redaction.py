"""Redaction: where `redacted` may stand for what a wire said. Only free text can hold what must not be repeated."""

from collections.abc import Mapping
from typing import Any

from butfor.model.paths import patterns
from butfor.model.types import HTTPS, LINE, TEXT, native

REDACTED = "redacted"
"""What a change says where quoting it would spread what must not be spread."""
LONGEST = 500
"""Characters of one paragraph or item of a text that it stands for, at most."""
_FREE = frozenset([LINE, TEXT, HTTPS])


def is_redacted(value: Any) -> bool:
    """Return whether a change withholds a value."""
    return isinstance(value, str) and value.strip() == REDACTED


def may_be_withheld(path: str, value: Any) -> bool:
    """Return whether a value that a wire holds at a path may hold private words: it is free text, or holds some.

    A date, a number, a yes or no, and a value of a list, be it that of the format or of the policy, can't.
    """
    if path.startswith("x_"):
        return isinstance(native(value), str | Mapping | list)
    return value is not None and bool(patterns(path) & _FREE)
