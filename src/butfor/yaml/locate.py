"""Where a location lies in its document, and which edits of the text a proposed fix comes to."""

import re
from bisect import bisect_right
from functools import cached_property
from itertools import pairwise

from butfor.findings import DataPath, Edit, Fix, Location, Patch, ProposedFix, Span
from butfor.text.prose import is_wide
from butfor.yaml.emit import quoted, scalar
from butfor.yaml.parse import Document
from butfor.yaml.spans import NodeSpan, line_starts, lines_of, offsets_of, span_at

_BETWEEN_ITEMS = re.compile(r"[ \t]*,\s*|[ \t]*\r?\n[ \t]*-[ \t]+")  # no comment, so nothing is lost or moved

_WHITE = r"(?:[ \t]|\r?\n(?:[ \t]*>)?)+"  # where lines are wrapped, also in a quotation


class Locator:
    """The text of one document and the spans in it, looked up only when there is a finding."""

    def __init__(self, document: Document | None) -> None:
        readable = document is not None and not document.source.truncated
        self.text = document.source.data.decode("utf-8", "replace") if document and readable else ""
        self.lines = lines_of(self.text)
        self.starts = line_starts(self.text)
        self.spans: dict[DataPath, NodeSpan] = document.find_spans(document.source) if document and readable else {}

    def line(self, number: int) -> str:
        """Return the text of a line, raw; empty where there is none."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def span_of(self, start: int, end: int) -> Span:
        """Return the span between two offsets in code points."""
        return span_at(self.starts, start, end)

    def offsets_of(self, span: Span) -> tuple[int, int]:
        """Return the offsets in code points at which a span begins and ends."""
        return offsets_of(self.starts, span)

    def span(self, location: Location) -> Span:
        """Return the span of a location: its excerpt, key or value; of several lines the key's, or the first line.

        Of an excerpt that is written in several lines it is what stands in the first.
        """
        if location.span is not None:
            return location.span
        path = location.path
        while path not in self.spans and path:
            path = path[:-1]
        node = self.spans.get(path)
        if node is None:
            return Span(1, 1, 1, 1)
        value = node.value
        if location.excerpt and path == location.path:
            start = self.text.find(location.excerpt, node.start, node.end)
            if start >= 0:
                return self.span_of(start, start + len(location.excerpt))
            if match := _as_written(location.excerpt[:_LONGEST_LINE]).search(self.text, node.start, node.end):
                return self.span_of(match.start(), match.start() + len(match[0].splitlines()[0].rstrip()))
        several_lines = value.line != value.end_line
        if node.key is not None and (
            location.key or node.block or path != location.path or several_lines or node.start == node.end
        ):
            return node.key
        if several_lines:  # an item of a list, or the wire itself: the rest of its first line
            return Span(value.line, value.column, value.line, len(self.line(value.line).rstrip()) + 1)
        return value

    def path(self, location: Location) -> DataPath:
        """Return the path of a location; for one that is but a span, that of the innermost value around it."""
        if location.span is None or location.path:
            return location.path
        offset = self.starts[min(location.span.line, len(self.starts)) - 1] + location.span.column - 1
        starts, paths = self._by_start
        index = bisect_right(starts, offset) - 1
        path = paths[index] if index >= 0 else ()
        while path and not ((node := self.spans.get(path)) and node.start <= offset < node.end):
            path = path[:-1]  # whatever lies around it lies around the value that begins last before it, too
        return path

    @cached_property
    def _by_start(self) -> tuple[list[int], list[DataPath]]:
        """Where the values start, in order, and their paths, the outer first."""
        in_order = sorted(self.spans.items(), key=lambda item: (item[1].start, len(item[0])))
        return [node.start for _, node in in_order], [path for path, _ in in_order]

    def fix(self, proposed: ProposedFix) -> Fix | None:
        """Return the fix as edits, in order; None where it can't be made without touching what it is not about."""
        edits: list[Edit] = []
        for patch in proposed.patches:
            patch_edits = self._edits(patch)
            if not patch_edits:
                return None
            edits += patch_edits
        edits.sort(key=lambda edit: edit.span)
        lines = {edit.span.line for edit in edits if edit.text}
        if len(lines) > 1 and any("#" in self.line(edit.span.line)[edit.span.end_column - 1 :] for edit in edits):
            return None  # a comment would stand beside another item than before
        if any(_end(first) > _start(second) for first, second in pairwise(edits)):
            return None
        return Fix(tuple(edits), proposed.applicability, proposed.move)

    def _edits(self, patch: Patch) -> list[Edit]:
        """Return a patch as edits: one wherever its excerpt stands, else a single one; none where it can't be made."""
        location, to = patch.location, patch.to
        if location.span is not None:
            return [Edit(location.span, to or "")]
        node = self.spans.get(location.path)
        if node is None:
            return []
        if to is None:
            return self._removal(location.path, node)
        if location.excerpt is not None:
            plain = patch.raw or not any(char in to for char in "\"'\\\n")
            matches = re.finditer(re.escape(location.excerpt), self.text[node.start : node.end]) if plain else ()
            return [Edit(self.span_of(node.start + match.start(), node.start + match.end()), to) for match in matches]
        span = node.key if location.key else node.value
        if span is None:
            return []
        start, end = self.offsets_of(span)
        if self.text[start : start + 1] in ("|", ">"):  # its last line break belongs to the file
            end = start + len(self.text[start:end].rstrip())
        return [Edit(self.span_of(start, end), to if patch.raw else _styled(self.text[start:end], to))]

    def _removal(self, path: DataPath, node: NodeSpan) -> list[Edit]:
        """Return the edit that takes out an item of a list, from the end of the one before it; none if it can't be."""
        *parent, index = path
        before = self.spans.get((*parent, index - 1)) if isinstance(index, int) and index else None
        if before is None or node.block or before.block:
            return []
        between = self.text[before.end : node.start]
        commented = "," not in between and "#" in self.text[node.end :].partition("\n")[0]
        if commented or not _BETWEEN_ITEMS.fullmatch(between):
            return []
        return [Edit(self.span_of(before.end, node.end), "")]


