"""What readers don't see: invisible characters and reordered text.

Which characters are invisible follows Unicode's Default_Ignorable_Code_Point (UAX #44), with a few more that are drawn
as nothing; where they belong UTS #51 (emoji), UAX #9 (bidirectional text) and RFC 5892, appendix A (joiners).
Everything here is linear.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator

_ASCII = bytes(range(128))


def beyond_ascii(data: bytes) -> str:
    """Return the characters of a UTF-8 text that are not ASCII, in order: few in most texts, so fast to search."""
    return "" if data.isascii() else data.translate(None, _ASCII).decode("utf-8")


# -- escapes ---------------------------------------------------------------------------------------------------------

_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\s\S]))")
_CODE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U000([0-9A-Fa-f]{5}))")


def may_escape(data: bytes) -> str:
    """Return the characters whose escapes a file may hold, wherever they stand."""
    return "".join(chr(int(code, 16)) for match in _CODE.findall(data) for code in match if code)


def unescaped(text: str, quoted: Iterable[tuple[int, int]]) -> tuple[str, list[int]]:
    """Return ``text`` with the escapes inside its double-quoted scalars resolved, and offsets.

    The offsets say where each character of the result stands in ``text``, and, last, where ``text`` ends; ``quoted``
    holds the scalars as offsets, in order.
    """
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

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\uffa0\ufff0-\ufffb\U00013430-\U0001343f\U00016fe4\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_RIGHT_TO_LEFT = re.compile(
    "[\u05d0-\u05f2\u0620-\u064a\u066e-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff"
    "\U0001e800-\U0001efff]"
)
_FLAG = re.compile("[\U000e0061-\U000e007a]{2}[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,3}\U000e007f")
_BLACK_FLAG = "\U0001f3f4"
_JOINERS = ("\u200c", "\u200d")


class CharacterClass:
    """A set of characters, made of ranges of code points in order; built faster than a regex, which is searched."""

    def __init__(self, ranges: str) -> None:
        self.bounds: list[int] = []
        for part in ranges.split():
            first, _, last = part.partition("-")
            self.bounds += (int(first, 16), int(last or first, 16) + 1)

    def __contains__(self, char: str) -> bool:
        """Return whether a character is in the set; an empty text is in none."""
        return char != "" and bisect_right(self.bounds, ord(char)) % 2 == 1

    def as_regex(self) -> str:
        """Return the inside of a regex's brackets."""
        return "".join(f"{chr(a)}-{chr(b - 1)}" for a, b in zip(self.bounds[::2], self.bounds[1::2], strict=True))


# Generous: symbols that never are emoji hide nothing either.
_PICTOGRAPH = CharacterClass(
    "A9 AE 203C 2049 2100-214F 2190-23FF 24C2 25A0-27BF 2900-297F 2B00-2BFF 3030 303D 3297 3299 1F000-1FAFF 1FC00-1FFFD"
)
# Scripts whose letters join: Arabic and its kin, Indic and south-east Asian ones, Mongolian.
_JOINING = CharacterClass(
    "0600-061B 0620-109F 1700-17B3 17B6-180A 1810-19DF 1A00-1CFF A840-A8FF A980-AAFF ABC0-ABFF FB50-FDFF FE70-FEFC "
    "10A00-10AFF 10D00-10FFF 11000-11FFF 1E900-1E95F 1EE00-1EEFF"
)
# Scripts that put no space between words: Thai, Lao, Tibetan, Burmese, Khmer, Tai, Javanese.
_NO_SPACES = CharacterClass("0E00-109F 1780-17B3 17B6-17FF 1950-19FF 1A20-1AAF A980-A9FF AA60-AADF")
_HAN = CharacterClass("2E80-2FDF 3005-3007 3400-9FFF F900-FAFF 20000-3FFFD")
# Letters with variants beside Han.
_VARIANT = CharacterClass("1000-109F 3001-3002 A840-A87F FF00-FF9F 10AC0-10AFF 13000-1345F")
_MONGOLIAN = CharacterClass("1820-18AA")
_HEBREW = CharacterClass("0591-05F4")
_JAMO = CharacterClass("1100-115E 1161-11FF A960-A97C D7B0-D7FB")
_SHORTHAND = CharacterClass("1BC00-1BC9F")
_MUSIC = CharacterClass("1D100-1D158 1D15A-1D172 1D17B-1D1FF")
_HIEROGLYPHS = CharacterClass("13000-1342F 13440-143FF")
_KHITAN = CharacterClass("18B00-18CFF")

