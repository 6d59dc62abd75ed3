"""A court or a regulator on a host on which somebody else speaks."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.policy.sources import others_place
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    for index, source in enumerate(context.wire.sources):
        if source.kind in ("court", "regulator") and (where := others_place(source.url, context.policy)):
            yield Violation(
                Location(("sources", index, "kind")),
                f"`{source.id}` is of kind {source.kind}, but its host belongs to others: {where}",
                f"cite the document where the {source.kind} publishes it, or write the kind that fits this page",
            )


RULE = Rule(
    id="authority-on-shared-host",
    family="sources",
    scope="wire",
    level=Level.WARNING,
    what="A source of kind court or regulator is on a host that belongs to others in the policy: a listed kind of "
    "host, a shared host on which no authority publishes, a publisher such as a newspaper or an agency, or a provider.",
    why="Others write there, and some can write in anybody's name. The evidence is the decision, which the "
    "authority publishes itself.",
    basis="Of 64 real cases of a collection of court decisions none links such a host, and no shipped wire does.",
    bad="""\
sources:
  - {id: S1, url: 'https://federal-court.medium.com/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    good="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://jurist.medium.com/cases', publisher: A jurist, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    fix="Find the document at the authority's own site, or in a register of decisions.",
    needs=("sources",),
    check=check,
)
