"""Parsing: `Source` -> `Document`: plain data, guarded, in one loop over parser events; spans only on demand."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from yaml.error import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from butfor.files.tree import Source
from butfor.findings import DataPath, Span
from butfor.text.prose import PATHS
from butfor.yaml.events import SECOND_OPINION, NextEvent, parsers
from butfor.yaml.reading import CONFLICT_MARK, CONTROL, ParseError, code_point, find_conflicts, find_unreadable
from butfor.yaml.scalars import Plain, read_plain
from butfor.yaml.spans import MAX_DEPTH, NodeSpan, event_span, line_starts, node_spans, span_at

_START = Span(1, 1, 1, 1)


@dataclass(slots=True)
class Document:
    """A parsed source."""

    source: Source
    data: Any = None
    """None where nothing could be read."""
    parse_errors: list[ParseError] = field(default_factory=list)
    unparsable: bool = False
    """Whether ``data`` can't be trusted as a whole."""
    plain: list[DataPath] = field(default_factory=list)
    """Where ``data`` holds `Plain` scalars."""
    folded: list[DataPath] = field(default_factory=list)
    """Where prose stands in several lines that YAML joins before anybody reads them."""
    find_spans: Callable[[Source], dict[DataPath, NodeSpan]] = node_spans
    """Returns where keys and values stand."""


class _UnparsableError(Exception):
    """The rest of a text must not be read; ``parse_error`` says why."""

    def __init__(self, rule: str, span: Span, about: str = "") -> None:
        super().__init__(rule)
        self.parse_error = ParseError(rule, span, about)


def parse(source: Source) -> Document:
    """Read one wire or policy file; never raises for anything in its bytes."""
    document = Document(source, parse_errors=list(find_unreadable(source)))
    document.unparsable = bool(document.parse_errors)
    if document.unparsable:
        return document
    conflicts = list(find_conflicts(source))
    if any(conflict.about == "conflict" for conflict in conflicts):  # of what follows, everything is its consequence
        return Document(source, parse_errors=conflicts, unparsable=True)
    if len(source.data) > SECOND_OPINION and b"\t" in source.data:
        text = source.data.decode("utf-8")
        span = span_at(line_starts(text), text.index("\t"), text.index("\t") + 1)
        return Document(source, parse_errors=[*conflicts, ParseError("syntax-error", span, "long")], unparsable=True)
    for next_event in parsers(source.data):
        document = Document(source, parse_errors=list(conflicts))
        try:
            _walk(next_event, document)
            return document
        except _UnparsableError as error:
            document.parse_errors.append(error.parse_error)
            document.unparsable = True
            return document
        except YAMLError as error:
            parse_error = _syntax_error(error)
        except (ValueError, OverflowError):  # ruamel's own parser, on an escape outside Unicode
            parse_error = ParseError("syntax-error", _escape_span(source), "invalid escape")
        except AssertionError:  # ruamel's own parser, on a version of YAML that it does not know
            parse_error = ParseError("yaml-tag", _directive_span(source), "%")
        document.parse_errors = [*conflicts, parse_error]
        document.unparsable = True
    return document


_PROSE_KEYS = frozenset(path[-1] for path in PATHS)


def _note_folded(path: DataPath, document: Document) -> None:
    if path in PATHS:
        document.folded.append(path)


_MISSING: Any = object()  # no key is waiting for a value
_DISCARD: Any = object()  # the key that waits came before: its value is read and dropped


