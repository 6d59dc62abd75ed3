"""Parsing: `Source` -> `Document`: plain data, guarded, in one loop over parser events; places only on demand.

libyaml's event API neither recurses nor expands aliases, so no input can exhaust the stack or the memory.
Without the C extension ruamel's own parser gives the same events, slower.

Scalars are text. YAML 1.2 core null becomes None; a plain scalar that some YAML reader takes for something other
than text becomes `Plain`, which is text too and knows its YAML 1.2 core `value`. So a field that the format calls
text keeps its source text, and a field that is a number still gets one.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
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

try:
    from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]
except ImportError:  # no C extension for this interpreter
    CParser = None

MAX_DEPTH = 32
"""The deepest nesting that the format allows, the document's own mapping counted as 1."""

_NULLS = frozenset(["", "~", "null", "Null", "NULL"])
_MAYBE_SPECIAL = frozenset("-+.0123456789~nNtTfFyYoO=<")
_NOT_ONLY_TEXT = re.compile(
    r"""(?x) [+-]? (?: [0-9][0-9_]* (?: \.[0-9_]* )? | \.[0-9_]+ ) (?: [eE][+-]?[0-9]+ )?   # decimal
      | [+-]? 0[xob][0-9a-fA-F_]+                                                        # hex, octal, binary
      | [+-]? [0-9][0-9_]* (?: :[0-5]?[0-9] )+ (?: \.[0-9_]* )?                          # 1.1: base sixty
      | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2} (?: (?: [Tt] | [\ \t]+ ) [0-9] .* )?               # 1.1: timestamp
      | [+-]? \.(?: inf | Inf | INF ) | \.(?: nan | NaN | NAN )
      | [yYnN] | yes | Yes | YES | no | No | NO | on | On | ON | off | Off | OFF         # 1.1: boolean
      | true | True | TRUE | false | False | FALSE
      | = | <<"""
)
_INT = re.compile(r"[-+]?[0-9]+")
_OCT = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_SECOND_OPINION = 64 * 1024  # bytes; ruamel's parser takes seconds for hostile text of the full size
_MAX_DIGITS = 400  # beyond any double's range; keeps int() far from its own limit

# C0 and C1 controls but tab and newline, a lone carriage return, NEL and the two separators (line breaks for YAML
# 1.1 alone), surrogates, noncharacters, and a byte order mark inside the text.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|\r(?!\n)")
_ORDINARY = b"\t\n" + bytes(range(0x20, 0x7F))
_BREAK = re.compile(r"\r\n|\n|\r")


class Plain(str):
    """An unquoted scalar that YAML 1.1 or 1.2 may read as something other than text; still text."""

    __slots__ = ()

    @property
    def value(self) -> str | int | float | bool:
        """What the YAML 1.2 core schema reads: ``no``, ``1_000``, ``1:30`` are text, ``012`` is 12."""
        text = str(self)
        if text in _BOOLS:
            return _BOOLS[text]
        if len(text) > _MAX_DIGITS or self.not_json:
            return text
        if _INT.fullmatch(text):
            return int(text)
        if _OCT.fullmatch(text):
            return int(text[2:], 8)
        if _HEX.fullmatch(text):
            return int(text[2:], 16)
        return float(text) if _FLOAT.fullmatch(text) else text

    @property
    def not_json(self) -> bool:
        """True for numbers that JSON has no words for: infinities, not-a-number, and those no double can hold."""
        text = str(self)
        if _NOT_FINITE.fullmatch(text):
            return True
        number = _FLOAT.fullmatch(text) or _HEX.fullmatch(text) or _OCT.fullmatch(text)
        if number is None:
            return False
        return len(text) > _MAX_DIGITS or (_FLOAT.fullmatch(text) is not None and float(text) in (_INF, -_INF))


_INF = float("inf")


