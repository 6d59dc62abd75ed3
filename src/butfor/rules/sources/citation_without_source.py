"""A citation that leads to no source."""

from collections.abc import Iterator

from butfor.findings import DataPath, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import listed
from butfor.text.prose import cited


def check(context: WireContext) -> Iterator[Violation]:
    wire, bad = context.wire, context.file.invalid_fields
    ids = [source.id for source in wire.sources]
    places: list[tuple[DataPath, str]] = _strangers(("body",), wire.body, ids)
    if "rationale" not in bad:
        for field, text in wire.rationale.given:
            places += _strangers(("rationale", field), text, ids)
    if "conflicts" not in bad:
        for index, conflict in enumerate(wire.conflicts):
            places += _strangers(("conflicts", index, "point"), conflict.point, ids)
            places += [
                (("conflicts", index, "sources", i), name) for i, name in enumerate(conflict.sources) if name not in ids
            ]
    for path, excerpt in dict.fromkeys(places):  # each text once: of a text all blocks that cite it are judged
        yield Violation(
            Location(path, excerpt=excerpt),
            f"`{excerpt}` cites no source of this wire",
            f"add the source, or cite {listed(f'`{source_id}`' for source_id in dict.fromkeys(ids[:5]))}",
        )


def _strangers(path: DataPath, text: str, ids: list[str]) -> list[tuple[DataPath, str]]:
    """Return the citations in a text that name none of these sources."""
    return [(path, f"[{name}]") for name in cited(text) if name not in ids]


RULE = Rule(
    id="citation-without-source",
    family="sources",
    scope="wire",
    what="Body, rationale or conflicts cite a source id that the wire does not list.",
    why="Readers expect evidence and find none.",
    basis="Eight of eight newswire wires seen have one bare `[source]` marker that leads nowhere.",
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
    check=check,
)