# For each kind of invisible character: the characters beside which it belongs.
_BESIDE = {
    **dict.fromkeys("\u115f\u1160", _JAMO),
    **dict.fromkeys(map(chr, range(0x1BCA0, 0x1BCA4)), _SHORTHAND),
    **dict.fromkeys(map(chr, (0x1D159, *range(0x1D173, 0x1D17B))), _MUSIC),
    **dict.fromkeys(map(chr, range(0x13430, 0x13440)), _HIEROGLYPHS),
    "\U00016fe4": _KHITAN,
    "\u200b": _NO_SPACES,
    "\u200c": _JOINING,
    "\u200d": _JOINING,
}


def may_hide(text: str) -> bool:
    """Return whether a text holds any invisible character, be it where it belongs."""
    return INVISIBLE.search(text) is not None


def invisible(text: str) -> Iterator[tuple[int, int]]:
    """Yield the runs of invisible characters that stand where no script needs them, as offsets."""
    return _runs(_misplaced(text))


def _misplaced(text: str) -> Iterator[int]:
    """Yield the offset of each invisible character that stands where no script needs it."""
    lines = _Lines(text)
    flag_end = -1
    for match in INVISIBLE.finditer(text):
        offset = match.start()
        if offset < flag_end:
            continue
        if text[offset - 1 : offset] == _BLACK_FLAG and (flag := _FLAG.match(text, offset)):
            flag_end = flag.end()
        elif not _belongs(text, offset, lines):
            yield offset


def _runs(offsets: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield neighbouring offsets, which come in order, as ranges; the end exclusive."""
    start = end = -1
    for offset in offsets:
        if offset != end:
            if end > start:
                yield start, end
            start = offset
        end = offset + 1
    if end > start:
        yield start, end


def _belongs(text: str, at: int, lines: "_Lines") -> bool:
    """Return whether the invisible character at this offset stands where its script needs it."""
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
        self._text = text
        self._end = -1
        self._answer = False

    def right_to_left(self, at: int) -> bool:
        """Return whether there are such letters on the line of this offset."""
        if at > self._end:
            start = self._text.rfind("\n", 0, at) + 1
            end = self._text.find("\n", at)
            self._end = len(self._text) if end < 0 else end
            self._answer = _RIGHT_TO_LEFT.search(self._text, start, self._end) is not None
        return self._answer


def hidden_words(text: str) -> str:
    """Return what tag characters spell: each stands for an ASCII character."""
    return "".join(chr(ord(char) - 0xE0000) for char in text if "\U000e0020" <= char <= "\U000e007e")


def named(char: str) -> str:
    """Return a character's code point and name: ``U+200B, zero width space``."""
    return f"U+{ord(char):04X}, {unicodedata.name(char, 'unassigned').lower()}"


# -- reordered text --------------------------------------------------------------------------------------------------

_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ISOLATE_ENDS = "\u2069"


def may_reorder(text: str) -> bool:
    """Return whether a text holds any character that embeds, overrides or isolates, be it where it belongs."""
    return _REORDERING.search(text) is not None


def reordering(text: str) -> Iterator[tuple[int, int]]:
    """Yield the runs of characters that reorder what is shown, as offsets.

    Embeddings and overrides always do; isolates unless they are closed on a line with right-to-left letters.
    """
    return _runs(_reordering(text))


def _reordering(text: str) -> Iterator[int]:
    """Yield the offset of each of these characters."""
    start = 0
    for line in text.split("\n"):
        matches = list(_REORDERING.finditer(line))
        excused: set[int] = set()
        opened: list[int] = []
        for match in matches if matches and _RIGHT_TO_LEFT.search(line) else ():
            if "\u2066" <= match[0] < _ISOLATE_ENDS:
                opened.append(match.start())
            elif match[0] == _ISOLATE_ENDS and opened:
                begin = opened.pop()
                # One that turns text to the left must hold some that runs so, or it only reverses what it holds.
                if line[begin] != "\u2067" or _RIGHT_TO_LEFT.search(line, begin, match.start()):
                    excused |= {begin, match.start()}
        yield from (start + match.start() for match in matches if match.start() not in excused)
        start += len(line) + 1
