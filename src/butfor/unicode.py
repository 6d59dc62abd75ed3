"""What readers can't tell apart, or don't see: invisible characters, reordered text, letters that look Latin.

Which characters are invisible follows Unicode's Default_Ignorable_Code_Point (UAX #44), where they belong UTS #51
(emoji), UAX #9 (bidirectional text) and RFC 5892, appendix A (joiners). The look-alikes are a small table by hand
after UTS #39; it holds what passes for a letter of a Latin name, not all that is confusable. Everything here is linear.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_ASCII = bytes(range(128))


def beyond_ascii(data: bytes) -> str:
    """The characters of a UTF-8 text that are not ASCII, in order: short for most texts, so it is fast to search."""
    return "" if data.isascii() else data.translate(None, _ASCII).decode("utf-8")


# -- escapes ---------------------------------------------------------------------------------------------------------

_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\s\S]))")
_CODE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U000([0-9A-Fa-f]{5}))")


def may_escape(data: bytes) -> str:
    """The characters whose escapes a file may hold, wherever they stand."""
    return "".join(chr(int(code, 16)) for match in _CODE.findall(data) for code in match if code)


def unescaped(text: str, quoted: Iterable[tuple[int, int]]) -> tuple[str, list[int]]:
    """``text`` with the escapes inside its double-quoted scalars resolved, and where each character of the result
    stands in ``text`` (and, last, where it ends). ``quoted``: the scalars as offsets, in order."""
    parts: list[str] = []
    offsets: list[int] = []
    done = 0
    for start, end in quoted:
        for match in _ESCAPE.finditer(text, start, end):
            code = match[1] or match[2] or match[3]
            if code is None and match[4] != "n":
                continue
            parts += (text[done : match.start()], chr(int(code, 16)) if code else "\n")
            offsets += (*range(done, match.start()), match.start())
            done = match.end()
    parts.append(text[done:])
    offsets += range(done, len(text) + 1)
    return "".join(parts), offsets


# -- invisible characters --------------------------------------------------------------------------------------------

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_RIGHT_TO_LEFT = re.compile(
    "[\u05d0-\u05f2\u0620-\u064a\u066e-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff"
    "\U0001e800-\U0001efff]"
)
_FLAG = re.compile("[\U000e0061-\U000e007a]{2}[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,3}\U000e007f")
_BLACK_FLAG = "\U0001f3f4"
_JOINERS = ("\u200c", "\u200d")


class _Class:
    """A set of characters, given as ranges of code points in order; made faster than a regex's, which is searched."""

    def __init__(self, ranges: str) -> None:
        self.bounds: list[int] = []
        for part in ranges.split():
            first, _, last = part.partition("-")
            self.bounds += (int(first, 16), int(last or first, 16) + 1)

    def __contains__(self, char: str) -> bool:
        """Whether it holds this character; an empty text is in no set."""
        return char != "" and bisect_right(self.bounds, ord(char)) % 2 == 1

    def as_regex(self) -> str:
        """The inside of a regex's brackets."""
        return "".join(f"{chr(a)}-{chr(b - 1)}" for a, b in zip(self.bounds[::2], self.bounds[1::2], strict=True))


# Generous: symbols that never are emoji hide nothing either.
_PICTOGRAPH = _Class(
    "A9 AE 203C 2049 2100-214F 2190-23FF 24C2 25A0-27BF 2900-297F 2B00-2BFF 3030 303D 3297 3299 1F000-1FAFF 1FC00-1FFFD"
)
# Scripts whose letters join: Arabic and its kin, Indic and south-east Asian ones, Mongolian.
_JOINING = _Class(
    "0600-061B 0620-109F 1700-17B3 17B6-180A 1810-19DF 1A00-1CFF A840-A8FF A980-AAFF ABC0-ABFF FB50-FDFF FE70-FEFC "
    "10A00-10AFF 10D00-10FFF 11000-11FFF 1E900-1E95F 1EE00-1EEFF"
)
# Scripts that put no blank between words: Thai, Lao, Tibetan, Burmese, Khmer, Tai, Javanese.
_NO_BLANKS = _Class("0E00-109F 1780-17B3 17B6-17FF 1950-19FF 1A20-1AAF A980-A9FF AA60-AADF")
_HAN = _Class("2E80-2FDF 3005-3007 3400-9FFF F900-FAFF 20000-3FFFD")
_VARIANT = _Class("1000-109F 3001-3002 A840-A87F FF00-FF9F 10AC0-10AFF 13000-1345F")  # letters with variants beside Han
_MONGOLIAN = _Class("1820-18AA")
_HEBREW = _Class("0591-05F4")
_JAMO = _Class("1100-115E 1161-11FF A960-A97C D7B0-D7FB")
_SHORTHAND = _Class("1BC00-1BC9F")
_MUSIC = _Class("1D100-1D172 1D17B-1D1FF")

# For each kind of invisible character: the characters beside which it belongs.
_BESIDE = {
    **dict.fromkeys("\u115f\u1160", _JAMO),
    **dict.fromkeys(map(chr, range(0x1BCA0, 0x1BCA4)), _SHORTHAND),
    **dict.fromkeys(map(chr, range(0x1D173, 0x1D17B)), _MUSIC),
    "\u200b": _NO_BLANKS,
    "\u200c": _JOINING,
    "\u200d": _JOINING,
}


