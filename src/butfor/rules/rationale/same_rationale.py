"""A rationale that another wire has too."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from butfor.archive import Archive
from butfor.finding import Hit, Spot
from butfor.policy import Policy
from butfor.rules.base import Rule

_SHARED = 0.4  # two texts nine tenths alike share at least this part of their pieces
_MOST = 20  # texts that one is compared with
_ENOUGH = 20  # words from which on one text inside another is no chance
_RAREST = 12  # pieces of a text by which it is looked up


def check(archive: Archive, policy: Policy) -> Iterator[tuple[str, Hit]]:
    """Compare each text with those that share its rarest pieces; the first of a kind stands for all its likes."""
    first: dict[str, str] = {}
    bulk: set[str] = set()
    # The wire that was published first keeps its rationale; the later one, or the one asked about, is told.
    for wire in sorted(
        archive.wires, key=lambda wire: (not wire.bulk, wire.name in archive.chosen, wire.published or "9", wire.name)
    ):
        if wire.rationale is None:
            continue
        text = wire.rationale
        if text in first and not wire.bulk:
            yield wire.name, _hit("the rationale is the same as another wire's", first[text])
        else:
            first.setdefault(text, wire.name)
            if wire.bulk:  # many wires may still share one: they are compared with, not judged
                bulk.add(text)
    pieces = {text: _pieces(text) for text in first}
    common = Counter(piece for each in pieces.values() for piece in each)
    heads: dict[tuple[str, ...], list[str]] = {}
    for text, name in first.items():
        shared = sorted((common[piece], piece) for piece in pieces[text] if common[piece] > 1)
        if len(shared) < _SHARED * len(pieces[text]):
            continue
        rarest = [piece for _, piece in shared[:_RAREST]]
        candidates = islice(dict.fromkeys(head for piece in rarest for head in heads.get(piece, ())), _MOST)
        for other in candidates if text not in bulk else ():
            if (likeness := _likeness(text, other)) >= policy.config.rationale.similar:
                yield name, _hit(f"the rationale is {likeness:.0f} % the same as another wire's", first[other])
                break
        else:
            for piece in rarest:
                heads.setdefault(piece, []).append(text)


def _likeness(first: str, second: str) -> float:
    """0 to 100."""
    from rapidfuzz import fuzz  # 20 ms, and most runs compare nothing

    enough = min(first.count(" "), second.count(" ")) >= _ENOUGH
    shuffled = fuzz.token_set_ratio(first, second) if enough else fuzz.token_sort_ratio(first, second)
    return max(fuzz.ratio(first, second), shuffled)


def _pieces(text: str) -> set[tuple[str, ...]]:
    """The word triples of a text; a text of one or two words is one piece."""
    words = text.split()
    return set(zip(words, words[1:], words[2:], strict=False)) or {tuple(words)}


def _hit(message: str, other: str) -> Hit:
    return Hit(
        Spot(("rationale", "text")),
        message,
        "assess this wire on its own: what would have been without the system in this case?",
        related=((Spot(("rationale", "text"), file=other), "the wire that had it first"),),
    )


RULE = Rule(
    id="same-rationale",
    family="rationale",
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
rationale:
  text: "Had ChatGPT not been asked, no invented case would have reached the second court."
  basis: editor
  by: "A. Editor"
  date: "2026-05-21"
  guide: v1
""",
    fix="Write the rationale anew for this wire. How much likeness counts is `rationale.similar` in `butfor.toml`.",
    options=("rationale.similar",),
    archive=check,
)
