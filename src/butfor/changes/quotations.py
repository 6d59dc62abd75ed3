"""Quotations: what a correction quotes of two versions of a field, the values or the passages that changed."""

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
"""Characters of a text that a correction quotes whole; of a longer one it quotes the passages that changed."""


def quotation_pairs(before: Wire, after: Wire, field: str, longest: int = LONGEST) -> list[tuple[str, str]]:
    """Return what a field said and what it says, in one pair for each place of a long text that changed."""
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
    """Return the sources that differ, in words: all of one that came or went, else the fields that differ."""
    old, new = comparable_fields(before)["sources"], comparable_fields(after)["sources"]
    was, now = [], []
    for name in {**old, **new}:
        if name in old and name in new:
            for key in old[name]:
                if old[name][key] != new[name][key] and not (key == "archive_url" and old[name][key] is None):
                    was.append(f"{name} {key}: {old[name][key] or 'none'}")
                    now.append(f"{name} {key}: {new[name][key] or 'none'}")
        else:
            source = old.get(name) or new[name]
            words = f"{name}: {source['publisher']}, {source['url']}"
            was.append(words if name in old else f"no {name}")
            now.append(words if name in new else f"no {name}")
    return "; ".join(was), "; ".join(now)


def _of_items(before: Wire, after: Wire, field: str) -> tuple[str, str]:
    """Return the items of a mapping, or of a list of mappings, that differ; all of them if only their order does."""
    old, new = (_items(comparable_fields(wire)[field]) for wire in (before, after))
    old_items, new_items = frozenset(old), frozenset(new)
    removed, added = [item for item in old if item not in new_items], [item for item in new if item not in old_items]
    if not removed and not added:
        removed, added = old, new
    return "; ".join(removed) or "none", "; ".join(added) or "none"


