"""Names in a text: as whole words beside whatever script, with the endings and figures that people write after them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from butfor.text.confusables import UNSPACED
from butfor.text.patterns import late

_LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_MARKS = "\u0300-\u036f"
_OTHER = rf"[^\W\d_{_LATIN}{UNSPACED}]"  # a letter of Cyrillic, Greek, Arabic and so on
# A name is read in runs of one kind of sign: so `GPT4`, `GPT-4` and `GPT 4` are one.
_RUN = late(rf"[{_LATIN}{_MARKS}]+|[0-9]+|[{UNSPACED}]+|{_OTHER}+")
_GAP = r"[\W_]?"
_SIGNS = re.compile(r"[\W_]")
_UNSPACED = late(f"[{UNSPACED}]")
_ENDING = 3  # letters that a language such as Russian puts after a name
_KEY = 2  # letters by which names are looked up


def mentions(text: str, spelling: str, exact: bool = False) -> bool:
    """Return whether a text holds a name as whole words, whatever their case and punctuation.

    A plural's `s` and figures may follow, and the letters of another script stand on either side. ``exact``: every
    sign counts, because in other letters the name is another word.
    """
    return _is_written(text, spelling) or next(_places(compatible(text), spelling, exact), None) is not None


@lru_cache(maxsize=16)
def _letters(text: str) -> str:
    """Return nothing but the letters and figures of a text: those of a name that it holds stand there in a row."""
    return _SIGNS.sub("", text.casefold())


@lru_cache(maxsize=4096)
def _letters_of_name(spelling: str) -> str:
    return _SIGNS.sub("", compatible(spelling).casefold())


def _is_written(text: str, spelling: str) -> bool:
    """Return whether a name stands in a text exactly as it is spelled: the usual case, and found quickly."""
    at = text.find(spelling)
    end = at + len(spelling)
    longer_number = spelling[-1:].isdigit() and text[end : end + 1] == "." and text[end + 1 : end + 2].isdigit()
    return at >= 0 and not (text[max(at - 1, 0) : at].isalnum() or text[end : end + 1].isalnum() or longer_number)


@lru_cache(maxsize=16)
def compatible(text: str) -> str:
    """Return a text in which signs that are one letter in another form are that letter: the text of all places here."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _places(text: str, spelling: str, exact: bool) -> Iterator[tuple[int, int]]:
    if _letters_of_name(spelling) not in _letters(text):
        return iter(())  # nearly always, and much quicker than the pattern, which would have to be made first
    return (match.span() for match in _pattern(spelling, exact).finditer(text))


@lru_cache(maxsize=2048)
def _pattern(spelling: str, exact: bool) -> re.Pattern[str]:
    runs = _RUN.findall(compatible(spelling))
    if not runs:
        return re.compile("(?!)")
    words = re.escape(spelling).replace("\\ ", r"\s+") if exact else _GAP.join(map(re.escape, runs))
    pattern = f"{_before(runs[0][0])}{words}{_after(spelling[-1] if exact else runs[-1][-1])}"
    return re.compile(pattern, re.NOFLAG if exact else re.IGNORECASE)


def _before(first: str) -> str:
    """Return what may not stand before a name that begins with a sign."""
    if re.match(rf"[{_LATIN}0-9]", first):
        return rf"(?<![{_LATIN}{_MARKS}0-9_])"
    return f"(?<!{_OTHER})" if re.match(_OTHER, first) else ""


def _after(last: str) -> str:
    """Return what may stand after a name that ends with a sign, and what may not."""
    if re.match(f"[{_LATIN}]", last):
        return rf"(?:s(?![0-9]))?(?![{_LATIN}{_MARKS}_])"
    if last.isdigit():
        return rf"(?!\.?[0-9])(?![{_LATIN}]{{{_ENDING}}})"  # `GPT-4o` is a GPT-4, `GPT-4.2` and `GPT4All` are not
    return rf"(?:{_OTHER}){{0,{_ENDING}}}(?!{_OTHER})" if re.match(_OTHER, last) else ""


class NameIndex:
    """Finds which of many names stand in a text."""

    def __init__(self, names: Iterable[tuple[str, bool]]) -> None:
        """Index names; ``names`` are pairs of a spelling and whether it must stand exactly so, see `mentions`."""
        self._by_key: dict[str, dict[str, bool]] = {}
        for spelling, exact in names:
            for run in _RUN.findall(compatible(spelling))[:1]:
                self._by_key.setdefault(_key(run), {})[spelling] = exact

    def find(self, text: str) -> list[tuple[str, int, int]]:
        """Return the names in a text with their places, in its order; of two in one place the longer one."""
        text = compatible(text)
        keys = {_key(match[0]) for match in _RUN.finditer(text)}
        keys |= {sign for sign in text if not sign.isascii()}
        found = [
            (spelling, start, end)
            for key in keys
            for spelling, exact in self._by_key.get(key, {}).items()
            for start, end in _places(text, spelling, exact)
        ]
        found.sort(key=lambda place: (place[1], -place[2]))
        reached, kept = 0, []
        for spelling, start, end in found:
            if start >= reached:
                kept.append((spelling, start, end))
                reached = end
        return kept


def _key(run: str) -> str:
    """Return by what a name is looked up that begins with a run: one sign where no spaces stand between words."""
    return run[0] if _UNSPACED.match(run) else run[:_KEY].casefold()
