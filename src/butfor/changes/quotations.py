"""What a correction quotes of two versions of a field: the values, or the passages of a text that changed."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Any

from butfor.changes.versions import PROSE, SIGNED, comparable_fields, paragraphs, text_of, words_of
from butfor.model.wire import Wire
from butfor.text.normalize import casefold_words

LONGEST = 500
"""Characters of a text that an entry quotes whole; of a longer one it quotes the passages that changed."""


def quotation_pairs(before: Wire, after: Wire, field: str, longest: int = LONGEST) -> list[tuple[str, str]]:
    """What a field said and what it says, in one pair for each place of a long text that changed."""
    if field == "sources":
        return [shorten_pair(*_of_sources(before, after), longest)]
    if field in ("conflicts", "external_ids", *SIGNED):
        return [shorten_pair(*_of_items(before, after, field), longest)]
    if field not in PROSE:
        return [(text_of(before, field) or "none", text_of(after, field) or "none")]
    old, new = (_sentences(_prose(wire, field)) for wire in (before, after))
    if field == "rationale" and old == new:
        return [_of_items(before, after, field)]
    was, now = _joined(old), _joined(new)
    if not was or not now or max(len(was), len(now)) <= longest:
        return [(was or "none", now or "none")]
    places = _places(old, new) or [(0, len(old), 0, len(new))]
    return [shorten_pair(_joined(old[a:b]), _joined(new[c:d]), longest) for a, b, c, d in places]


def _prose(wire: Wire, field: str) -> str:
    return wire.rationale.text if field == "rationale" else str(getattr(wire, field) or "")


def _of_sources(before: Wire, after: Wire) -> tuple[str, str]:
    """The sources that differ, in words: all of one that came or went, else the fields that differ."""
    old, new = comparable_fields(before)["sources"], comparable_fields(after)["sources"]
    was, now = [], []
    for name in {**old, **new}:
        if name in old and name in new:
            for key in old[name]:
                if old[name][key] != new[name][key] and not (key == "archive_url" and old[name][key] is None):
                    was.append(f"{name} {key}: {old[name][key] or 'none'}")
                    now.append(f"{name} {key}: {new[name][key] or 'none'}")
        else:
            one = old.get(name) or new[name]
            words = f"{name}: {one['publisher']}, {one['url']}"
            was.append(words if name in old else f"no {name}")
            now.append(words if name in new else f"no {name}")
    return "; ".join(was), "; ".join(now)


def _of_items(before: Wire, after: Wire, field: str) -> tuple[str, str]:
    """The items of a mapping, or of a list of mappings, that differ; all of them if only their order does."""
    old, new = (_items(comparable_fields(wire)[field]) for wire in (before, after))
    known_then, known_now = frozenset(old), frozenset(new)
    gone, come = [item for item in old if item not in known_now], [item for item in new if item not in known_then]
    if not gone and not come:
        gone, come = old, new
    return "; ".join(gone) or "none", "; ".join(come) or "none"


def _items(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{key}: {item}" for key, item in value.items() if item is not None]
    return [_item(item) for item in value]


def _item(item: Mapping[str, Any]) -> str:
    """A conflict, a deviation or a review in one line."""
    if "point" in item:
        return f"{item['point']} ({', '.join(item['sources'])})"
    return ", ".join(str(value) for value in item.values() if value is not None)


# Where a sentence ends: not before a small letter or a digit, as in "decision no. 755", nor before its citation.
_SENTENCE = re.compile(r"(?<=[.!?])\s(?![a-z0-9\[])|(?<=[。！？])")
_MOST_PAIRS = 40_000  # of sentences to compare
_MOST_PLACES = 5
_MOST_ALIKE = 50_000  # pairs of words or sentences that are the same: 1000 words of prose against others have 15,000


def _sentences(text: str) -> list[str]:
    """The sentences of a text, white space levelled; one that opens a paragraph starts with an empty line, and with the
    blanks that make it code to Markdown."""
    result: list[str] = []
    for part in paragraphs(text):
        sentences = [one for one in _SENTENCE.split(part) if one]
        if sentences and result:
            sentences[0] = f"\n\n{sentences[0]}"
        result += sentences
    return result


def _joined(sentences: Sequence[str]) -> str:
    joined = "".join(one if one.startswith("\n") else f" {one}" for one in sentences)
    return joined.removeprefix(" ").lstrip("\n")


def _places(old: list[str], new: list[str]) -> list[tuple[int, int, int, int]]:
    """Where two texts differ, as ranges of sentences (from, to, from, to), neither of them empty; places close to each
    other are one."""
    found: list[tuple[int, int, int, int]] = []
    for place in _differing(old, new, _MOST_PAIRS):
        if found:
            joined = (found[-1][0], place[1], found[-1][2], place[3])
            if max(len(_joined(old[joined[0] : joined[1]])), len(_joined(new[joined[2] : joined[3]]))) <= LONGEST:
                found[-1] = joined
                continue
        found.append(place)
    if len(found) > _MOST_PLACES:
        found = [(found[0][0], found[-1][1], found[0][2], found[-1][3])]
    result = []
    for a, b, c, d in found:
        if a == b or c == d or _joined(old[a:b]) == _joined(new[c:d]):  # told with the sentence beside it
            a, b, c, d = (a - 1, b, c - 1, d) if a and c else (a, b + 1, c, d + 1)
        result.append((a, b, c, d))
    return result


def _differing(old: list[str], new: list[str], most: int) -> list[tuple[int, int, int, int]]:
    """The ranges of words or sentences that differ (from, to, from, to); of more pairs than ``most``, or of too many
    that are alike, all between the first and the last as one."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    one, other = old[start : len(old) - end], new[start : len(new) - end]
    known = Counter(other)
    if len(one) * len(other) > most or sum(known[each] for each in one) > _MOST_ALIKE:
        return [(start, len(old) - end, start, len(new) - end)]
    found = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return [(a + start, b + start, c + start, d + start) for kind, a, b, c, d in found if kind != "equal"]


