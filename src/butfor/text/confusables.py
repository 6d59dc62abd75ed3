"""Letters that look like others: a small table by hand after UTS #39.

It holds what passes for a letter of a Latin name, not all that can be confused.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from butfor.text.invisible import INVISIBLE, CharacterClass
from butfor.text.normalize import casefold_words
from butfor.text.patterns import late

# Letters of other scripts that are drawn like a Latin one: Greek, Cyrillic, Armenian, Cherokee, Lisu.
_SAME = """
A 0391 0410 13AA A4EE   B 0392 0412 13F4 A4D0   C 03F9 0421 13DF A4DA   D 13A0 A4D3        E 0395 0415 13AC A4F0
F 03DC A4DD             G 050C 13C0 A4D6        H 0397 041D 13BB A4E7   I 0399 0406 04C0 A4F2
J 037F 0408 13AB A4D9   K 039A 041A 13E6 A4D7   L 13DE A4E1             M 039C 041C 13B7 A4DF
N 039D A4E0             O 039F 041E 0555 A4F3   P 03A1 0420 13E2 A4D1   Q 051A             R 13A1 A4E3
S 0405 054F 13DA A4E2   T 03A4 0422 13A2 A4D4   U 054D A4F4             V 0474 13D9 A4E6   W 051C 13B3 A4EA
X 03A7 0425 A4EB        Y 03A5 0423 04AE A4EC   Z 0396 13C3 A4DC
a 0430   c 0441 03F2   d 0501   e 0435   g 0581   h 04BB 0570   i 0456   j 0458 03F3   l 04CF   n 0578
o 03BF 043E 0585   p 0440   q 051B   s 0455   u 057D   v 0475   w 051D   x 0445   y 0443 04AF
"""

# Letters that pass for a Latin one only inside a name that everybody knows; Latin's own odd ones are among them, and
# its small capitals.
_SIMILAR = """
a 03B1 0251 1D00   b 0432 042C 044C 0299   c 1D04   d 1D05   e 0454 04BD 1D07   f 0584 A730   g 0261 0262   h 043D 029C
i 0131 026A 03B9   j 1D0A   k 03BA 043A 1D0B   l 029F   m 043C 1D0D   n 03B7 043F 057C 0274   o 03C3 1D0F   p 03C1 1D18
q 0566 A7AF   r 0433 0280   s A731   t 03C4 0442 1D1B   u 03C5 0438 1D1C   v 03BD 1D20   w 0461 03C9 1D21   x 03C7
y 03B3 028F   z 1D22
"""
_ALPHABETS = (0x1F150, 0x1F170, 0x1F1E6)  # white letters on circles and squares, and the halves of flags
_UNREAD = "\u0334-\u0338\u20d2\u20d3\u20d8-\u20da\u20dd-\u20e0\u20e2-\u20e4\u200a"
"""Strokes through a letter, rings and boxes around it, and the narrowest space: people read the letters alone."""


def _table(text: str) -> dict[str, str]:
    latin, table = "", {}
    for word in text.split():
        if len(word) == 1:
            latin = word
        else:
            table[chr(int(word, 16))] = latin
    return table


_EXACT = _table(_SAME)
_EXACT |= {
    char.lower(): latin for char, latin in _EXACT.items() if "\u13a0" <= char <= "\u13ef"
}  # Cherokee's small ones
_NEARLY = _table(_SIMILAR)
_NEARLY |= {chr(first + number): chr(ord("A") + number) for first in _ALPHABETS for number in range(26)}


# Full width, mathematical, circled, squared, script and Roman-numeral forms of Latin letters are taken apart by NFKC.
_FORMS = CharacterClass("2102-2138 213A-214F 2160-217F 24B6-24E9 FF21-FF5A 1D400-1D7FF 1F130-1F149")
_STYLED = CharacterClass(
    "2102-2138 24B6-24E9 1D400-1D7FF 1F130-1F149"
)  # alphabets for formulas: letters there, another font in a word
_LOOK_ALIKE = late(f"[{''.join(_EXACT)}{''.join(_NEARLY)}{_FORMS.as_regex()}{_UNREAD}]")
_IS_UNREAD = re.compile(f"[{_UNREAD}]")
UNSPACED = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff"
    "\u3005-\u3007\u3040-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts whose letters stand beside a name without a space, for a set of a regular expression."""
