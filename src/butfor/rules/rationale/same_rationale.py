"""A rationale that another wire has too."""

from array import array
from binascii import a2b_base64
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from butfor.archive.index import Archive, IndexEntry, stand_instead
from butfor.findings import Level, Location, Violation
from butfor.policy.policy import Policy
from butfor.rules._examples import OTHER_RATIONALE
from butfor.rules._rule import Rule

_SHARED = 0.1  # two texts nine tenths alike share at least this part of their pieces, whatever stands between
_MOST = 20  # texts that one is compared with, and that are known by one piece
_ENOUGH = 20  # words: a text as long as this stands inside another by no chance
_MOST_LIKE = 99  # where any letter differs
_LETTERS = 60  # letters, for the same reason
_LIKE_LENGTH = 0.6  # the shorter of two texts whose sets of words may be compared is at least this part of the longer
_PIECE = 6  # letters that show where in a longer text a shorter one may stand
_PIECES, _PLACES, _OFFSETS = 64, 12, 16  # pieces looked for, places of each, and places at which the texts are compared


def check(archive: Archive, policy: Policy) -> Iterator[tuple[str, Violation]]:
    """Compare each text with those that share pieces with it; the first of a kind stands for all that are like it."""
    wires = archive.by_id()
    first: dict[str, IndexEntry] = {}
    bulk: set[str] = set()
    for wire in sorted(archive.wires, key=lambda wire: (not wire.bulk, archive.report_order(wire))):
        if not wire.rationale:
            continue
        text = wire.rationale
        if text in first and not wire.bulk:
            if not _replaces(first[text], wire, wires):
                yield wire.name, _violation("the rationale is the same as another wire's", first[text])
        else:
            first.setdefault(text, wire)
            if wire.bulk:  # many wires may still share one: they are compared with, not judged
                bulk.add(text)
    common = _common(wire.pieces for wire in first.values()) if len(first) > 1 else set()
    texts_by_piece: dict[int, list[str]] = {}
    for text, wire in first.items():
        shared = [number for number in _numbers(wire.pieces) if number in common]
        enough = _enough(wire)
        if len(shared) < enough:
            continue
        tally = Counter(earlier for number in shared for earlier in texts_by_piece.get(number, ()))
        candidates = (
            earlier for earlier, count in tally.most_common(_MOST) if count >= min(enough, _enough(first[earlier]))
        )
        for earlier in candidates if text not in bulk else ():
            if _replaces(first[earlier], wire, wires):
                continue
            if violation := _alike(wire, first[earlier], policy.config.rationale.similar):
                yield wire.name, violation
                break
        else:
            for number in shared:
                texts = texts_by_piece.setdefault(number, [])
                if len(texts) < _MOST:  # more texts, unlike as they are, add little
                    texts.append(text)


def _replaces(first: IndexEntry, second: IndexEntry, wires: Mapping[str, IndexEntry]) -> bool:
    """Return whether one of two wires is retracted, and the other stands instead: it may say the same."""
    return second.id in stand_instead(first, wires) or first.id in stand_instead(second, wires)


def _enough(wire: IndexEntry) -> float:
    """Return how many pieces a text must share with one that it is compared with."""
    count = len(wire.pieces) * 3 // 16  # of four bytes in base64
    return max(_SHARED * count, min(2, count))


def _common(texts: Iterable[str]) -> set[int]:
    """Return the pieces of more than one text; and a few others, because only the last digits of each are looked at."""
    seen = bytearray(1 << 24)
    common = set()
    for pieces in texts:
        for number in _numbers(pieces):
            at, bit = (number >> 3) & 0xFFFFFF, 1 << (number & 7)
            if seen[at] & bit:
                common.add(number)
            else:
                seen[at] |= bit
    return common


def _numbers(pieces: str) -> "array[int]":
    return array("I", a2b_base64(pieces))  # in whichever order of bytes: they only stand for words


