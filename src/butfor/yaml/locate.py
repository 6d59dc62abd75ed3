"""Places of one document: where a spot lies, and which edits of the text a repair comes to."""

import re
from bisect import bisect_right
from functools import cached_property
from itertools import pairwise

from butfor.findings import DataPath, Edit, Fix, Location, Patch, ProposedFix, Span
from butfor.yaml.emit import quoted, scalar
from butfor.yaml.parse import Document, NodeSpan, line_starts, lines_of, places, span_at

_BETWEEN_ITEMS = re.compile(r"[ \t]*,\s*|[ \t]*\r?\n[ \t]*-[ \t]+")  # no comment, so nothing is lost or moved


class Finder:
    """Places of one document, looked up only when something was found in it."""

    def __init__(self, document: Document | None) -> None:
        readable = document is not None and not document.source.truncated
        self.text = document.source.data.decode("utf-8", "replace") if document and readable else ""
        self.lines = lines_of(self.text)
        self.starts = line_starts(self.text)
        self.places: dict[DataPath, NodeSpan] = {}
        if document is not None and readable:
            self.places = places(document.source)

    def line(self, number: int) -> str:
        """The text of a line, raw; empty where there is none."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def span_of(self, start: int, end: int) -> Span:
        """The span between two offsets in code points."""
        return span_at(self.starts, start, end)

    def span(self, spot: Location) -> Span:
        """Where a spot lies: its excerpt, its key, or its value; of several lines the key or the first."""
        if spot.span is not None:
            return spot.span
        path = spot.path
        while path not in self.places and path:
            path = path[:-1]
        found = self.places.get(path)
        if found is None:
            return Span(1, 1, 1, 1)
        value = found.value
        if spot.excerpt and path == spot.path:
            start = self.text.find(spot.excerpt, found.start, found.end)
            if start >= 0:
                return self.span_of(start, start + len(spot.excerpt))
        whole = spot.key or found.block or path != spot.path or value.line != value.end_line or found.start == found.end
        if whole and found.key is not None:
            return found.key
        if value.line != value.end_line:  # an item of a list, or the wire itself: the rest of its first line
            return Span(value.line, value.column, value.line, len(self.line(value.line).rstrip()) + 1)
        return value

    def path(self, spot: Location) -> DataPath:
        """The path of a spot; for one that is but a span, the innermost value that it lies in."""
        if spot.span is None or spot.path:
            return spot.path
        at = self.starts[min(spot.span.line, len(self.starts)) - 1] + spot.span.column - 1
        starts, paths = self._by_start
        index = bisect_right(starts, at) - 1
        path = paths[index] if index >= 0 else ()
        while path and not ((found := self.places.get(path)) and found.start <= at < found.end):
            path = path[:-1]  # whatever lies around it lies around the value that begins last before it, too
        return path

    @cached_property
    def _by_start(self) -> tuple[list[int], list[DataPath]]:
        """Where the values start, in order, and their paths, the outer first."""
        order = sorted(self.places.items(), key=lambda item: (item[1].start, len(item[0])))
        return [place.start for _, place in order], [path for path, _ in order]

    def fix(self, proposed: ProposedFix) -> Fix | None:
        """The repair as edits, in order; None where it can't be made without touching what it is not about."""
        edits: list[Edit] = []
        for patch in proposed.patches:
            made = self._edits(patch)
            if not made:
                return None
            edits += made
        edits.sort(key=lambda edit: edit.span)
        lines = {edit.span.line for edit in edits if edit.text}
        if len(lines) > 1 and any("#" in self.line(edit.span.line)[edit.span.end_column - 1 :] for edit in edits):
            return None  # a comment would stand beside another item than before
        if any(_end(one) > _start(other) for one, other in pairwise(edits)):
            return None
        return Fix(tuple(edits), proposed.applicability, proposed.move)

    def _edits(self, change: Patch) -> list[Edit]:
        """One change as edits: one for each place of an excerpt, else one; none where it can't be made."""
        spot, to = change.location, change.to
        if spot.span is not None:
            return [Edit(spot.span, to or "")]
        place = self.places.get(spot.path)
        if place is None:
            return []
        if to is None:
            return self._removal(spot.path, place)
        if spot.excerpt is not None:
            plain = change.raw or not any(letter in to for letter in "\"'\\\n")
            found = re.finditer(re.escape(spot.excerpt), self.text[place.start : place.end]) if plain else ()
            offsets = [(place.start + match.start(), place.start + match.end()) for match in found]
            return [Edit(self.span_of(*both), to) for both in offsets]
        span = place.key if spot.key else place.value
        if span is None:
            return []
        start = self.starts[span.line - 1] + span.column - 1
        end = self.starts[span.end_line - 1] + span.end_column - 1
        if self.text[start : start + 1] in ("|", ">"):  # its last line break belongs to the file
            end = start + len(self.text[start:end].rstrip())
        return [Edit(self.span_of(start, end), to if change.raw else _styled(self.text[start:end], to))]

    def _removal(self, path: DataPath, place: NodeSpan) -> list[Edit]:
        """An item of a list, from the end of the one before it."""
        *holder, index = path
        before = self.places.get((*holder, index - 1)) if isinstance(index, int) and index else None
        if before is None or place.block or before.block:
            return []
        between = self.text[before.end : place.start]
        commented = "," not in between and "#" in self.text[place.end :].partition("\n")[0]
        if commented or not _BETWEEN_ITEMS.fullmatch(between):
            return []
        return [Edit(self.span_of(before.end, place.end), "")]


def edited(text: str, edits: tuple[Edit, ...]) -> str:
    """``text`` with edits that do not overlap."""
    starts = line_starts(text)
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        span = edit.span
        begin = starts[span.line - 1] + span.column - 1
        text = text[:begin] + edit.text + text[starts[span.end_line - 1] + span.end_column - 1 :]
    return text


def overlap(one: Edit, other: Edit) -> bool:
    """Whether two edits touch the same text, or insert at the same place."""
    return _start(one) <= _end(other) and _start(other) <= _end(one)


def _start(edit: Edit) -> tuple[int, int]:
    return edit.span.line, edit.span.column


def _end(edit: Edit) -> tuple[int, int]:
    return edit.span.end_line, edit.span.end_column


def _styled(old: str, text: str) -> str:
    """``text`` as a scalar, in the quotes of the one that it replaces."""
    if old.startswith('"'):
        return quoted(text)
    if old.startswith("'") and quoted(text) == f'"{text}"':
        return "'" + text.replace("'", "''") + "'"
    if set(text.casefold()) <= set(old.casefold()) and text[-1:] != ":" and " " not in text and old[:1] not in "'|>":
        return text  # an address made shorter, an id in another case: what had no quotes needs none
    return scalar(text)