_SIGN = "\u0300-\u036f\u20d0-\u20e4\u24b6-\u24e9\U0001f130-\U0001f169\U0001f170-\U0001f189\U0001f1e6-\U0001f1ff"
_LETTER = rf"(?:(?![{UNSPACED}])[^\W_]|[{_SIGN}]|(?<=\w)\u200a(?=\w))"
_WORD = late(rf"{_LETTER}+(?:-(?=[0-9]){_LETTER}+)*|[{UNSPACED}]+")  # GPT-4o is one
_EAST_ASIAN = frozenset(["CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"])
_NEUTRAL = frozenset(["LATIN", "MODIFIER", "FEMININE", "MASCULINE", "COMBINING"])


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word that can be read as Latin and is not."""

    latin: str
    """As it is read."""
    odd: str
    """Its letters that are not Latin, each once."""
    mixed: bool
    """Whether its other letters are Latin, or it is Latin in another font."""
    exact: bool
    """Whether every odd letter is drawn exactly like the Latin one."""
    scripts: frozenset[str]
    """The scripts of the odd letters."""


def may_imitate(text: str) -> bool:
    """Return whether a text holds any letter that looks Latin and is not."""
    return _LOOK_ALIKE.search(text) is not None


def words(text: str) -> list[str]:
    """Return the words of a text; a hyphen before a digit joins, an East Asian script beside another parts."""
    return _WORD.findall(text)


@lru_cache(maxsize=4096)
def script(char: str) -> str:
    """Return the script of a letter, as the first word of its name: ``LATIN``, ``CYRILLIC``, ``FULLWIDTH``."""
    return unicodedata.name(char, "").partition(" ")[0]


@lru_cache(maxsize=4096)
def _latin(char: str) -> tuple[str, bool] | None:
    """Return the Latin letter that a letter looks like, and whether exactly; None for Latin letters and all others."""
    plain = unicodedata.normalize("NFKC", char) if char in _FORMS else char
    if _IS_UNREAD.match(char):
        return "", False
    if plain in _EXACT:
        return _EXACT[plain], True
    if plain in _NEARLY:
        return _NEARLY[plain], False
    return (plain, True) if plain != char and len(plain) == 1 and plain.isascii() and plain.isalpha() else None


@lru_cache(maxsize=1024)
def ascii_skeleton(text: str) -> str:
    """Return a text for finding copies: without invisible characters and marks, look-alikes as what they imitate."""
    return text if text.isascii() else _imitated(INVISIBLE.sub("", text))


def _imitated(text: str) -> str:
    """Return a text without marks, and look-alikes as the letters that they imitate."""
    characters = unicodedata.normalize("NFKD", text)
    return "".join((_latin(char) or (char,))[0] for char in characters if not unicodedata.combining(char))


def spelling(word: str) -> Spelling | None:
    """Return how a word reads in Latin letters; None where nothing in it imitates one, or some of it can't."""
    if word.isascii() or not _LOOK_ALIKE.search(word):
        return None
    latin: list[str] = []
    odd: dict[str, bool] = {}
    mixed = False
    for char in word:
        if alike := _latin(char):
            latin.append(alike[0])
            odd[char] = alike[1]
        elif unicodedata.combining(char) and not char.isalpha():
            continue  # an accent makes no other letter
        else:
            latin.append(char)
            if char.isalpha():
                if script(char) not in _NEUTRAL:
                    return None
                mixed |= script(char) == "LATIN"
    mixed |= any(script(char) == "LATIN" for char in odd) or sum(char in _STYLED for char in word) > 1
    scripts = frozenset(script(char) for char in odd)
    return Spelling("".join(latin), "".join(odd), mixed, all(odd.values()), scripts)


def scripts_in_use(words_: Iterable[str]) -> frozenset[str]:
    """Return the scripts in which words are really written: those with letters that look like no Latin one."""
    scripts: set[str] = set()
    for word in set(words_):
        if not word.isascii() and spelling(word) is None:
            scripts |= {script(char) for char in word if char.isalpha() and _latin(char) is None}
    if scripts & _EAST_ASIAN:
        scripts |= {"FULLWIDTH"}
    return frozenset(scripts - _NEUTRAL)


_LIKE_LETTERS = str.maketrans("01i", "oll")


def host_skeleton(host: str) -> str:
    """Return a host by its looks: equal for hosts that are easily taken for each other. Dots stay where they are."""
    if not host.isascii():
        host = _imitated(host).lower()
    return host.translate(_LIKE_LETTERS).replace("rn", "m").replace("vv", "w")


def name_skeleton(name: str) -> str:
    """Return a name by its looks: equal for names that are easily taken for each other."""
    return host_skeleton(casefold_words(ascii_skeleton(name)).replace(" ", ""))