@dataclass(frozen=True, slots=True)
class ParseError:
    """What a guard refused: the rule, where, and what the rule needs for its words."""

    rule: str
    span: Span
    about: str = ""
    path: DataPath = ()


@dataclass(slots=True)
class Document:
    """A parsed source. ``data`` is None where nothing could be read; ``unparsable`` says that it can't be
    trusted whole, ``plain`` where it holds `Plain` scalars, ``folded_body`` that lines of the
    body run together, so that a line break is where its author left a line blank."""

    source: Source
    data: Any = None
    parse_errors: list[ParseError] = field(default_factory=list)
    unparsable: bool = False
    plain: list[DataPath] = field(default_factory=list)
    folded_body: bool = False


@dataclass(frozen=True, slots=True)
class NodeSpan:
    """Where a value stands: its span, its key's span, and its raw text as offsets in code points."""

    value: Span
    key: Span | None
    start: int
    end: int
    block: bool  # a mapping or list


def parse(source: Source) -> Document:
    """Read one wire or policy file; never raises for anything in its bytes."""
    document = Document(source)
    refuse = document.parse_errors.append
    if source.truncated:
        refuse(ParseError("too-large", Span(1, 1, 1, 1)))
    elif (text := _decode(source, document)) is not None:
        plain = source.data.isascii() and not source.data.translate(None, _ORDINARY)  # the usual case, and fast
        starts = [] if plain else line_starts(text)
        for match in () if plain else _CONTROL.finditer(text):
            refuse(
                ParseError(
                    "control-character",
                    span_at(starts, match.start(), match.end()),
                    f"U+{ord(match[0][0]):04X}",
                )
            )
            if len(document.parse_errors) == 20:
                break
        if not document.parse_errors:
            _build(source, document)
            return document
    document.unparsable = True
    return document


def _decode(source: Source, document: Document) -> str | None:
    data = source.data
    for mark, name in ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"), (b"\xef\xbb\xbf", "BOM")):
        if data.startswith(mark):
            document.parse_errors.append(ParseError("bad-encoding", Span(1, 1, 1, 2), name))
            return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        span = span_at(line_starts(before), len(before), len(before))
        document.parse_errors.append(ParseError("bad-encoding", span, f"0x{data[error.start]:02X}"))
        return None


NextEvent = Callable[[], Any]  # gives the next parser event, None after the last


def _readers(data: bytes) -> Iterator[NextEvent]:
    """The parsers to try in turn: libyaml for speed; where it refuses a text, ruamel's own has the last word.

    libyaml follows YAML 1.1 and its bundled release refuses some good YAML 1.2 (``[mit:3.1]``). Because the same
    parser words every refusal, and alone judges what the two dispute, an installation without the C extension gives
    the same answers.
    """
    if CParser is not None and not _disputed(data):
        yield CParser(data).get_event
        if len(data) > _SECOND_OPINION:
            return
    yield partial(next, iter(YAML(typ="safe", pure=True).parse(data.decode("utf-8"))), None)


_ODD_BLOCK = rb"[-+0-9]*(?:#| *\r?\n(?: *\r?\n)*(?:[^ \r\n]|\Z))"
_ODD_LITERAL = re.compile(rb"\|" + _ODD_BLOCK)  # one pattern for both would be four times as slow: it has no first byte
_ODD_FOLDED = re.compile(rb">" + _ODD_BLOCK)


def _disputed(data: bytes) -> bool:
    """Texts that one parser takes and the other refuses: tabs, document ends, comments and nothing behind `|`, `>`."""
    if len(data) > _SECOND_OPINION:
        return False
    odd = b"\t" in data or b"\n..." in data or _ODD_LITERAL.search(data) or _ODD_FOLDED.search(data)
    return bool(odd)


_MISSING: Any = object()  # no key is waiting for a value
_DISCARD: Any = object()  # the key that waits came before: its value is read and dropped


