"""Letters that look like others."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from butfor.text.invisible import INVISIBLE, CharacterClass

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


# Letters that pass for a Latin one only inside a name that everybody knows; Latin's own odd ones are among them.
_SIMILAR = """
a 03B1 0251   b 0432 042C 044C   c 1D04   e 0454 04BD   f 0584   g 0261   h 043D   i 0131 026A 03B9   k 03BA 043A
m 043C   n 03B7 043F 057C   o 03C3 1D0F   p 03C1   q 0566   r 0433   s A731   t 03C4 0442   u 03C5 0438 1D1C
v 03BD 1D20   w 0461 03C9 1D21   x 03C7   y 03B3   z 1D22
"""


def _table(text: str) -> dict[str, str]:
    latin, table = "", {}
    for word in text.split():
        if len(word) == 1:
            latin = word
        else:
            table[chr(int(word, 16))] = latin
    return table


_EXACT = _table(_SAME)
_NEARLY = _table(_SIMILAR)


# Full width, mathematical, script and Roman-numeral forms of Latin letters are taken apart by NFKC.
_FORMS = CharacterClass("2102-2138 213A-214F 2160-217F FF21-FF5A 1D400-1D7FF")
_LOOK_ALIKE = re.compile(f"[{''.join(_EXACT)}{''.join(_NEARLY)}{_FORMS.as_regex()}]")
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+(?:-(?=[0-9])[^\W_]+)*")  # GPT-4o is one
_EAST_ASIAN = frozenset(["CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"])
_NEUTRAL = frozenset(["LATIN", "MODIFIER", "FEMININE", "MASCULINE", "COMBINING"])


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word that can be read as Latin and is not.

    latin: as it is read. odd: its letters that are not Latin, each once. mixed: others are Latin. exact: every odd
    letter is drawn like the Latin one. scripts: those of the odd letters.
    """

    latin: str
    odd: str
    mixed: bool
    exact: bool
    scripts: frozenset[str]


def may_imitate(text: str) -> bool:
    """Whether there is any letter in it that looks Latin and is not."""
    return _LOOK_ALIKE.search(text) is not None


def words(text: str) -> list[str]:
    """The words of a text; a hyphen before a digit joins."""
    return _WORD.findall(text)


@lru_cache(maxsize=4096)
def script(char: str) -> str:
    """The script of a letter, as the first word of its name: ``LATIN``, ``CYRILLIC``, ``FULLWIDTH``."""
    return unicodedata.name(char, "").partition(" ")[0]


@lru_cache(maxsize=4096)
def _latin(char: str) -> tuple[str, bool] | None:
    """The Latin letter that a letter looks like, and whether exactly; None for Latin letters and all others."""
    plain = unicodedata.normalize("NFKC", char) if char in _FORMS else char
    if plain in _EXACT:
        return _EXACT[plain], True
    if plain in _NEARLY:
        return _NEARLY[plain], False
    return (plain, True) if plain != char and len(plain) == 1 and plain.isascii() and plain.isalpha() else None


@lru_cache(maxsize=1024)
def ascii_skeleton(text: str) -> str:
    """Text for finding copies: without marks and invisible characters, look-alikes as the letters they imitate."""
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFKD", INVISIBLE.sub("", text))
    return "".join((_latin(char) or (char,))[0] for char in letters if not unicodedata.combining(char))


def spelling(word: str) -> Spelling | None:
    """How a word reads in Latin letters; None where nothing in it imitates one, or some of it can't be read so."""
    if word.isascii() or not _LOOK_ALIKE.search(word):
        return None
    letters: list[str] = []
    odd: dict[str, bool] = {}
    mixed = False
    for char in word:
        if alike := _latin(char):
            letters.append(alike[0])
            odd[char] = alike[1]
        elif unicodedata.combining(char) and not char.isalpha():
            continue  # an accent makes no other letter
        else:
            letters.append(char)
            if char.isalpha():
                if script(char) not in _NEUTRAL:
                    return None
                mixed |= script(char) == "LATIN"
    mixed |= any(script(char) == "LATIN" for char in odd)
    scripts = frozenset(script(char) for char in odd)
    return Spelling("".join(letters), "".join(odd), mixed, all(odd.values()), scripts)


def scripts_in_use(words_: Iterable[str]) -> frozenset[str]:
    """The scripts in which these words are really written: those that hold letters which look like no Latin one."""
    found: set[str] = set()
    for word in set(words_):
        if not word.isascii() and spelling(word) is None:
            found |= {script(char) for char in word if char.isalpha() and _latin(char) is None}
    if found & _EAST_ASIAN:
        found |= {"FULLWIDTH"}
    return frozenset(found - _NEUTRAL)


def spelt_host(host: str) -> str:
    """A host with its ``xn--`` labels as they are shown; one that can't be decoded stays as it is."""
    if "xn--" not in host:
        return host
    return ".".join(map(_label, host.split(".")))


def _label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


_LIKE_LETTERS = str.maketrans("01i", "oll")


def host_skeleton(host: str) -> str:
    """A host by its looks: equal for hosts that are easily taken for each other. Dots stay where they are."""
    if not host.isascii():
        parts = (char for char in unicodedata.normalize("NFKD", host) if not unicodedata.combining(char))
        host = "".join(alike[0] if (alike := _latin(char)) else char for char in parts).lower()
    return host.translate(_LIKE_LETTERS).replace("rn", "m").replace("vv", "w")