def shorten_pair(was: str, now: str, longest: int) -> tuple[str, str]:
    """Both clipped to what an entry quotes, from shortly before the first difference on."""
    if max(len(was), len(now)) <= longest:
        return was, now
    same = max(_common(was, now) - longest // 5, 0)
    start = was.rfind(" ", 0, same) + 1
    return _clipped(was, start, longest), _clipped(now, start, longest)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many items two sequences have in common from their beginning on."""
    return next(
        (index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _clipped(text: str, start: int, longest: int) -> str:
    head = "... " if start else ""
    if len(text) - start + len(head) <= longest:
        return head + text[start:]
    part = text[start : start + longest - 7]
    return f"{head}{part.rpartition(' ')[0] or part}..."


# Words; of scripts without blanks between them, letters.
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\s\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_MOST_WORDS = 1_000_000  # pairs of words to compare
_MOST_TIMES = 1_000  # places of a text in which one quotation is looked for
_LONG = 150  # characters from which on a quotation that ends in `...` stands for what follows, where much changed


def unquoted(before: Wire, after: Wire, field: str, quotes: Sequence[tuple[str, str]]) -> str:
    """A part of a text that changed and stands in none of the quotes (was, now); empty where there is none.

    A `was` that is empty is not asked for.
    """
    old, new = (_TOKEN.findall(casefold_words(words_of(wire, field))) for wire in (before, after))
    places = _differing(old, new, _MOST_WORDS)
    much = sum(max(b - a, d - c) for a, b, c, d in places) > LONGEST // 5
    sides = [([(c, d) for _, _, c, d in places], new, [now for _, now in quotes])]
    if all(was for was, _ in quotes):
        sides.append(([(a, b) for a, b, _, _ in places], old, [was for was, _ in quotes]))
    for ranges, text, given in sides:
        held = _held(text, given, much)
        for start, end in ranges:
            if not all(held[start:end]):
                return " ".join(text[max(start - 3, 0) : end + 3])
    return ""


def _held(text: list[str], quotes: Sequence[str], much: bool) -> list[bool]:
    """Which words of a text stand in a quotation."""
    whole = f" {' '.join(text)} "
    blanks = [0, *accumulate(len(word) + 1 for word in text)]  # the one before each word
    edges = [0] * (len(text) + 1)  # how many quotations begin before a word, less those that end there
    for quote in dict.fromkeys(quotes):
        said = f" {' '.join(_TOKEN.findall(casefold_words(quote)))} "
        on = much and quote.rstrip().endswith("...") and len(quote) >= _LONG
        at = whole.find(said) if said.strip() else -1
        for _ in range(_MOST_TIMES):
            if at < 0:
                break
            first = bisect_left(blanks, at)
            edges[first] += 1
            edges[len(text) if on else first + said.count(" ") - 1] -= 1
            at = whole.find(said, at + 1) if not on else -1
    return [depth > 0 for depth in accumulate(edges[:-1])]