def _alike(wire: IndexEntry, earlier: IndexEntry, least: int) -> Violation | None:
    """Return what is to be said where a wire's rationale, or its answer to `without`, is nearly another wire's."""
    both = (wire.rationale or "", str(earlier.id))
    if (likeness := _likeness(wire.rationale or "", earlier.rationale or "")) >= least:
        return _violation(f"the rationale is {int(likeness)} % the same as another wire's", earlier, *both)
    whole = (wire.rationale, earlier.rationale)
    texts = [(mine, theirs) for mine in _parts(wire) for theirs in _parts(earlier) if (mine, theirs) != whole]
    likeness = max((_likeness(mine, theirs) for mine, theirs in texts), default=0)
    if likeness < least:
        return None
    message = f"a part of the rationale is {int(likeness)} % the same as a part of another wire's"
    return _violation(message, earlier, *both, level=Level.WARNING)


def _parts(wire: IndexEntry) -> list[str]:
    """Return the texts of a wire that are long enough to be alike by no chance."""
    texts = dict.fromkeys((wire.rationale or "", wire.without))
    return [text for text in texts if len(text) - text.count(" ") >= _LETTERS]


def _likeness(first: str, second: str) -> float:
    """Return how like each other two texts are, from 0 to 100: their letters, whatever stands between, or their words
    in any order; 100 only where all letters are the same."""
    from rapidfuzz import fuzz  # 20 ms, and most runs compare nothing

    letters = [text.replace(" ", "") for text in (first, second)]
    if letters[0] == letters[1]:
        return 100
    short, long = sorted(map(len, letters))
    if short < long * _LIKE_LENGTH:
        return _standing_in(*sorted(letters, key=len)) if short >= _LETTERS else fuzz.ratio(*letters)
    enough = min(first.count(" "), second.count(" ")) >= _ENOUGH
    shuffled = fuzz.token_set_ratio(first, second) if enough else fuzz.token_sort_ratio(first, second)
    return min(max(fuzz.ratio(*letters), shuffled), _MOST_LIKE)  # 100 of shuffled words may lack whole clauses


def _standing_in(short: str, long: str) -> float:
    """Return how like a text the part of a longer one is that is most like it, from 0 to 100.

    The parts compared are those to which most of its pieces point: to compare all takes a minute for a hundred wires.
    """
    from rapidfuzz import fuzz

    offsets: Counter[int] = Counter()
    for at in range(0, len(short) - _PIECE + 1, max(1, len(short) // _PIECES)):
        place = -1
        for _ in range(_PLACES):
            place = long.find(short[at : at + _PIECE], place + 1)
            if place < 0:
                break
            offsets[min(max(place - at, 0), len(long) - len(short))] += 1
    starts = [start for start, _ in offsets.most_common(_OFFSETS)]
    return max((fuzz.ratio(short, long[start : start + len(short)]) for start in starts), default=0)


def _violation(message: str, earlier: IndexEntry, *judged: str, level: Level | None = None) -> Violation:
    """Return what is to be said; ``judged``: what else makes it another fault than the wire's own text."""
    return Violation(
        Location(("rationale",), key=True),
        message,
        "assess this wire on its own: what would have happened in this case without the system?",
        related=((Location(("rationale",), key=True, file=earlier.name), "the wire that was published first"),),
        level=level,
        judged=judged,
    )


RULE = Rule(
    id="same-rationale",
    family="rationale",
    scope="archive",
    what="The answers (without the tested harm), or the one text of a rationale, are the same, or nearly the same, "
    "as another wire's. If only `without` is the same, or the text is part of a longer one, it is a warning.",
    why="A text that serves two incidents was written for neither.",
    basis="Eight of eight newswire wires seen share one rationale. Only letters are compared, without the names of "
    "systems and providers; sets of words only in texts of similar length. Of 15 assessed wires no two are "
    "more than 61 % alike.",
    bad="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
id: 01H3G6D60088JDPVJMJQV9BE1W
# file: incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml
id: 01H3G6D600ZK58P4A1RN4WHB21
related: [01H3G6D60088JDPVJMJQV9BE1W]
published: "2026-06-02T09:00:00Z"
""",
    good="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
id: 01H3G6D60088JDPVJMJQV9BE1W
# file: incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml
id: 01H3G6D600ZK58P4A1RN4WHB21
related: [01H3G6D60088JDPVJMJQV9BE1W]
"""
    + OTHER_RATIONALE,
    fix="Write a new rationale for this wire. `rationale.similar` in `butfor.toml` says how much likeness counts.",
    options=("rationale.similar",),
    check=check,
)
