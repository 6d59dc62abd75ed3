"""The words that set two versions of a text apart: what was taken out, and what was put in."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import Literal

from butfor.changes.passages import word_places
from butfor.text.prose import canonical, is_wide

_SENTENCE = re.compile(r"[^\n\u3002\uff01\uff1f]*[\u3002\uff01\uff1f]+\n*|[^\n\u3002\uff01\uff1f]+\n*|\n+")
"""A line; of a script without spaces a sentence, for its signs are few and stand often."""
_MOST_PAIRS = 20_000  # pairs of equal words; where there are more, as in no text that people write, all counts as anew
_NEAR = 6  # words that are shown on each side of a change


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that follow each other."""

    kind: Literal["same", "out", "in", "gap"]
    """A gap stands for words that both versions have, far from any change."""
    words: tuple[str, ...] = ()
    """As `joined` takes them. A run of line breaks is a word, too."""


def space_between(word: str, other: str) -> str:
    """Return what stands between two words: a space, but nothing beside a sign of a script without spaces."""
    return "" if not word or other[0] == " " or is_wide(word[-1]) or is_wide(other[0]) else " "


def shortened(text: str, longest: int | None) -> str:
    """Return a text on one line, or its beginning, cut between two words; None: all of it."""
    text = " ".join(text.split())
    if longest is None or len(text) <= longest:
        return text
    return f"{text[:longest].rpartition(' ')[0] or text[:longest]} ..."


def joined(words: Sequence[str]) -> str:
    """Return words as a text."""
    return "".join(space_between(before, word) + word for before, word in pairwise(("", *words)))


def pieces(was: str, now: str) -> Iterator[Piece]:
    """Yield the words of two versions of a text: those taken out, those put in, and those that stand near."""
    found = _together(_pieces(was, now))
    for number, piece in enumerate(found):
        first, last = number == 0, number == len(found) - 1
        kept = (0 if first else _NEAR) + (0 if last else _NEAR)
        if piece.kind != "same" or len(piece.words) <= kept + 1:
            yield piece
            continue
        if not first:
            yield Piece("same", piece.words[:_NEAR])
        yield Piece("gap")
        if not last:
            yield Piece("same", piece.words[-_NEAR:])


def without_words_gone(was: str, now: str, instead: str) -> str:
    """Return the older of two texts with other words in place of those that are not in the newer one."""
    found = (
        Piece("same", (instead,) if piece.kind == "out" else piece.words)
        for piece in _together(_pieces(was, now))
        if piece.kind != "in"
    )
    return canonical(joined([word for piece in found for word in piece.words]))


def _together(found: Iterator[Piece]) -> list[Piece]:
    """Return pieces with those of one kind that follow each other as one."""
    return [
        Piece(kind, tuple(word for piece in together for word in piece.words))
        for kind, together in groupby(found, key=lambda piece: piece.kind)
    ]


def _pieces(was: str, now: str) -> Iterator[Piece]:
    """Yield all words of both versions in their order: sentence by sentence, and word by word where these differ."""
    for old_lines, new_lines in _aligned(_SENTENCE.findall(was), _SENTENCE.findall(now)):
        if old_lines == new_lines:
            yield Piece("same", tuple(_words("".join(old_lines))))
            continue
        for old, new in _aligned(*(list(_words("".join(lines))) for lines in (old_lines, new_lines))):
            if old == new:
                yield Piece("same", tuple(old))
                continue
            if old:
                yield Piece("out", tuple(old))
            if new:
                yield Piece("in", tuple(new))


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text, and its line breaks; one beside a wide sign with the space that stands before it."""
    end = 0
    for start, next_end in word_places(text):
        gap = text[end:start]
        if breaks := "\n" * gap.count("\n"):
            yield breaks
        elif gap and (end == 0 or is_wide(text[end - 1]) or is_wide(text[start])):
            gap = " "
        else:
            gap = ""
        yield ("" if breaks else gap) + text[start:next_end]
        end = next_end
    if breaks := "\n" * text.count("\n", end):
        yield breaks


def _aligned(was: Sequence[str], now: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Yield what corresponds to each other, in order: equal parts, or a part that takes the place of another."""
    start = 0
    while start < min(len(was), len(now)) and was[start] == now[start]:
        start += 1
    end = 0
    while end < min(len(was), len(now)) - start and was[-1 - end] == now[-1 - end]:
        end += 1
    old, new = was[start : len(was) - end], now[start : len(now) - end]
    if start:
        yield was[:start], now[:start]
    counts = Counter(new)
    if sum(counts[word] for word in old) > _MOST_PAIRS:
        yield old, new
    else:
        for _, first, last, new_first, new_last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            yield old[first:last], new[new_first:new_last]
    if end:
        yield was[len(was) - end :], now[len(now) - end :]
