"""A source whose title nobody has looked up."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.model.wire import UNKNOWN
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    for index, source in enumerate(context.wire.sources):
        if source.title.casefold() == UNKNOWN:
            yield Violation(
                Location(("sources", index, "title")),
                f"the title of `{source.id}` is unknown",
                "open the page and copy its title; keep `unknown` if it can't be seen",
            )


RULE = Rule(
    id="unknown-source-title",
    family="sources",
    scope="wire",
    level=Level.WARNING,
    what="A source's title is `unknown`.",
    why="If the page moves, readers find it again by its title.",
    basis="The wire format: `unknown` is allowed, an invented title is not.",
    bad="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: unknown}
  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    good="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    fix="Open the page and copy its title.",
    needs=("sources",),
    check=check,
)
