"""Marks on letters: more than any script writes, and those that strike a text out; and characters of private use."""

import re
import unicodedata
from collections.abc import Iterator

from butfor.text.patterns import late

# Unicode's blocks of combining marks that belong to no script; the marks of a script stand beside its letters.
_GENERAL = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_MOST, _MOST_OF_SCRIPTS = 4, 10
"""IPA and the transcriptions of languages write three marks on a letter, the stacks of Tibetan and Tai Tham eight."""
_PILE = late(f"[{_GENERAL}]{{{_MOST + 1},}}")
_MARK = late(f"[{_GENERAL}\u0488\u0489]")
_DENSE = late(f"(?:[^\\W\\d_][{_GENERAL}]{{2,}}){{3,}}")
_OVER = "\u0335-\u0338\u0488\u0489\u20d2\u20d3\u20dd-\u20e0\u20e2\u20e4-\u20e6\u20ea\u20eb"
"""Overlays and enclosing marks: on one letter they make another letter, along a word they strike it out or cover it."""
_STRIKES = re.compile("[\u0335-\u0338\u20d2\u20d3]")
"""Overlays: in a word one makes a letter, two strike the word out, whatever stands between them."""
_LINES = "\u0305\u0332\u0333\u033f"
"""Lines under and over a letter."""
_ANY = f"{_GENERAL}\u0488\u0489"


def _along(marks: str, fewest: int) -> re.Pattern[str]:
    """Return the pattern of letters and figures in a row that each have one of some marks."""
    return late(f"(?:\\w(?=[{_ANY}]*?[{marks}])[{_ANY}]++(?: [{_ANY}]*+(?=\\w))?){{{fewest},}}")


_WORD = late(f"\\w[\\w{_ANY}]*+")
_ALONG = (_along(_OVER, 2), _along(_LINES, 4))
LOST = "\ufffc\ufffd"
"""What programs write for a picture, or for a character that they could not read."""
_USE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_BEFORE_FIGURES = "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2"
"""Marks of Arabic and Syriac that enclose the figures after them."""
_MAY_BE_PRIVATE = late(f"[{LOST}{_USE}{_BEFORE_FIGURES}]")
_STRAY = late(f"(?<=[A-Za-z])[{_BEFORE_FIGURES}]|[{_BEFORE_FIGURES}](?=[A-Za-z])")
_PRIVATE = late(f"(?:\ufffc|(?<=\\w)\ufffd|\ufffd(?=\\w)|[{_USE}])+")


def may_stack(text: str) -> bool:
    """Return whether a text holds marks of no script, or so many characters that a script's marks may be stacked."""
    return _MARK.search(text) is not None or next(_piles_of_scripts(text), None) is not None


def stacked(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places, as offsets, at which more marks stand on letters than any script writes, or along a word."""
    spans = [match.span() for pattern in (_PILE, _DENSE, *_ALONG) for match in pattern.finditer(text)]
    if _STRIKES.search(text):
        spans += (word.span() for word in _WORD.finditer(text) if len(_STRIKES.findall(word[0])) > 1)
    end = -1
    for start, stop in sorted([*spans, *_piles_of_scripts(text)]):
        if start >= end:
            yield start, stop
            end = stop


def _piles_of_scripts(text: str) -> Iterator[tuple[int, int]]:
    """Yield the runs of marks, of whatever script, that are longer than the longest stack."""
    start = 0
    for offset, char in enumerate(f"{text}x"):
        if char < "\u0300" or unicodedata.category(char)[0] != "M":
            if offset - start > _MOST_OF_SCRIPTS:
                yield start, offset
            start = offset + 1


def may_be_private(text: str) -> bool:
    """Return whether a text holds a character of private use, one unknown to Unicode, or a mark that may be stray."""
    return bool(_MAY_BE_PRIVATE.search(text)) or any(map(_is_unassigned, set(text)))


def private_characters(text: str) -> Iterator[tuple[int, int]]:
    """Yield the runs of characters of private use, as offsets, and in words what Unicode or their script does not know.

    Outside of words an unknown character may be a sign, or a script, that is younger than this Python.
    """
    yield from (match.span() for pattern in (_PRIVATE, _STRAY) for match in pattern.finditer(text))
    for offset, char in enumerate(text):
        if _is_unassigned(char) and f"{text[max(offset - 1, 0) : offset]}{text[offset + 1 : offset + 2]}".isalpha():
            yield offset, offset + 1


def _is_unassigned(char: str) -> bool:
    return char > "\u0377" and unicodedata.category(char) == "Cn"
