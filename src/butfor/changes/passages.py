"""Passages: words of a text that a change explains, where they stand, and what a text is without them.

A passage begins and ends between words: at white space or an end of the text; behind signs that only open, or before
signs and citations that only close what is there; or beside a sign of a script without spaces.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from butfor.changes.redaction import LONGEST
from butfor.text.prose import CITATION, canonical, is_wide

_MOST_WITHHELD = 20  # passages of one text: a hostile text takes many steps for each
_MOST_ENDS = 1_000
_MOST_SIGNS = 100  # that open or close a word: a hostile text has a hundred thousand, and a passage at each
_OPENING = frozenset("([{\"'\u2018\u201a\u201c\u201e\u00ab\u2039\u00bf\u00a1")
_CLOSING = re.compile(
    rf"(?:[)\]}}\"'.,;:!?\u2026\u2019\u201d\u00bb\u203a]|{CITATION.pattern}){{0,{_MOST_SIGNS}}}+(?=[ \n]|\Z)"
)
# Signs that no YAML file may hold: around the number of a change; in place of the marks of a quotation, of an item, and
# between two paragraphs of a quotation; and before what looks like one of these and is none.
_MARK = "\0"
_QUOTE, _ITEM, _BETWEEN, _NO_MARK = "\1", "\2", "\3", "\4"
_PRIVATE = re.compile("[\0-\4]")
_BLOCK_MARK = re.compile(r"^(?:([>-])(?= )|(?<=[^\n]\n)>$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Cut:
    """A passage that is taken out of a text."""

    start: int
    end: int
    number: int | None
    """Of the change, where its other side stands in the other text; None where nothing does."""


def between_words(text: str, at: int) -> bool:
    """Return whether a place of a text lies between two words."""
    if at in (0, len(text)) or text[at - 1] in " \n" or text[at] in " \n" or _CLOSING.match(text, at):
        return True
    if (is_wide(text[at - 1]) or is_wide(text[at])) and not unicodedata.category(text[at]).startswith("M"):
        return True
    start = at
    while start and at - start < _MOST_SIGNS and text[start - 1] in _OPENING:
        start -= 1
    return start < at and (start == 0 or text[start - 1] in " \n")


def why_no_passage(text: str, start: int, end: int) -> tuple[str, str] | None:
    """Return why a part of a canonical text is no passage, and the repair; None for one that is.

    A mark of a quotation or an item is part of one only with all of its line.
    """
    if not (between_words(text, start) and between_words(text, end)):
        return "begins or ends inside a word", "write the whole word"
    line = text.rfind("\n", 0, end) + 1
    if line >= start and _BLOCK_MARK.match(text, line) and end < len(text) and text[end] != "\n":
        return (
            "contains the mark of a quotation or an item, but not its whole line",
            "delete the mark, or add the rest of the line",
        )
    return None


def lines_alone(passage: str) -> frozenset[str]:
    """Return the paragraphs and items of a passage, without their marks and citations."""
    lines = (CITATION.sub("", _BLOCK_MARK.sub("", line)).strip(" ") for line in passage.split("\n"))
    return frozenset(lines) - {"", ">"}


def word_places(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the words of a text begin and end; of a script without spaces each sign is one."""
    for match in re.finditer(r"[^ \t\n]+", text):
        start = match.start()
        if not match[0].isascii():
            for at in range(match.start(), match.end()):
                if is_wide(text[at]):
                    if start < at:
                        yield start, at
                    yield at, at + 1
                    start = at + 1
        if start < match.end():
            yield start, match.end()


def places(passage: str, text: str) -> list[tuple[int, int]]:
    """Return where a passage stands, as it is written or as `canonical` has it: at most the first ten places."""
    for words in dict.fromkeys((_normalized(passage), canonical(passage))):
        if words and (found := list(_found(words, text))):
            return found
    return []


