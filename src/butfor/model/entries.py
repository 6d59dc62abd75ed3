"""The forms of entries in `corrections`, and of the changes in them."""

from collections.abc import Iterator
from typing import Any

from butfor.findings import DataPath
from butfor.model.types import native
from butfor.model.wire import Change

FORMS = tuple(map(frozenset, (("was",), ("now",), ("was", "now"), ("was", "whole"), ("added",), ("removed",))))
"""What a change holds besides its `field`."""
FIRST_FORM = ("fields", "was", "now")
"""What an entry of the first edition holds in place of `changes`."""
_WANTED = "`was`, `now` or both; `was` with `whole: true`; `added`; or `removed`"


def faults_of_entries(data: dict[str, Any]) -> Iterator[tuple[str, DataPath, str]]:
    """Yield (rule, path, what is wanted) of entries in no form, or in two, and of changes in no form."""
    entries = data.get("corrections")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if not isinstance(entry, dict):
            continue
        path: DataPath = ("corrections", index)
        first = [key for key in FIRST_FORM if key in entry]
        if "changes" in entry:
            yield from (("unexpected-field", (*path, key), "") for key in first)
        elif first or entry.get("type") != "redaction":
            missing = [key for key in (FIRST_FORM if first else ("changes",)) if key not in entry]
            yield from (("missing-field", (*path, key), "") for key in missing)
        changes = entry.get("changes")
        for number, change in enumerate(changes if isinstance(changes, list) else ()):
            if isinstance(change, dict) and "field" in change and not _has_form(change):
                yield "wrong-format", (*path, "changes", number), _WANTED


def _has_form(change: dict[str, Any]) -> bool:
    """Return whether a change has one of its forms, unknown fields aside."""
    keys = change.keys() & Change.model_fields.keys()
    return keys - {"field"} in FORMS and native(change.get("whole", True)) is True
