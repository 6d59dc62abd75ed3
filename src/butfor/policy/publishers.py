"""What a source's `publisher` names: the publisher, and beside it those whose text it prints."""

import re
from collections.abc import Callable, Iterable, Iterator

from butfor.policy.evidence import Agency
from butfor.text.confusables import ascii_skeleton
from butfor.text.normalize import casefold_words

_APART = re.compile(r"[()\[\]/|;,:\u00b7\u2022\u2013\u2014\u3001\u3010\u3011\uff08\uff09\uff0c\uff0f\uff1a\uff5c]| - ")
_MARKS = re.compile(rf"{_APART.pattern}|[+&]")
_BETWEEN = re.compile(r"(?:^|\s)(?:via|citing|quoting|courtesy of|and|with|in|on|by|from)(?=\s)", re.IGNORECASE)
TURNED = "\u8f6c"  # "carried from", before a publisher's name in Chinese
_ORIGIN = re.compile(rf"\b(?:via|citing|quoting|courtesy of|from)\s+|{TURNED}", re.IGNORECASE)
_CARRIED = re.compile(r"(?:^|(?<=\s))(?:via|citing|quoting|courtesy of)\s", re.IGNORECASE)  # no name holds these
_CARRIER = re.compile(r"(?:^|\s)(?:via|on)\s", re.IGNORECASE)
_ON = re.compile(r"\son\s", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[(\[\uff08\u3010]([^()\[\]\uff08\uff09\u3010\u3011]{1,100})[)\]\uff09\u3011]")
_PARTS = re.compile(r"[()\[\],\u3010\u3011\uff08\uff09\uff0c]")
PLACE = re.compile(r"(?<=\S)\s+on\s.*", re.IGNORECASE | re.DOTALL)  # `OpenAI on LinkedIn`
_NEXT_WORD = re.compile(r"[^\W_]+")


def comparable(name: str) -> str:
    """Return a publisher's name as names are compared: words without an article, look-alikes as what they imitate."""
    return casefold_words(ascii_skeleton(name)).removeprefix("the ")


def pieces(publisher: str) -> list[str]:
    """Return the names that a publisher's line holds: ``Al Jazeera (via Reuters/AFP)`` has three."""
    parts = (piece.strip() for part in _MARKS.split(publisher) for piece in _BETWEEN.split(part))
    return [part.removeprefix(TURNED) for part in parts if part]


def speakers(publisher: str) -> list[str]:
    """Return who may speak by a publisher's line: all of it, and what stands before or after a comma or in brackets.

    Where they speak is left out: ``OpenAI on LinkedIn`` is OpenAI, ``The Herald on OpenAI`` is the Herald.
    """
    parts = (PLACE.sub("", part).strip() for part in _PARTS.split(publisher))
    return [publisher, *filter(None, parts)]


def named_beside(publisher: str, is_place: Callable[[str], bool]) -> list[str]:
    """Return whom a publisher's line names beside the page's own: ``NPR (KFF Health News)`` names KFF Health News.

    What stands first is one only where the line says that somebody carries it: ``The Guardian (on inkl)``. In brackets
    alone stands what distinguishes two of one name, too: ``The Star (Malaysia)`` is not The Star. A name may hold `&`,
    `and` or `on`: ``Mail & Guardian`` names no Guardian.

    Args:
        publisher: the line.
        is_place: whether a name is that of a place where others' texts stand, so that `on` before it is no part of one.
    """
    first, *others = (part.strip() for part in _APART.split(publisher))
    *_, on = (None, *_ON.finditer(first))  # the last
    name, place = (first[: on.start()].strip(), first[on.end() :].strip()) if on else ("", "")
    heads = [name, place] if name and is_place(place) else [part.strip() for part in _CARRIED.split(first)]
    is_carried = len(heads) > 1 or any(_CARRIER.search(part) for part in others)
    named = [*heads[not is_carried :], *(name for part in others for name in (part, *pieces(part)))]
    shortened = _shortened(publisher)
    return list(dict.fromkeys(name for name in named if name and name not in shortened))


def origins(publisher: str, is_place: Callable[[str], bool]) -> list[str]:
    """Return from whom a publisher's line says that the text is: ``Mirror (text from The Herald)``.

    ``is_place``: whether a name is that of a place where others' texts stand; `via` before it names nobody.
    """
    behind = ((match, pieces(publisher[match.end() :])) for match in _ORIGIN.finditer(publisher))
    return [named[0] for match, named in behind if named and not (_is_via(match) and is_place(named[0]))]


def _is_via(match: re.Match[str]) -> bool:
    return match[0].casefold().startswith("via")


class AgencyNames:
    """Finds the agencies that a publisher's line names."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        """Index their names and forms."""
        forms = [(form, entry.name) for entry in agencies for form in (entry.name, *entry.forms)]
        forms = [(ascii_skeleton(form), name) for form, name in forms]
        self._in_brackets = {form[1:-1]: name for form, name in forms if form.startswith("(")}
        plain = [(form, name) for form, name in forms if not form.startswith("(")]
        self._whole = {comparable(form): name for form, name in plain}
        self._spelt = {spelling: name for form, name in plain for spelling in (form, form.upper())}
        # As words of their own; Chinese and its like write no space before one.
        spaced, unspaced = (_any_of(form for form in self._spelt if form[0].isascii() is is_) for is_ in (True, False))
        self._behind = re.compile(rf"(?:(?<![^\W_]){spaced}|{unspaced})(?![^\W_])")

    def whole(self, name: str) -> str | None:
        """Return the agency that has this name."""
        return self._whole.get(comparable(name))

    def named(self, publisher: str) -> Iterator[str]:
        """Yield the agencies that a publisher's line names as such, and not within a longer name.

        A name stands whole between marks (``Al Jazeera (Reuters)``), or behind another, spelled as the agency is, with
        no word with a capital after it: ``Le Monde avec AFP``, but not ``Daily AP Tests``. A short form in brackets
        that only shortens what stands before it, as in ``American Psychological Association (APA)``, names no agency.
        """
        publisher = ascii_skeleton(publisher)
        shortened = _shortened(publisher)
        for match in _IN_BRACKETS.finditer(publisher):
            if match[1] in self._in_brackets and match[1] not in shortened:
                yield self._in_brackets[match[1]]
        for piece in pieces(publisher):
            if piece in shortened:
                continue
            if name := self.whole(piece):
                yield name
                continue
            found = [match for match in self._behind.finditer(piece) if not _goes_on(piece, match)]
            if found and (found[0].start() or len(found) > 1):
                yield from (self._spelt[match[0]] for match in found)


def _any_of(forms: Iterable[str]) -> str:
    """Return the expression that finds the longest of some texts that stands at a place."""
    return f"(?:{'|'.join(map(re.escape, sorted(forms, key=len, reverse=True))) or '(?!)'})"


def _goes_on(piece: str, match: re.Match[str]) -> bool:
    """Return whether a name goes on behind what was found in it: ``Reuters Institute``, ``AFP-Material``."""
    word = _NEXT_WORD.search(piece, match.end())
    return word is not None and word[0][0].isupper()


def _shortened(publisher: str) -> set[str]:
    """Return the short forms in brackets of what stands before them: `APA` of ``American Psychological Ass. (APA)``."""
    return {match[1] for match in _IN_BRACKETS.finditer(publisher) if _shortens(match)}


def _shortens(match: re.Match[str]) -> bool:
    """Return whether what stands in brackets are the first letters of the words before them."""
    words = _NEXT_WORD.findall(match.string, 0, match.start())
    letters = "".join(word[0] for word in words if not word[0].islower()).casefold()
    return bool(letters) and letters.endswith(match[1].casefold()) and len(match[1]) > 1


def without_sites(title: str, publisher: str, agencies: AgencyNames) -> tuple[str, list[str]]:
    """Return a headline without the names of the site and of agencies, which many write behind it, and the agencies."""
    name = comparable(publisher)
    found = []
    while (end := _SITE.search(title)) and title[: end.start()].strip():
        site = comparable(end[1])
        if agency := agencies.whole(end[1]):
            found.append(agency)
        elif not site or not (f"{name} ".startswith(f"{site} ") or f"{site} ".startswith(f"{name} ")):
            break
        title = title[: end.start()]
    return title, found


_SITE = re.compile(
    r"(?:\s[|\u00b7\u2022\u2013\u2014-]\s|[_\uff5c|\u2014])([^|\u00b7\u2022\u2013\u2014_\uff5c]{1,80})\Z"
)
