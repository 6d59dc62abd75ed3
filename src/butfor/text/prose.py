"""Prose: what body and answers say, read exactly. docs/wire-format.md shows the grammar with examples.

White space is space, tab and line break; every other sign is itself. An empty line ends a block. A block that begins
with ``> `` is a quotation, with ``- `` a list, any other a paragraph. What is judged, compared and shown is one text,
`canonical`. Everything here is linear in the text.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from butfor.text.patterns import late

PATHS = frozenset(
    [("body",), *(("rationale", name) for name in ("tested_harm", "without", "other_causes", "limits", "text"))]
)
"""Where a wire holds prose."""
QUOTE, ITEM = "> ", "- "
CITATION = re.compile(r"\[(S[1-9][0-9]{0,2})\]")
_BREAK = re.compile("\r\n|[\r\x85\u2028\u2029]")
_SPACES = re.compile(r"[ \t]+")
_BETWEEN_CITATIONS = re.compile(rf"({CITATION.pattern}) (?={CITATION.pattern})")
_ENDING_CITATIONS = re.compile(rf" ?((?:{CITATION.pattern})+)\Z")
# Spaces that are signs: they are shown as they are, so they must be meant.
_OTHER_SPACE = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ANY_SPACE = rf"[ \t{_OTHER_SPACE}]"
_ODD_SPACE = late(rf"\A[{_OTHER_SPACE}]|[{_OTHER_SPACE}]\Z|[{_OTHER_SPACE}]{_ANY_SPACE}|{_ANY_SPACE}[{_OTHER_SPACE}]")
_ODD_RUN = late(rf"\A{_ANY_SPACE}+|{_ANY_SPACE}+\Z|{_ANY_SPACE}{{2,}}")
_SPACED = ("HANGUL", "FULLWIDTH LATIN", "FULLWIDTH DIGIT")  # names of wide signs whose words have spaces between them
_CODE = re.compile(r"`[^`\n]+`")
_DEEPER = 2  # columns by which an item below another is indented
_NEVER_FIRST = "->|<="  # a mark of this grammar, or of git's conflicts

Kind = Literal["paragraph", "quotation", "list"]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a text between empty lines."""

    kind: Kind
    parts: tuple[str, ...]
    """Its paragraphs, or its items, each on one line."""

    def __str__(self) -> str:
        """Return it as `canonical` has it."""
        if self.kind == "list":
            return "\n".join(ITEM + item for item in self.parts)
        if self.kind == "quotation":
            return f"\n{QUOTE.rstrip()}\n".join(QUOTE + paragraph for paragraph in self.parts)
        return self.parts[0]

    @property
    def cited(self) -> tuple[str, ...]:
        """The ids of sources that it cites, in order, repeats included."""
        return tuple(CITATION.findall("\n".join(self.parts)))

    @property
    def shown(self) -> tuple[tuple[str, ...], str]:
        """Its parts as readers see them, and the citations that stand after it: of a quotation those that end it."""
        text, citations = without_citations(self.parts[-1])
        if self.kind != "quotation" or not citations or not (text or self.parts[:-1]):
            return self.parts, ""
        return (*self.parts[:-1], *filter(None, [text])), citations


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that may be meant otherwise than it is read."""

    kind: Literal["late-mark", "nested-item", "unmarked-line", "odd-space"]
    """A mark at a later line of another block; an item that is indented below another; a quotation's line without its
    mark; a space that is a sign at the edge of a line or beside another space."""
    line: int
    """Counted from 1."""
    text: str
    """The line, without white space at its ends."""


def blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text, in order."""
    return tuple(block for block, _ in openings(text))


@lru_cache(maxsize=64)
def openings(text: str) -> tuple[tuple[Block, str], ...]:
    """Return the blocks of a text, each with its first line as it is written, white space aside."""
    found: list[tuple[Block, str]] = []
    for _, lines in _chunks(text):
        block, first = _block(lines), lines[0]
        if block.kind == "list" and found and found[-1][0].kind == "list":  # adjacent lists are one
            before, first = found.pop()
            block = Block("list", before.parts + block.parts)
        found.append((block, first))
    return tuple(found)


@lru_cache(maxsize=64)
def canonical(text: str) -> str:
    """Return what a text says: one line for each paragraph or item, an empty line between blocks.

    The canonical text of a canonical text is itself.
    """
    return "\n\n".join(map(str, blocks(text)))


def cited(text: str) -> tuple[str, ...]:
    """Return source ids in the order in which a text cites them, repeats included."""
    return tuple(source for block in blocks(text) for source in block.cited)


def without_citations(part: str) -> tuple[str, str]:
    """Return a paragraph or item without the citations that end it, and these."""
    match = _ENDING_CITATIONS.search(part)
    return (part[: match.start()], match[1]) if match else (part, "")


