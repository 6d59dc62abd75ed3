"""A rationale that another wire has too."""

from array import array
from binascii import a2b_base64
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from butfor.archive.index import Archive, IndexEntry, stand_instead
from butfor.findings import Location, Violation
from butfor.policy.policy import Policy
from butfor.rules._examples import OTHER_RATIONALE
from butfor.rules._rule import Rule

_SHARED = 0.4  # two texts nine tenths alike share at least this part of their pieces
_MOST = 20  # texts that one is compared with, and that are known by one piece
_ENOUGH = 20  # words: a text as long as this stands inside another by no chance


def check(archive: Archive, policy: Policy) -> Iterator[tuple[str, Violation]]:
    """Compare each text with those that share pieces with it; the first of a kind stands for all that are like it."""
    wires = archive.by_id()
    first: dict[str, IndexEntry] = {}
    bulk: set[str] = set()
    # The wire that was published first keeps its rationale; the later one, or the one asked about, gets the finding.
    for wire in sorted(
        archive.wires,
        key=lambda wire: (not wire.bulk, wire.name in archive.preferred, wire.published or "9", wire.name),
    ):
        if wire.rationale is None:
            continue
        text = wire.rationale
        if text in first and not wire.bulk:
            if not _replaces(first[text], wire, wires):
                yield wire.name, _violation("the rationale is the same as another wire's", first[text].name)
        else:
            first.setdefault(text, wire)
            if wire.bulk:  # many wires may still share one: they are compared with, not judged
                bulk.add(text)
    common = _common(wire.word_triples for wire in first.values())
    texts_by_piece: dict[int, list[str]] = {}
    for text, wire in first.items():
        shared = [number for number in _numbers(wire.word_triples) if number in common]
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
            if (likeness := _likeness(text, earlier)) >= policy.config.rationale.similar:
                message = f"the rationale is {likeness:.0f} % the same as another wire's"
                yield wire.name, _violation(message, first[earlier].name)
                break
        else:
            for number in shared:
                texts = texts_by_piece.setdefault(number, [])
                if len(texts) < _MOST:  # what more texts say, unlike as they are, tells little
                    texts.append(text)


def _replaces(first: IndexEntry, second: IndexEntry, wires: Mapping[str, IndexEntry]) -> bool:
    """Return whether one of two wires is retracted, and the other stands instead: it may say the same."""
    return second.id in stand_instead(first, wires) or first.id in stand_instead(second, wires)


def _enough(wire: IndexEntry) -> float:
    """Return how many pieces a text must share with one that it is compared with."""
    count = len(wire.word_triples) * 3 // 16  # of four bytes in base64
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


def _likeness(first: str, second: str) -> float:
    """Return how like each other two texts are, from 0 to 100."""
    from rapidfuzz import fuzz  # 20 ms, and most runs compare nothing

    enough = min(first.count(" "), second.count(" ")) >= _ENOUGH
    shuffled = fuzz.token_set_ratio(first, second) if enough else fuzz.token_sort_ratio(first, second)
    return max(fuzz.ratio(first, second), shuffled)


def _violation(message: str, earlier: str) -> Violation:
    return Violation(
        Location(("rationale", "text")),
        message,
        "assess this wire on its own: what would have been without the system in this case?",
        related=((Location(("rationale", "text"), file=earlier), "the wire that had it first"),),
    )


RULE = Rule(
    id="same-rationale",
    family="rationale",
    scope="archive",
    what="The rationale is the same, or nearly the same, as another wire's.",
    why="A text that serves two incidents was written for neither.",
    basis="Eight of eight newswire wires seen share one rationale.",
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
    fix="Write the rationale anew for this wire. How much likeness counts is `rationale.similar` in `butfor.toml`.",
    options=("rationale.similar",),
    check=check,
)
