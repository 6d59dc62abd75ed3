"""`origin` names no other source of the wire."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    ids = {source.id for source in context.wire.sources}
    for index, source in enumerate(context.wire.sources):
        if source.origin is None:
            continue
        if source.origin == source.id:
            message = f"`{source.id}` can't be its own `origin`"
        elif source.origin not in ids:
            message = f"`origin` names `{source.origin}`, but this wire has no such source"
        else:
            continue
        yield Violation(
            Location(("sources", index, "origin")),
            message,
            "name the source that this one repeats, or delete `origin`",
        )


RULE = Rule(
    id="unknown-origin",
    family="sources",
    scope="wire",
    what="`origin` names no other source of the wire.",
    why="It says which source this one repeats; without a valid id two sources may count as two though they are one.",
    basis="The wire format: `origin` is the id of another source.",
    bad="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases, origin: S7}
body: Two lawyers filed invented opinions [S1][S2].
""",
    good="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases}
  - {id: S3, url: 'https://blog.example/cases', publisher: Blog, kind: news, title: Cases, origin: S2}
body: Two lawyers filed invented opinions [S1][S2][S3].
""",
    fix="Name the source by its id, such as `S1`.",
    needs=("sources",),
    check=check,
)