def _items(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{key}: {item}" for key, item in value.items() if item is not None]
    return [_item(item) for item in value]


def _item(item: Mapping[str, Any]) -> str:
    """Return a conflict, a deviation or a review in one line."""
    if "point" in item:
        return f"{item['point']} ({', '.join(item['sources'])})"
    return ", ".join(str(value) for value in item.values() if value is not None)


# Where a sentence ends: not before a small letter or a digit, as in "decision no. 755", nor before its citation.
_SENTENCE = re.compile(r"(?<=[.!?])\s(?![a-z0-9\[])|(?<=[。！？])")
_MOST_PAIRS = 40_000  # of sentences to compare
_MOST_PLACES = 5
_MOST_ALIKE = 50_000  # pairs of words or sentences that are the same: 1000 words of prose against others have 15,000


def _sentences(text: str) -> list[str]:
    """Return the sentences of a text, white space collapsed.

    One that opens a paragraph starts with an empty line, and with the spaces that make it code to Markdown.
    """
    result: list[str] = []
    for part in paragraphs(text):
        sentences = [sentence for sentence in _SENTENCE.split(part) if sentence]
        if sentences and result:
            sentences[0] = f"\n\n{sentences[0]}"
        result += sentences
    return result


def _joined(sentences: Sequence[str]) -> str:
    joined = "".join(sentence if sentence.startswith("\n") else f" {sentence}" for sentence in sentences)
    return joined.removeprefix(" ").lstrip("\n")


def _places(old: list[str], new: list[str]) -> list[tuple[int, int, int, int]]:
    """Return where two texts differ, as ranges of sentences (from, to, from, to), neither of them empty.

    Places close to each other are one.
    """
    places: list[tuple[int, int, int, int]] = []
    for place in _differing(old, new, _MOST_PAIRS):
        if places:
            joined = (places[-1][0], place[1], places[-1][2], place[3])
            if max(len(_joined(old[joined[0] : joined[1]])), len(_joined(new[joined[2] : joined[3]]))) <= LONGEST:
                places[-1] = joined
                continue
        places.append(place)
    if len(places) > _MOST_PLACES:
        places = [(places[0][0], places[-1][1], places[0][2], places[-1][3])]
    result = []
    for a, b, c, d in places:
        if a == b or c == d or _joined(old[a:b]) == _joined(new[c:d]):  # quoted with the sentence beside it
            a, b, c, d = (a - 1, b, c - 1, d) if a and c else (a, b + 1, c, d + 1)
        result.append((a, b, c, d))
    return result


def _differing(old: list[str], new: list[str], most: int) -> list[tuple[int, int, int, int]]:
    """Return the ranges of words or sentences that differ (from, to, from, to).

    Of more pairs than ``most``, or of too many that are alike, all between the first and the last is one range.
    """
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    old_part, new_part = old[start : len(old) - end], new[start : len(new) - end]
    counts = Counter(new_part)
    if len(old_part) * len(new_part) > most or sum(counts[item] for item in old_part) > _MOST_ALIKE:
        return [(start, len(old) - end, start, len(new) - end)]
    opcodes = SequenceMatcher(None, old_part, new_part, autojunk=False).get_opcodes()
    return [(a + start, b + start, c + start, d + start) for kind, a, b, c, d in opcodes if kind != "equal"]


def shorten_pair(was: str, now: str, longest: int) -> tuple[str, str]:
    """Return both texts clipped to what a correction quotes, from shortly before the first difference on."""
    if max(len(was), len(now)) <= longest:
        return was, now
    same = max(_common(was, now) - longest // 5, 0)
    start = was.rfind(" ", 0, same) + 1
    return _clipped(was, start, longest), _clipped(now, start, longest)


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    """Return how many items two sequences have in common from their beginning on."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(first), len(second)))


def _clipped(text: str, start: int, longest: int) -> str:
    head = "... " if start else ""
    if len(text) - start + len(head) <= longest:
        return head + text[start:]
    part = text[start : start + longest - 7]
    return f"{head}{part.rpartition(' ')[0] or part}..."


# Words; of scripts without spaces between them, characters.
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\s\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_MOST_WORDS = 1_000_000  # pairs of words to compare
_MOST_TIMES = 1_000  # places of a text in which one quotation is looked for
_LONG = 150  # characters from which on a quotation that ends in `...` stands for what follows, where much changed


def unquoted(before: Wire, after: Wire, field: str, quotes: Sequence[tuple[str, str]]) -> str:
    """Return a part of a text that changed and stands in none of the quotes (was, now); empty where there is none.

    A `was` that is empty is not asked for.
    """
    old, new = (_TOKEN.findall(casefold_words(words_of(wire, field))) for wire in (before, after))
    places = _differing(old, new, _MOST_WORDS)
    much = sum(max(b - a, d - c) for a, b, c, d in places) > LONGEST // 5
    sides = [([(c, d) for _, _, c, d in places], new, [now for _, now in quotes])]
    if all(was for was, _ in quotes):
        sides.append(([(a, b) for a, b, _, _ in places], old, [was for was, _ in quotes]))
    for ranges, text, side_quotes in sides:
        quoted = _quoted(text, side_quotes, much)
        for start, end in ranges:
            if not all(quoted[start:end]):
                return " ".join(text[max(start - 3, 0) : end + 3])
    return ""


def _quoted(text: list[str], quotes: Sequence[str], much: bool) -> list[bool]:
    """Return for each word of a text whether it stands in a quotation."""
    whole = f" {' '.join(text)} "
    spaces = [0, *accumulate(len(word) + 1 for word in text)]  # the one before each word
    edges = [0] * (len(text) + 1)  # how many quotations begin before a word, less those that end there
    for quote in dict.fromkeys(quotes):
        words = f" {' '.join(_TOKEN.findall(casefold_words(quote)))} "
        goes_on = much and quote.rstrip().endswith("...") and len(quote) >= _LONG
        offset = whole.find(words) if words.strip() else -1
        for _ in range(_MOST_TIMES):
            if offset < 0:
                break
            first = bisect_left(spaces, offset)
            edges[first] += 1
            edges[len(text) if goes_on else first + words.count(" ") - 1] -= 1
            offset = whole.find(words, offset + 1) if not goes_on else -1
    return [depth > 0 for depth in accumulate(edges[:-1])]
