"""Sources that retell each other in a cycle."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    origin = {source.id: source.origin for source in context.wire.sources if source.origin != source.id}
    reported: set[str] = set()
    for index, source in enumerate(context.wire.sources):
        chain = [source.id]
        while (following := origin.get(chain[-1])) and following not in chain:
            chain.append(following)
        if following == source.id and source.id not in reported:
            reported.update(chain)
            cycle = ", ".join(f"`{name}`" for name in chain)
            yield Violation(
                Location(("sources", index, "origin")),
                f"`origin` of {cycle} forms a cycle",
                "keep `origin` only on sources that repeat another; the first report has none",
                judged=tuple(source.url for source in context.wire.sources if source.id in chain),
            )


RULE = Rule(
    id="origin-cycle",
    family="sources",
    scope="wire",
    what="The `origin` fields of sources form a cycle.",
    why="One source reported first; in a cycle nobody can see which.",
    basis="The wire format: `origin` is the id of the source that is repeated.",
    bad="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases, origin: S3}
  - {id: S3, url: 'https://blog.example/cases', publisher: Blog, kind: news, title: Cases, origin: S2}
body: Two lawyers filed invented opinions [S1][S2][S3].
""",
    good="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases}
  - {id: S3, url: 'https://blog.example/cases', publisher: Blog, kind: news, title: Cases, origin: S2}
body: Two lawyers filed invented opinions [S1][S2][S3].
""",
    fix="Delete `origin` from the source that reported first.",
    needs=("sources",),
    check=check,
)
