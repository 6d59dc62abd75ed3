"""A source that no sentence rests on."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.prose import cited


def check(context: WireContext) -> Iterator[Violation]:
    used = set(cited(context.wire.body))
    for index, source in enumerate(context.wire.sources):
        if source.id not in used:
            yield Violation(
                Location(("sources", index, "id")),
                f"source `{source.id}` is never cited in the body",
                f"write `[{source.id}]` after what it shows, or delete the source",
            )


RULE = Rule(
    id="source-never-cited",
    family="sources",
    scope="wire",
    what="A source that the body never cites.",
    why="It would count as a voice for the wire though no sentence rests on it.",
    basis="The wire format: sources carry sentences; the count of independent sources is a promise to readers.",
    bad="body: Two lawyers filed invented opinions [S1][S2].\n",
    good="body: Two lawyers filed invented opinions [S1][S2], six in number [S3].\n",
    fix="Cite it where it carries a statement, or delete it.",
    needs=("body", "sources"),
    check=check,
)