def _walk(next_event: NextEvent, document: Document) -> None:  # noqa: C901 - one loop, for speed
    """Turn events into the document's data, with every guard of the format.

    Raises:
        _UnparsableError: a guard refuses what comes next.
    """
    stack: list[Any] = []  # the open collections, `top` being the last
    steps: list[Any] = []  # for each: the key or index by which it hangs in its parent
    top: Any = None
    key: Any = _MISSING
    documents = 0
    while (event := next_event()) is not None:
        kind = type(event)
        if kind is MappingEndEvent or kind is SequenceEndEvent:
            stack.pop()
            steps.pop()
            top = stack[-1] if stack else None
            continue
        if kind is not ScalarEvent and kind is not MappingStartEvent and kind is not SequenceStartEvent:
            documents += kind is DocumentStartEvent
            _guard(event, documents, document.source)
            continue
        if event.anchor is not None:
            raise _UnparsableError("yaml-alias", event_span(event), "&" + event.anchor)
        if event.tag is not None:
            raise _UnparsableError("yaml-tag", event_span(event), event.tag)
        escaped = kind is ScalarEvent and event.style == '"' and not event.value.isprintable()
        if escaped and (control := CONTROL.search(event.value)):
            raise _UnparsableError("control-character", event_span(event), code_point(control))
        if escaped and not document.parse_errors and CONFLICT_MARK.search(event.value):
            document.parse_errors.append(ParseError("conflict-mark", event_span(event), "text"))
        if key is _MISSING and type(top) is dict:
            key = _key(event, top, steps, document)
            continue
        value: Any
        if kind is ScalarEvent:
            value = event.value if event.style else read_plain(event.value)
            if type(value) is Plain and top is not None:
                path = (*steps[1:], len(top) if type(top) is list else key)
                if _DISCARD not in path:
                    document.plain.append(path)
            if key in _PROSE_KEYS and event.style != "|" and event.start_mark.line != event.end_mark.line:
                _note_folded((*steps[1:], key), document)
        elif len(stack) == MAX_DEPTH:
            raise _UnparsableError("too-deep", event_span(event))
        else:
            value = {} if kind is MappingStartEvent else []
        step = key
        if type(top) is dict:
            if key is not _DISCARD:
                top[key] = value
            key = _MISSING
        elif top is None:
            document.data = value
        else:
            step = len(top)
            top.append(value)
        if kind is not ScalarEvent:
            stack.append(value)
            steps.append(step)
            top = value


def _key(event: Any, top: dict[str, Any], steps: list[Any], document: Document) -> Any:
    """Return the key that an event is; `_DISCARD`, and an error, where the mapping ``top`` has it already.

    Raises:
        _UnparsableError: JSON has no such key.
    """
    if type(event) is not ScalarEvent:
        raise _UnparsableError("not-json", event_span(event), "key")
    key = event.value
    if not event.style and key in ("", "<<"):
        raise _UnparsableError("yaml-alias" if key else "not-json", event_span(event), key)
    if key not in top:
        return key
    path = () if _DISCARD in steps else (*steps[1:], key)
    document.parse_errors.append(ParseError("duplicate-key", event_span(event), key, path))
    return _DISCARD


_DIRECTIVE = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]*+(?:#[^\n]*+|\r)?\n)*+%")  # one way only to read each line
"""A line that begins with ``%`` before the document; the parsers say nothing of directives that they don't know."""


def _guard(event: Any, documents: int, source: Source) -> None:
    """Refuse aliases, directives, and a second document.

    Raises:
        _UnparsableError: it is one of them.
    """
    if type(event) is AliasEvent:
        raise _UnparsableError("yaml-alias", event_span(event), "*" + event.anchor)
    if type(event) is DocumentStartEvent:
        if documents > 1:
            raise _UnparsableError("several-documents", event_span(event))
        if event.version or event.tags or _DIRECTIVE.match(source.data):
            raise _UnparsableError("yaml-tag", _directive_span(source), "%")


def _escape_span(source: Source) -> Span:
    """Return where an escape names no character; ruamel's parser does not say."""
    text = source.data.decode("utf-8")
    for match in re.finditer(r"\\U([0-9A-Fa-f]{8})", text):
        if int(match[1], 16) > sys.maxunicode:
            return span_at(line_starts(text), *match.span())
    return _START


def _directive_span(source: Source) -> Span:
    """Return the first line that starts with ``%``: the parsers disagree on where a directive begins."""
    text = source.data.decode("utf-8")
    match = re.search(r"^%.*", text, re.MULTILINE)
    return span_at(line_starts(text), *match.span()) if match else _START


def _syntax_error(error: YAMLError) -> ParseError:
    """Return the parser's complaint; ``about`` is its text, a key for the rule's own words, never shown."""
    about = f"{getattr(error, 'context', None) or ''}; {getattr(error, 'problem', None) or ''}"
    mark = getattr(error, "problem_mark", None)
    if ("quoted scalar" in about and "end of" in about) or "simple key" in about:  # where it began says more
        mark = getattr(error, "context_mark", None) or mark
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    rule = "too-deep" if "maximum nesting depth" in about else "syntax-error"  # libyaml looks ahead
    return ParseError(rule, Span(line, column, line, column + 1), about if rule == "syntax-error" else "")