def may_hide(text: str) -> bool:
    """Whether there is any invisible character in it, be it where it belongs."""
    return _INVISIBLE.search(text) is not None


def invisible(text: str) -> Iterator[tuple[int, int]]:
    """The runs of invisible characters that stand where no script needs them, as offsets."""
    lines = _Lines(text)
    start = end = flag = -1
    for match in _INVISIBLE.finditer(text):
        at = match.start()
        if at < flag:
            continue
        if text[at - 1 : at] == _BLACK_FLAG and (sequence := _FLAG.match(text, at)):
            flag = sequence.end()
            continue
        if _belongs(text, at, lines):
            continue
        if at != end:
            if end > start:
                yield start, end
            start = at
        end = at + 1
    if end > start:
        yield start, end


def _belongs(text: str, at: int, lines: "_Lines") -> bool:
    """Whether the invisible character at this offset stands where its script needs it."""
    char, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if char in "\u200e\u200f\u061c":
        if _LATIN_WORD.fullmatch(before) and _LATIN_WORD.fullmatch(after):
            return False  # inside a word of another script it only hides the word from a search
        return lines.right_to_left(at) and _RIGHT_TO_LEFT.search(text, max(at - _NEAR, 0), at + _NEAR) is not None
    if char == "\u200d" and after in _PICTOGRAPH:
        bare = text[at - 2 : at - 1] if before in ("\ufe0e", "\ufe0f") else before
        if bare in _PICTOGRAPH:
            return True
    if char in _BESIDE:
        if char in _JOINERS and before in _JOINERS:
            earlier = text[at - 2 : at - 1]
            if before == char or earlier in _JOINERS:
                return False  # one after a letter, or one of each, shapes it; more hide something
            before = earlier
        return before in _BESIDE[char] or after in _BESIDE[char]
    if char in "\ufe0e\ufe0f":
        keycap = before.isascii() and (before.isdigit() or before in ("#", "*")) and after == "\u20e3"
        return keycap or before in _PICTOGRAPH
    if "\ufe00" <= char <= "\ufe0d":
        symbol = before != "" and unicodedata.category(before) == "Sm" and not before.isascii()
        return symbol or before in _HAN or before in _VARIANT
    if "\U000e0100" <= char <= "\U000e01ef":
        return before in _HAN
    if "\u180b" <= char <= "\u180f":
        return before in _MONGOLIAN or (char == "\u180e" and before in ("\u180b", "\u180c", "\u180d"))
    return char == "\u034f" and before in _HEBREW and after in _HEBREW


_NEAR = 40  # characters within which a mark may belong to a right-to-left letter
_LATIN_WORD = re.compile(r"[0-9A-Za-z@._%+-]")


class _Lines:
    """Which lines of a text hold right-to-left letters; asked in the order of the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = -1
        self.found = False

    def right_to_left(self, at: int) -> bool:
        if at > self.end:
            start = self.text.rfind("\n", 0, at) + 1
            end = self.text.find("\n", at)
            self.end = len(self.text) if end < 0 else end
            self.found = _RIGHT_TO_LEFT.search(self.text, start, self.end) is not None
        return self.found


def hidden_words(text: str) -> str:
    """What tag characters spell: each stands for an ASCII character."""
    return "".join(chr(ord(char) - 0xE0000) for char in text if "\U000e0020" <= char <= "\U000e007e")


def named(char: str) -> str:
    """``U+200B, zero width space``"""
    return f"U+{ord(char):04X}, {unicodedata.name(char, 'unassigned').lower()}"


# -- reordered text --------------------------------------------------------------------------------------------------

_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ISOLATE_ENDS = "\u2069"


def may_reorder(text: str) -> bool:
    """Whether there is any character in it that embeds, overrides or isolates, be it where it belongs."""
    return _REORDERING.search(text) is not None


def reordering(text: str) -> Iterator[tuple[int, int]]:
    """The runs of characters that reorder what is shown, as offsets: embeddings and overrides always, isolates unless
    they are closed on their line and there are right-to-left letters on it."""
    offset = 0
    for line in text.split("\n"):
        found = list(_REORDERING.finditer(line))
        if found:
            excused: set[int] = set()
            opened: list[int] = []
            for match in found if _RIGHT_TO_LEFT.search(line) else ():
                if "\u2066" <= match[0] < _ISOLATE_ENDS:
                    opened.append(match.start())
                elif match[0] == _ISOLATE_ENDS and opened:
                    begin = opened.pop()
                    # One that turns text to the left must hold some that runs so, or it only reverses what it holds.
                    if line[begin] != "\u2067" or _RIGHT_TO_LEFT.search(line, begin, match.start()):
                        excused |= {begin, match.start()}
            start = end = -1
            for at in (match.start() for match in found if match.start() not in excused):
                if at != end:
                    if end > start:
                        yield offset + start, offset + end
                    start = at
                end = at + 1
            if end > start:
                yield offset + start, offset + end
        offset += len(line) + 1


# -- look-alikes -----------------------------------------------------------------------------------------------------

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
_FORMS = _Class("2102-2138 213A-214F 2160-217F FF21-FF5A 1D400-1D7FF")
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
def levelled(text: str) -> str:
    """Text for finding copies: without marks and invisible characters, look-alikes as the letters they imitate."""
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text))
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


# -- hosts -----------------------------------------------------------------------------------------------------------


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
