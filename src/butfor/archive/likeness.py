"""What two wires share: names, words, a day."""

from collections.abc import Mapping

from butfor.archive.index import IndexEntry, split_lines
from butfor.model.wire import UNKNOWN
from butfor.text.normalize import casefold_words
from butfor.text.substance import beginning

_DAY = len("2024-10-01")
_ENOUGH = 3  # words: those of `a chatbot` stand in many names


def shared_name(wire: IndexEntry, earlier: IndexEntry) -> str:
    """Return the name of a provider or a product that both have, in a field, as words of a longer name, or in the text;
    nothing where there is none."""
    known = list(map(casefold_words, names(earlier)))
    for name in names(wire):
        own = casefold_words(name)
        if any(_holds(own, other) or _holds(other, own) for other in known) or _explains(earlier, own):
            return name
    return next((name for name in names(earlier) if _explains(wire, casefold_words(name))), "")


def _holds(longer: str, name: str) -> bool:
    """Return whether the words of a name stand in a longer one: in a row, or, of a name that says enough, anywhere."""
    words = set(name.split())
    return f" {name} " in f" {longer} " or (len(words) >= _ENOUGH and words <= set(longer.split()))


def _explains(wire: IndexEntry, name: str) -> bool:
    words = set(map(beginning, name.split()))
    return words.issubset(map(beginning, split_lines(wire.words)))


def names(wire: IndexEntry) -> list[str]:
    """Return the providers and products of a wire that are known."""
    both = (*split_lines(wire.providers), *split_lines(wire.systems))
    return [name for name in both if name != UNKNOWN and casefold_words(name)]


def shared_words(wire: IndexEntry, earlier: IndexEntry, rare: Mapping[str, int]) -> list[str]:
    """Return the rare words of a wire that another has, too."""
    keys = rare.keys() & set(map(beginning, split_lines(earlier.words)))
    return [word for word in split_lines(wire.words) if beginning(word) in keys]


def languages_of(wire: IndexEntry, other: IndexEntry) -> set[str]:
    """Return the languages of two wires, without their regions."""
    return {entry.language.partition("-")[0] for entry in (wire, other)}


def is_one_day(wire: IndexEntry, other: IndexEntry) -> bool:
    """Return whether two wires name the same day, not a month or a year."""
    return wire.occurred == other.occurred and len(wire.occurred or "") == _DAY


def is_name(word: str) -> bool:
    """Return whether a word of an entry is written as a name, or is a figure."""
    return word[0].isupper() or word.isdigit()
