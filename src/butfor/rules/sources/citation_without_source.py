"""A citation that leads to no source."""

from collections.abc import Iterator

from butfor.citations import cited
from butfor.finding import Hit, Path, Spot
from butfor.rules.base import Checked, Rule
from butfor.text import listed


def check(checked: Checked) -> Iterator[Hit]:
    wire, bad = checked.wire, checked.entry.bad
    ids = [source.id for source in wire.sources]
    places: list[tuple[Path, str, str]] = [(("body",), name, f"[{name}]") for name in cited(wire.body)]
    if "rationale" not in bad:
        places += [(("rationale", "text"), name, f"[{name}]") for name in cited(wire.rationale.text)]
    if "conflicts" not in bad:
        for index, conflict in enumerate(wire.conflicts):
            places += [(("conflicts", index, "point"), name, f"[{name}]") for name in cited(conflict.point)]
            places += [(("conflicts", index, "sources", i), name, name) for i, name in enumerate(conflict.sources)]
    reported = set()
    for path, name, excerpt in places:
        if name not in ids and name not in reported:
            reported.add(name)
            yield Hit(
                Spot(path, excerpt=excerpt),
                f"`{excerpt}` cites no source of this wire",
                f"add the source, or cite {listed(f'`{known}`' for known in dict.fromkeys(ids[:5]))}",
            )


RULE = Rule(
    id="citation-without-source",
    family="sources",
    what="Body, rationale or conflicts cite a source id that the wire does not list.",
    why="The reader is told that there is evidence and finds none.",
    basis="Eight of eight newswire wires seen carry one bare `[source]` marker that leads nowhere.",
    bad="""\
body: |
  Two lawyers filed invented opinions [S1][S2].

  A journal counted six of them [S3][S4].
""",
    good="""\
body: |
  Two lawyers filed invented opinions [S1][S2].

  A journal counted six of them [S3].
""",
    fix="Add the source to `sources`, or correct the id.",
    needs=("body", "sources"),
    explains=("source-never-cited",),
    wire=check,
)