def _found(words: str, text: str) -> Iterator[tuple[int, int]]:
    at = text.find(words)
    for _ in range(10):
        if at < 0:
            return
        yield at, at + len(words)
        at = text.find(words, at + 1)


def _normalized(passage: str) -> str:
    """Return a passage with the white space of a canonical text, its line breaks kept."""
    lines = unicodedata.normalize("NFC", passage.replace("\r\n", "\n")).split("\n")
    text = "\n".join(re.sub("[ \t]+", " ", line).strip(" ") for line in lines)
    return re.sub("\n{3,}", "\n\n", text.strip("\n"))


def remainder(text: str, cuts: Sequence[Cut]) -> str:
    """Return what is left of a canonical text, canonical again; cuts in the order of the text, none overlapping.

    A paragraph, quotation or item stays one, whatever its line begins with now.
    """
    text = _BLOCK_MARK.sub(lambda match: {">": _QUOTE, "-": _ITEM}.get(match[1], _BETWEEN), text)
    parts, at = [], 0
    for cut in cuts:
        mark = "" if cut.number is None else f"{_MARK}{cut.number}{_MARK}"
        parts += [text[at : cut.start], mark]
        is_line = cut.number is None and text[cut.start - 1 : cut.start] == "\n" == text[cut.end : cut.end + 1]
        at = cut.end + is_line
    return canonical("\n".join(map(_with_mark, ("".join(parts) + text[at:]).split("\n"))))


def _with_mark(line: str) -> str:
    """Return a line with its mark as it is read; one that only looks like it is guarded."""
    line = line.strip(" ")
    if line == _BETWEEN or line[:2] in (f"{_QUOTE} ", f"{_ITEM} "):
        return {_QUOTE: ">", _ITEM: "-", _BETWEEN: ">"}[line[0]] + line[1:]
    return _NO_MARK + line if line[:1] in (">", "-") else line


def is_explained(older: str, newer: str, withheld: frozenset[int]) -> bool:
    """Return whether two remainders are equal.

    The marks of the withheld, which only the newer has, stand for words of one line in the older.
    """
    if not withheld:
        return older == newer
    if len(withheld) > _MOST_WITHHELD:
        return False
    marks = "|".join(f"{_MARK}{number}{_MARK}" for number in sorted(withheld))
    first, *pieces = re.split(marks, newer)
    if not older.startswith(first):
        return False
    ends = {len(first)}
    for piece in pieces:
        ends = set(islice(_ends(older, piece, sorted(ends)), _MOST_ENDS))
    return len(older) in ends


def _ends(text: str, piece: str, starts: Sequence[int]) -> Iterator[int]:
    """Yield where a piece ends that stands behind one of the places, with words of one line between them."""
    for start in starts:
        line_end = text.find("\n", start)
        last = min(start + LONGEST, len(text) if line_end < 0 else line_end)
        for end in range(start + 1, last + 1):
            if text.startswith(piece, end) and between_words(text, start) and between_words(text, end):
                yield end + len(piece)


def holds_mark(text: str) -> bool:
    """Return whether a text holds a sign that marks what was cut out, or a block."""
    return _PRIVATE.search(text) is not None


def first_difference(older: str, newer: str) -> tuple[str, str]:
    """Return a few words of both from where they differ first; marks, and what is left out, are an ellipsis."""
    pairs = enumerate(zip(older, newer, strict=False))
    same = next((at for at, (a, b) in pairs if a != b), min(len(older), len(newer)))
    start = older.rfind(" ", 0, max(same - 20, 0)) + 1
    return _clean(older, start, same + 60), _clean(newer, start, same + 60)


def _clean(text: str, start: int, end: int) -> str:
    shown = text[start:end]
    if end < len(text):
        shown = (shown.rpartition(" ")[0] or shown) + " \u2026"
    shown = re.sub(f"{_MARK}[0-9]*{_MARK}?", "\u2026", f"\u2026 {shown}" if start else shown)
    return _PRIVATE.sub("", shown)
