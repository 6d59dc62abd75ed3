"""A finding or a fine that no court or regulator among the sources documents."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.scope import documents_decision

_DECIDED = ("found", "fined")


def check(context: WireContext) -> Iterator[Violation]:
    wire = context.wire
    if wire.legal_status in _DECIDED and not documents_decision(context):
        yield Violation(
            Location(("legal_status",)),
            f"`legal_status: {wire.legal_status}`, but no source is a court's or regulator's",
            "add the judgment or notice as a source of kind `court` or `regulator`",
        )


RULE = Rule(
    id="unsourced-legal-status",
    family="scope",
    scope="wire",
    level=Level.WARNING,
    what="`legal_status` is found or fined, but no source is of kind court or regulator.",
    why="The decision says what was decided, and against whom; reports often get it wrong.",
    basis="The Editor's Guide v1: a court judgment or a regulatory notice is a primary-source artefact. In our own "
    "wire on Mata v. Avianca the press reports another penalty than the order.",
    bad="""\
legal_status: fined
sources:
  - {id: S1, url: 'https://news.example/a', publisher: Herald, kind: news, title: First}
  - {id: S2, url: 'https://tribune.example/b', publisher: Tribune, kind: news, title: Second}
body: Two lawyers filed invented opinions [S1][S2].
""",
    good="legal_status: fined\n",
    fix="Add the decision itself as a source.",
    needs=("legal_status", "sources", "providers"),
    check=check,
)
