"""What distinguishes a fault from every other of its rule: what the rule judged, and no line or number that moves."""

import json
import re
from hashlib import blake2b
from typing import Any

from butfor.findings import DataPath, Violation
from butfor.model.types import native
from butfor.text.prose import CITATION, PATHS, blocks, canonical

_CITATION = re.compile(rf" ?{CITATION.pattern}")  # who adds a source cites it: citations come and go
_NAMES = ("url", "id")  # by which sources are known: an id may be given anew, an address is the source's own


class Judged:
    """What the findings in one file judge."""

    def __init__(self, data: Any) -> None:
        self._data = data
        self._digests: dict[tuple[DataPath, str | None, tuple[str, ...]], str] = {}
        self._prose: dict[DataPath, str] = {}

    def digest(self, path: DataPath, violation: Violation, *, value_counts: bool) -> str:
        """Return 16 hexadecimal digits: of the place, and of the value that stands there or what the rule itself names.

        Items of lists are named by what they say. Of prose the blocks with the excerpt count, where there is one; of
        citations the excerpt alone. White space, quotes, comments and the order of keys say nothing.
        """
        excerpt, judged = violation.location.excerpt, violation.judged
        kept = (path, excerpt, judged)
        if kept not in self._digests:
            steps, value = self._at(path)
            content = judged or (self._content(path, value, excerpt) if value_counts and path else None)
            text = json.dumps([steps, content], sort_keys=True)
            self._digests[kept] = blake2b(text.encode(), digest_size=8).hexdigest()
        return self._digests[kept]

    def _at(self, path: DataPath) -> tuple[list[Any], Any]:
        """Return a path, items by what they say, and what stands there; None where nothing does."""
        steps: list[Any] = []
        value = self._data
        for step in path:
            if isinstance(value, list) and isinstance(step, int):
                value = value[step] if step < len(value) else None
            else:
                value = value.get(step) if isinstance(value, dict) else None
            steps.append(_named(value) if isinstance(step, int) else step)
        return steps, native(value)

    def _content(self, path: DataPath, value: Any, excerpt: str | None) -> Any:
        if path not in PATHS or not isinstance(value, str):
            return _plain(value)
        if path not in self._prose:
            self._prose[path] = "\0".join(map(str, blocks(value)))
        prose, sought = self._prose[path], canonical(excerpt or "")
        found, start = [], prose.find(sought) if sought else -1
        while start >= 0:
            end = prose.find("\0", start)
            end = end if end >= 0 else len(prose)
            found.append(prose[prose.rfind("\0", 0, start) + 1 : end])
            start = prose.find(sought, end)
        return [
            _CITATION.sub(lambda cited: cited[0].strip() * (cited[0].strip() == sought), block)
            for block in found or [prose]
        ]


def _named(item: Any) -> Any:
    """Return by what an item of a list is known: a source by its address, any other object by all that it says."""
    if not isinstance(item, dict):
        return "[]"
    return next((f"[{name}]" for key in _NAMES if (name := item.get(key))), None) or _plain(native(item))


def _plain(value: Any) -> Any:
    """Return a value so that it is the same however it is laid out."""
    if isinstance(value, str):
        return canonical(value)
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
