"""What must not be parsed: bytes that are no text, and text in which a merge was left half done."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from butfor.files.tree import Source
from butfor.findings import DataPath, Span
from butfor.yaml.spans import line_starts, span_at

# C0 and C1 controls but tab and newline, a lone carriage return, NEL and the two separators (line breaks for YAML
# 1.1 alone), surrogates, noncharacters, and a byte order mark inside the text.
_NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
CONTROL = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff{_NO_CHARACTERS}]|\r(?!\n)")
_ORDINARY = b"\t\n" + bytes(range(0x20, 0x7F))
_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\0\0", "UTF-32"), (b"\0\0\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"), (b"\xef\xbb\xbf", "BOM"),
)  # fmt: skip
# YAML 1.2.2, section 5.2: a text begins with an ASCII character, so the NULs around it show the encoding.
_WITHOUT_MARK = (
    (re.compile(rb"\0\0\0[^\0]|[^\0]\0\0\0"), "UTF-32"),
    (re.compile(rb"(?:\0[^\0]){2}|(?:[^\0]\0){2}"), "UTF-16"),
)
_MOST = 20  # control characters, or conflicts, of one file that are reported
_START = Span(1, 1, 1, 1)

_MARK = 7  # signs, where no merge is made within a merge

CONFLICT_SIGNS = (b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")
"""What git writes around two versions of a part of a file; around those of a merge within a merge it is longer."""
CONFLICT_MARK = re.compile(r"^([ \t]*)([<=>|])\2{6,}(?![^ \t\r\n])[^\r\n]*", re.MULTILINE)
"""A line that begins with one of them."""


@dataclass(frozen=True, slots=True)
class ParseError:
    """What a guard of the parser refused."""

    rule: str
    """Id of the rule that reports it."""
    span: Span
    about: str = ""
    """What the rule needs for its message."""
    path: DataPath = ()


def find_unreadable(source: Source) -> Iterator[ParseError]:
    """Yield what makes bytes no text that may be parsed."""
    data = source.data
    if source.truncated:
        yield ParseError("too-large", _START)
        return
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            yield ParseError("bad-encoding", Span(1, 1, 1, 2), name)
            return
    if data.isascii() and not data.translate(None, _ORDINARY):
        return  # the usual case, and fast
    if data.count(0) > 1:
        name = next((name for start, name in _WITHOUT_MARK if start.match(data)), "NUL")
        yield ParseError("bad-encoding", _START if name != "NUL" else _span_of_byte(data, data.index(0)), name)
        return
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        yield ParseError("bad-encoding", _span_of_byte(data, error.start), f"0x{data[error.start]:02X}")
        return
    starts = line_starts(text)
    for match in islice(CONTROL.finditer(text), _MOST):
        yield ParseError("control-character", span_at(starts, *match.span()), code_point(match))


def find_conflicts(source: Source) -> Iterator[ParseError]:
    """Yield the places of a text at which a merge was left half done, each from its first mark to its last.

    ``about`` is ``conflict`` where a mark stands at the margin, as git writes it, and ``text`` where all are indented.
    """
    if not any(signs in source.data for signs in CONFLICT_SIGNS):
        return  # the usual case, and fast
    text = source.data.decode("utf-8")
    starts = line_starts(text)
    conflicts: list[list[re.Match[str]]] = []
    matches = list(CONFLICT_MARK.finditer(text))
    has_sides = any(match[2] != "=" for match in matches)
    for match in matches:
        if match[2] == "=" and not has_sides and len(match[0].strip()) > _MARK:
            continue  # alone, a longer one is the line under a heading
        opens = not conflicts or match[2] == "<" or conflicts[-1][0][2] != "<" or conflicts[-1][-1][2] == ">"
        if opens:
            conflicts.append([match])
        else:
            conflicts[-1].append(match)
    for marks in conflicts[:_MOST]:
        start, end = marks[0].end(1), marks[-1].end()
        at_margin = any(not mark[1] for mark in marks)
        yield ParseError("conflict-mark", span_at(starts, start, end), "conflict" if at_margin else "text")


def code_point(match: re.Match[str]) -> str:
    """Return a control character that was found, as `U+0000`."""
    return f"U+{ord(match[0][0]):04X}"


def _span_of_byte(data: bytes, offset: int) -> Span:
    before = data[:offset].decode("utf-8", "replace")
    return span_at(line_starts(before), len(before), len(before))
