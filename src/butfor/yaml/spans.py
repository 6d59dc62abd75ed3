"""Where the values and keys of a text stand."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from yaml.error import YAMLError
from yaml.events import CollectionEndEvent, CollectionStartEvent, NodeEvent, ScalarEvent, SequenceStartEvent

from butfor.files.tree import Source
from butfor.findings import DataPath, Span
from butfor.yaml.events import NextEvent, parsers

MAX_DEPTH = 32
"""The deepest nesting that the format allows, the document's own mapping counted as 1."""

_BREAK = re.compile(r"\r\n|\n|\r")


def lines_of(text: str) -> list[str]:
    """Return the lines as YAML and editors count them: no other character than CR and LF ends one."""
    return _BREAK.split(text)


def line_starts(text: str) -> list[int]:
    """Return the offset at which each of `lines_of` starts."""
    return [0, *(match.end() for match in _BREAK.finditer(text))]


def span_at(starts: list[int], start: int, end: int) -> Span:
    """Return the span between two offsets in code points; ``starts`` are the text's `line_starts`."""
    first, last = bisect_right(starts, start), bisect_right(starts, end)
    return Span(first, start - starts[first - 1] + 1, last, end - starts[last - 1] + 1)


def offsets_of(starts: list[int], span: Span) -> tuple[int, int]:
    """Return the offsets at which a span begins and ends: what `span_at` was given."""
    return starts[span.line - 1] + span.column - 1, starts[span.end_line - 1] + span.end_column - 1


def event_span(start: Any, end: Any = None) -> Span:
    """Return the span of a parser's event, or from the start of one to the end of another."""
    begin, stop = start.start_mark, (end or start).end_mark
    return Span(begin.line + 1, begin.column + 1, stop.line + 1, stop.column + 1)


@dataclass(frozen=True, slots=True)
class NodeSpan:
    """Where a value stands, and its key."""

    value: Span
    key: Span | None
    """None for an item of a list, and for the whole document."""
    start: int
    """Where the value's raw text starts: an offset in code points."""
    end: int
    block: bool
    """Whether the value is a mapping or list."""


def node_spans(source: Source) -> dict[DataPath, NodeSpan]:
    """Return where every value and key of a source stands: a second pass, for files with findings only.

    It stops where the source stops being readable; of a key that comes twice the first counts.
    """
    spans: dict[DataPath, NodeSpan] = {}
    to_try = parsers(source.data)
    while True:
        try:
            next_event = next(to_try, None)
            if next_event is None:
                return spans
            spans = {}
            _collect(next_event, spans)
            return spans
        except (YAMLError, ValueError, OverflowError, AssertionError):  # see `butfor.yaml.parse`
            continue


_LIST: Any = object()


def _collect(next_event: NextEvent, spans: dict[DataPath, NodeSpan]) -> None:
    """Fill ``spans`` from a parser's events."""
    path: list[Any] = []  # the step that leads to the value that comes next, one for each open collection
    keys: list[Any] = []  # for each open collection: the event of the key that waits, None, or _LIST
    starts: list[Any] = []
    while (event := next_event()) is not None:
        if isinstance(event, ScalarEvent) and keys and keys[-1] is None:
            keys[-1] = event
            path[-1] = event.value
            continue
        if isinstance(event, NodeEvent) and keys and keys[-1] is _LIST:
            path[-1] += 1
        if isinstance(event, CollectionStartEvent):
            starts.append(event)
            path.append(-1)
            keys.append(_LIST if isinstance(event, SequenceStartEvent) else None)
            if len(starts) > MAX_DEPTH:
                return
            continue
        start = event
        if isinstance(event, CollectionEndEvent):
            path.pop()
            keys.pop()
            start = starts.pop()
        elif not isinstance(event, NodeEvent):
            continue
        key = None
        if keys and keys[-1] is not _LIST:
            key = event_span(keys[-1]) if keys[-1] is not None else None  # None: a key that is no scalar
            keys[-1] = None
        span = NodeSpan(event_span(start, event), key, start.start_mark.index, event.end_mark.index, start is not event)
        spans.setdefault(tuple(path), span)
