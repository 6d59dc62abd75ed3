"""Two sources with one id."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    seen: dict[str, int] = {}
    taken = {source.id for source in context.wire.sources}
    for index, source in enumerate(context.wire.sources):
        if source.id in seen:
            free = next(f"S{number}" for number in range(1, 1000) if f"S{number}" not in taken)
            taken.add(free)
            yield Violation(
                Location(("sources", index, "id")),
                f"source id `{source.id}` is used twice",
                f"give this source an id of its own, and cite it in the body:\n    id: {free}",
                related=((Location(("sources", seen[source.id], "id")), "it is used here first"),),
            )
        seen.setdefault(source.id, index)


RULE = Rule(
    id="duplicate-source-id",
    family="sources",
    scope="wire",
    what="Two sources have the same id.",
    why="A citation must lead to one source.",
    basis="The wire format: source ids are unique within a wire.",
    bad="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S1, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1].
""",
    good="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    fix="Number the sources, and cite each by its own id.",
    needs=("sources",),
    explains=("source-never-cited", "too-few-sources"),
    check=check,
)