def _build(source: Source, document: Document) -> None:
    problems = document.parse_errors
    for next_event in _readers(source.data):
        document.data, document.parse_errors, document.plain, document.unparsable = None, list(problems), [], False
        try:
            _walk(next_event, document)
            return
        except YAMLError as error:
            document.parse_errors = [*problems, _syntax(error)]
        except (ValueError, OverflowError):  # ruamel's own parser, on an escape outside Unicode
            document.parse_errors = [*problems, ParseError("syntax-error", _beyond_unicode(source), "invalid escape")]
        except AssertionError:  # ruamel's own parser, on a version of YAML that it does not know
            document.parse_errors = [*problems, ParseError("yaml-tag", _directive(source), "%")]
        document.unparsable = True


def _walk(next_event: NextEvent, document: Document) -> None:
    """Events -> plain data, with every guard of the format in the same loop."""
    stack: list[Any] = []  # the open collections, `top` being the last
    steps: list[Any] = []  # for each: the key or index by which it hangs in its parent
    top: Any = None
    key: Any = _MISSING
    documents = 0

    def refuse(rule: str, event: Any, about: str = "", path: DataPath = ()) -> None:
        document.parse_errors.append(ParseError(rule, _span(event), about, path))

    def stop(rule: str, event: Any, about: str = "") -> None:
        refuse(rule, event, about)
        document.unparsable = True

    while (event := next_event()) is not None:
        kind = type(event)
        if kind is ScalarEvent or kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.anchor is not None:
                stop("yaml-alias", event, "&" + event.anchor)
                return
            if event.ctag is not None:
                stop("yaml-tag", event, str(event.ctag))
                return
            waits_for_key = key is _MISSING and type(top) is dict
            value: Any
            if kind is ScalarEvent:
                value, style = event.value, event.style
                if style == '"' and not value.isprintable() and _CONTROL.search(value):
                    stop("control-character", event, _first_control(value))
                    return
                if waits_for_key:
                    if not style and value in ("", "<<"):
                        stop("yaml-alias" if value else "not-json", event, value)
                        return
                    if value in top:
                        path = (*steps[1:], value)
                        refuse("duplicate-key", event, value, () if _DISCARD in path else path)
                        key = _DISCARD
                    else:
                        key = value
                    continue
                if not style:
                    if value in _NULLS:
                        value = None
                    elif value[0] in _MAYBE_SPECIAL and _NOT_ONLY_TEXT.fullmatch(value):
                        value = Plain(value)
                        where = (*steps[1:], len(top) if type(top) is list else key)
                        if _DISCARD not in where and top is not None:
                            document.plain.append(where)
                if key == "body" and style != "|" and len(stack) == 1:
                    document.folded_body = True
            else:
                if waits_for_key:
                    stop("not-json", event, "key")
                    return
                if len(stack) == MAX_DEPTH:
                    stop("too-deep", event)
                    return
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
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            stack.pop()
            steps.pop()
            top = stack[-1] if stack else None
        elif kind is AliasEvent:
            stop("yaml-alias", event, "*" + event.anchor)
            return
        elif kind is DocumentStartEvent:
            documents += 1
            if documents > 1:
                stop("several-documents", event)
                return
            if event.version or event.tags:
                stop("yaml-tag", event, "%")
                document.parse_errors[-1] = replace(document.parse_errors[-1], span=_directive(document.source))
                return


def _beyond_unicode(source: Source) -> Span:
    """Where an escape names no character; ruamel's parser does not say."""
    text = source.data.decode("utf-8")
    for match in re.finditer(r"\\U([0-9A-Fa-f]{8})", text):
        if int(match[1], 16) > sys.maxunicode:
            return span_at(line_starts(text), *match.span())
    return Span(1, 1, 1, 1)


def _directive(source: Source) -> Span:
    """The first line that starts with ``%``: the parsers disagree on where a directive begins."""
    match = re.search(r"^%.*", text := source.data.decode("utf-8"), re.MULTILINE)
    return span_at(line_starts(text), *match.span()) if match else Span(1, 1, 1, 1)


