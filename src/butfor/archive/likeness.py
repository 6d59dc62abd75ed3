"""What two wires share: names, words, a day."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from butfor.archive.index import IndexEntry, split_lines
from butfor.model.wire import UNKNOWN
from butfor.text.normalize import casefold_words
from butfor.text.substance import beginning

_DAY = len("2024-10-01")
_ENOUGH = 3  # words: those of `a chatbot` stand in many names


class _Name(NamedTuple):
    """A name of a wire, in the forms in which it is compared."""

    name: str
    plain: str
    words: frozenset[str]
    beginnings: frozenset[str]


class _Compared(NamedTuple):
    """What is compared of one wire."""

    names: list[_Name]
    name_words: frozenset[str]
    words: list[tuple[str, str]]
    """Each with its beginning."""
    beginnings: frozenset[str]


@lru_cache(maxsize=1024)  # a hostile wire may be compared with a thousand others
def _compared(wire: IndexEntry) -> _Compared:
    found = []
    for name in names(wire):
        parts = (plain := casefold_words(name)).split()
        found.append(_Name(name, plain, frozenset(parts), frozenset(map(beginning, parts))))
    words = [(word, beginning(word)) for word in split_lines(wire.words)]
    in_names = frozenset(word for name in found for word in name.words)
    return _Compared(found, in_names, words, frozenset(start for _, start in words))


def shared_name(wire: IndexEntry, earlier: IndexEntry) -> str:
    """Return the name of a provider or a product that both have, in a field, as words of a longer name, or in the text;
    nothing where there is none."""
    one, other = _compared(wire), _compared(earlier)
    for own in one.names:
        known = () if own.words.isdisjoint(other.name_words) else other.names
        if own.beginnings <= other.beginnings or any(_holds(own, name) or _holds(name, own) for name in known):
            return own.name
    return next((name.name for name in other.names if name.beginnings <= one.beginnings), "")


def _holds(longer: _Name, name: _Name) -> bool:
    """Return whether the words of a name stand in a longer one: in a row, or, of a name that says enough, anywhere."""
    return name.words <= longer.words and (len(name.words) >= _ENOUGH or f" {name.plain} " in f" {longer.plain} ")


def names(wire: IndexEntry) -> list[str]:
    """Return the providers and products of a wire that are known."""
    both = (*split_lines(wire.providers), *split_lines(wire.systems))
    return [name for name in both if name != UNKNOWN and casefold_words(name)]


def shared_words(wire: IndexEntry, earlier: IndexEntry, rare: Mapping[str, int]) -> list[str]:
    """Return the rare words of a wire that another has, too."""
    known = _compared(earlier).beginnings
    return [word for word, start in _compared(wire).words if start in known and start in rare]


def languages_of(wire: IndexEntry, other: IndexEntry) -> set[str]:
    """Return the languages of two wires, without their regions."""
    return {entry.language.partition("-")[0] for entry in (wire, other)}


def is_one_day(wire: IndexEntry, other: IndexEntry) -> bool:
    """Return whether two wires name the same day, not a month or a year."""
    return wire.occurred == other.occurred and len(wire.occurred or "") == _DAY


def is_name(word: str) -> bool:
    """Return whether a word of an entry is written as a name, or is a figure."""
    return word[0].isupper() or word.isdigit()