def lines_of(text: str, width: int) -> list[str]:
    """Return a text in lines of about ``width`` characters that say the same, as `canonical` has it."""
    lines: list[str] = []
    for block in blocks(text):
        first = {"paragraph": "", "quotation": QUOTE, "list": ITEM}[block.kind]
        rest = QUOTE if block.kind == "quotation" else " " * len(first)
        for number, part in enumerate(block.parts):
            if number and block.kind == "quotation":
                lines.append(QUOTE.rstrip())
            lines += [(rest if at else first) + line for at, line in enumerate(_broken(part, width - len(first)))]
        lines.append("")
    return lines[:-1]


def _broken(part: str, width: int) -> Iterator[str]:
    """Yield a part in lines, broken only where joining puts the space back and no line would begin with a mark."""
    line = ""
    for word in part.split(" "):
        stays = not word or not line or word[0] in _NEVER_FIRST or is_wide(word[0]) or is_wide(line[-1])
        if line and not stays and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def faults(text: str) -> Iterator[Fault]:
    """Yield the lines of a text that may be meant otherwise than they are read, in order."""
    margin = 0  # where the items of the list begin
    before: Kind | None = None
    for first, lines in _chunks(text, raw=True):
        kind = _kind(squeezed(lines[0].strip(" \t")))
        if kind != before:  # adjacent lists are one
            margin = _indent(lines[0])
        before = kind
        for offset, indented in enumerate(lines):
            written = indented.strip(" \t")
            line = squeezed(written)
            if kind == "quotation":
                if line != QUOTE.rstrip() and not line.startswith(QUOTE):
                    yield Fault("unmarked-line", first + offset, line)
            elif offset and (line.startswith(QUOTE) or (kind == "paragraph" and line.startswith(ITEM))):
                yield Fault("late-mark", first + offset, line)
            elif kind == "list" and line.startswith(ITEM) and _indent(indented) >= margin + _DEEPER:
                yield Fault("nested-item", first + offset, line)
            if _ODD_SPACE.search(written):
                yield Fault("odd-space", first + offset, line)


def _indent(line: str) -> int:
    return len(line.expandtabs()) - len(line.expandtabs().lstrip(" "))


def lines_in_blocks(text: str) -> Iterator[list[str]]:
    """Yield the lines of each part of a text between empty lines as they are written, white space aside."""
    return (lines for _, lines in _chunks(text))


def without_code(text: str) -> str:
    """Return a text with spaces for what stands between backticks: who writes of signs puts them there."""
    return _CODE.sub(lambda match: " " * len(match[0]), text)


def with_plain_spaces(line: str) -> str:
    """Return a line without spaces that are signs at its edges, and with one space for each run that holds one."""
    return _ODD_RUN.sub(" ", line).strip(" ")


def _chunks(text: str, *, raw: bool = False) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines between empty ones, with the number of the first; white space is one space, or ``raw``."""
    lines: list[str] = []
    text = unicodedata.normalize("NFC", _BREAK.sub("\n", text))
    for number, written in enumerate([*text.split("\n"), ""], 1):
        line = written.strip(" \t")
        if line:
            lines.append(written if raw else squeezed(line))
        elif lines:
            yield number - len(lines), lines
            lines = []


def squeezed(line: str) -> str:
    """Return a line in which each run of white space is one space."""
    return _SPACES.sub(" ", line)


def _kind(first: str) -> Kind:
    return "quotation" if first.startswith(QUOTE) else "list" if first.startswith(ITEM) else "paragraph"


def _block(lines: list[str]) -> Block:
    kind = _kind(lines[0])
    parts: list[list[str]] = [[]]
    for line in lines:
        if kind == "quotation":
            if line == QUOTE.rstrip():
                parts.append([])
            else:
                parts[-1].append(line.removeprefix(QUOTE))
        elif kind == "list" and line.startswith(ITEM):
            parts.append([line.removeprefix(ITEM)])
        else:
            parts[-1].append(line)
    joined = tuple(_joined(part) for part in parts if part)
    if kind == "paragraph" and _kind(joined[0]) != kind:  # the mark alone on its line
        return _block([joined[0]])
    return Block(kind, joined)


def _joined(lines: list[str]) -> str:
    """Return lines as one: with a space between them, with none beside a sign of a script without spaces."""
    text = lines[0]
    for line in lines[1:]:
        text += line if is_wide(text[-1]) or is_wide(line[0]) else f" {line}"
    return _BETWEEN_CITATIONS.sub(r"\1", unicodedata.normalize("NFC", text))


def is_wide(sign: str) -> bool:
    """Return whether a sign is of a script without spaces between words, or one of its marks.

    That is East Asian wide, but no Hangul, no full-width Latin letter or digit, and no picture such as an emoji.
    """
    if sign.isascii() or unicodedata.east_asian_width(sign) not in "WF":
        return False
    is_picture = unicodedata.category(sign)[0] == "S" and not "\u3000" <= sign <= "\uffef"
    return not is_picture and not unicodedata.name(sign, "").startswith(_SPACED)