_LONGEST_LINE = 300  # letters: of an excerpt the first line alone is shown


def _as_written(excerpt: str) -> re.Pattern[str]:
    """Return a pattern that finds words of a text where it is wrapped, also within a quotation."""
    pieces: list[str] = []
    for before, sign in zip(f" {excerpt}", excerpt, strict=False):
        joined = sign != " " != before and (is_wide(before) or is_wide(sign))
        pieces.append(_WHITE if sign == " " else f"(?:{_WHITE})?{re.escape(sign)}" if joined else re.escape(sign))
    return re.compile("".join(pieces))


def edited(text: str, edits: tuple[Edit, ...]) -> str:
    """Return ``text`` with edits that do not overlap."""
    starts = line_starts(text)
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        start, end = offsets_of(starts, edit.span)
        text = text[:start] + edit.text + text[end:]
    return text


def overlap(first: Edit, second: Edit) -> bool:
    """Return whether two edits touch the same text, or insert at the same place."""
    return _start(first) <= _end(second) and _start(second) <= _end(first)


def _start(edit: Edit) -> tuple[int, int]:
    return edit.span.line, edit.span.column


def _end(edit: Edit) -> tuple[int, int]:
    return edit.span.end_line, edit.span.end_column


def _styled(old: str, text: str) -> str:
    """Return ``text`` as a scalar, in the quotes of the one that it replaces."""
    if old.startswith('"'):
        return quoted(text)
    if old.startswith("'") and quoted(text) == f'"{text}"':
        return "'" + text.replace("'", "''") + "'"
    if set(text.casefold()) <= set(old.casefold()) and text[-1:] != ":" and " " not in text and old[:1] not in "'|>":
        return text  # a URL made shorter, an id in another case: what had no quotes needs none
    return scalar(text)
