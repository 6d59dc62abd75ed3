"""Kinds of entries: what the changes of one show by themselves."""

import re
from collections.abc import Mapping
from typing import Any

from butfor.model.paths import patterns
from butfor.model.types import PARTIAL_DATE
from butfor.model.wire import UNKNOWN
from butfor.text.prose import CITATION


def is_completion(path: str, was: Any, now: Any) -> bool:
    """Return whether a fact was not known, and is; or a date is told more precisely. ``was``: also what is removed."""
    if was is None or was in (UNKNOWN, [UNKNOWN]):
        return True
    is_date = isinstance(was, str) and isinstance(now, str) and PARTIAL_DATE in patterns(path)
    return is_date and now.startswith(f"{was}-") and re.match(PARTIAL_DATE, now) is not None


def figures(value: Any) -> list[str]:
    """Return the figures in a text, or in what it holds, in the order of their size; citations are none."""
    if isinstance(value, Mapping):
        return sorted(figure for part in value.values() for figure in figures(part))
    return sorted(re.findall("[0-9]+", CITATION.sub("", value))) if isinstance(value, str) else []