def _syntax(error: YAMLError) -> ParseError:
    """The parser's complaint as a problem; ``about`` is its text, a key for the rule's own words, never shown."""
    about = f"{getattr(error, 'context', None) or ''}; {getattr(error, 'problem', None) or ''}"
    mark = getattr(error, "problem_mark", None)
    if ("quoted scalar" in about and "end of" in about) or "simple key" in about:  # where it began says more
        mark = getattr(error, "context_mark", None) or mark
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    return ParseError("syntax-error", Span(line, column, line, column + 1), about)


def places(source: Source) -> dict[DataPath, NodeSpan]:
    """Where every value and key of a source stands: a second pass, for files with findings only.

    Stops where the source stops being readable; of a key that comes twice the first place counts.
    """
    found: dict[DataPath, NodeSpan] = {}
    readers = _readers(source.data)
    while True:
        try:
            next_event = next(readers, None)
            if next_event is None:
                return found
            found = {}
            _walk_places(next_event, found)
            return found
        except (YAMLError, ValueError, OverflowError, AssertionError):
            continue


def _walk_places(next_event: NextEvent, found: dict[DataPath, NodeSpan]) -> None:
    path: list[Any] = []  # the step that leads to the value that comes next, one for each open collection
    keys: list[Any] = []  # for each open collection: the event of the key that waits, None, or _LIST
    starts: list[Any] = []
    while (event := next_event()) is not None:
        kind = type(event)
        if kind is ScalarEvent and keys and keys[-1] is None:
            keys[-1] = event
            path[-1] = event.value
            continue
        if kind in (ScalarEvent, AliasEvent, MappingStartEvent, SequenceStartEvent):
            if keys and keys[-1] is _LIST:
                path[-1] += 1
            if kind is not ScalarEvent and kind is not AliasEvent:
                starts.append(event)
                path.append(-1)
                keys.append(_LIST if kind is SequenceStartEvent else None)
                if len(starts) > MAX_DEPTH:
                    return
                continue
            _place(found, path, keys, event, event)
        elif kind in (MappingEndEvent, SequenceEndEvent):
            path.pop()
            keys.pop()
            _place(found, path, keys, starts.pop(), event)
        else:
            continue
        if keys and keys[-1] is not _LIST:
            keys[-1] = None


_LIST: Any = object()


def _place(found: dict[DataPath, NodeSpan], path: list[Any], keys: list[Any], start: Any, end: Any) -> None:
    key = keys[-1] if keys and keys[-1] is not _LIST else None
    begin, stop = start.start_mark, end.end_mark
    span = Span(begin.line + 1, begin.column + 1, stop.line + 1, stop.column + 1)
    place = NodeSpan(span, _span(key) if key is not None else None, begin.index, stop.index, start is not end)
    found.setdefault(tuple(path), place)


def _span(event: Any) -> Span:
    begin, end = event.start_mark, event.end_mark
    return Span(begin.line + 1, begin.column + 1, end.line + 1, end.column + 1)


def _first_control(value: str) -> str:
    match = _CONTROL.search(value)
    return f"U+{ord(match[0][0]):04X}" if match else ""


def lines_of(text: str) -> list[str]:
    """The lines as YAML and editors count them: no other character than CR and LF ends one."""
    return _BREAK.split(text)


def line_starts(text: str) -> list[int]:
    """The offset at which each of `lines_of` starts."""
    return [0, *(match.end() for match in _BREAK.finditer(text))]


def span_at(starts: list[int], start: int, end: int) -> Span:
    """The span between two offsets in code points; ``starts`` are the text's `line_starts`."""
    first, last = bisect_right(starts, start), bisect_right(starts, end)
    return Span(first, start - starts[first - 1] + 1, last, end - starts[last - 1] + 1)
