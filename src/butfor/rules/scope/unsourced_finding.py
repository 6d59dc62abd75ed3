"""An official finding that no court or regulator among the sources documents."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.scope import documents_decision


def check(context: WireContext) -> Iterator[Violation]:
    if context.wire.kind == "official-finding" and not documents_decision(context):
        yield Violation(
            Location(("kind",)),
            "`kind: official-finding`, but no source is a court's or regulator's own",
            "add the judgment or notice as a source of kind `court` or `regulator`, or write the kind that fits "
            "what the system did",
        )


RULE = Rule(
    id="unsourced-finding",
    family="scope",
    scope="wire",
    level=Level.WARNING,
    what="`kind: official-finding`, but no source is the court's or regulator's own document: one of these kinds "
    "that does not retell another source.",
    why="The finding is the incident, and readers can look it up in a document; reports of it often get it wrong.",
    basis="The Editor's Guide v1: a court judgment or a regulatory notice is a primary-source artefact. Each of the 8 "
    "shipped wires of this kind has one; of 64 real cases of a collection of court decisions each links its document.",
    bad="""\
kind: official-finding
sources:
  - {id: S1, url: 'https://news.example/a', publisher: Herald, kind: news, title: First}
  - {id: S2, url: 'https://tribune.example/b', publisher: Tribune, kind: news, title: Second}
body: Two lawyers filed invented opinions [S1][S2].
""",
    good="kind: official-finding\n",
    fix="Add the decision itself as a source.",
    needs=("kind", "sources"),
    explains=("unsourced-legal-status",),
    check=check,
)
