"""A rationale that another wire has too."""

import zlib
from collections.abc import Iterator

from rapidfuzz import fuzz

from butfor.archive import Archive, Entry
from butfor.finding import Hit, Spot
from butfor.policy import Policy
from butfor.rules.base import Rule
from butfor.text import folded

_SKETCH = 12  # shingle hashes kept for each text; texts that are nearly the same share most of them
_WORDS = 3


def check(archive: Archive, policy: Policy) -> Iterator[tuple[Entry, Hit]]:
    """Linear in the archive: a text is compared only with those that share a piece of its sketch."""
    exact: dict[str, Entry] = {}
    heads: dict[int, list[tuple[str, Entry]]] = {}
    for entry in sorted(archive.entries, key=lambda entry: (entry.name in archive.chosen, *_age(entry))):
        if entry.wire is None or {"rationale", "id"} & entry.bad or entry.wire.rationale.basis == "bulk":
            continue
        text = folded(entry.wire.rationale.text)
        if first := exact.get(text):
            yield entry, _hit("the rationale is the same as another wire's", first)
            continue
        exact[text] = entry
        sketch = _sketch(text)
        candidates = {id(head): (other, head) for key in sketch for other, head in heads.get(key, ())}
        for other, head in candidates.values():
            if (likeness := fuzz.ratio(text, other, score_cutoff=policy.config.rationale.similar)) > 0:
                yield entry, _hit(f"the rationale is {likeness:.0f} % the same as another wire's", head)
                break
        else:
            for key in sketch:
                heads.setdefault(key, []).append((text, entry))


def _age(entry: Entry) -> tuple[str, str]:
    """The wire that was published first keeps its rationale; the later one is asked to change."""
    wire = entry.wire
    published = wire.published if wire is not None and "published" not in entry.bad else None
    return (published or "9999", entry.name)


def _sketch(text: str) -> list[int]:
    """The smallest hashes of a text's word triples: equal for equal texts, mostly shared by similar ones."""
    words = text.split()
    shingles = {" ".join(words[i : i + _WORDS]) for i in range(max(len(words) - _WORDS + 1, 1))}
    return sorted(zlib.crc32(shingle.encode()) for shingle in shingles)[:_SKETCH]


def _hit(message: str, other: Entry) -> Hit:
    return Hit(
        Spot(("rationale", "text")),
        message,
        "assess this wire on its own: what would have been without the system in this case?",
        related=((Spot(("rationale", "text"), file=other.name), "the wire that had it first"),),
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
published: "2026-06-02T09:00:00Z"
""",
    good="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
id: 01H3G6D60088JDPVJMJQV9BE1W
# file: incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml
id: 01H3G6D600ZK58P4A1RN4WHB21
rationale:
  text: "Had ChatGPT not been asked, no invented case would have reached the second court."
  basis: editor
  by: "A. Editor"
  date: "2026-05-21"
  guide: v1
""",
    fix="Write the rationale anew for this wire. How much likeness counts is `rationale.similar` in `butfor.toml`.",
    needs=("rationale",),
    archive=check,
)
