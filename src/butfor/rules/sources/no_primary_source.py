"""A primary source is claimed, none is listed."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.model.wire import PRIMARY_KINDS
from butfor.policy.voices import read_as_primary, speakers
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import listed


def check(context: WireContext) -> Iterator[Violation]:
    wire = context.wire
    if wire.verified_by != "primary-source":
        return
    read = read_as_primary(wire, context.policy)
    if all(why for _, why in read):
        kinds = listed(f"`{kind}`" for kind in PRIMARY_KINDS)
        yield Violation(
            Location(("verified_by",)),
            "`verified_by: primary-source`, but no source is a primary one",
            f"add the judgment, notice or statement as a source of kind {kinds}, or write `corroboration`",
            "; ".join(f"`{source.id}` is of kind {source.kind}, but no primary source: {why}" for source, why in read)
            or f"no source is of kind {kinds}",
            judged=(*speakers(wire),),
        )


RULE = Rule(
    id="no-primary-source",
    family="sources",
    scope="wire",
    what="`verified_by: primary-source` without a source of kind court, regulator or provider that counts. These do "
    "not count: a source that repeats another (`origin`), a page on a host that never counts, a court or "
    "regulator on a host where anybody publishes or that belongs to others in the policy, a provider's "
    "statement on somebody else's page, and places where anybody writes, such as issues of a repository. The "
    "note says why each source does not count.",
    why="Readers can check that a judgment or notice exists only if it is listed.",
    basis="The Editor's Guide v1: a primary-source artefact is a court judgment, a regulatory notice or a provider's "
    "acknowledgement.",
    bad="""\
verified_by: primary-source
sources:
  - {id: S1, url: 'https://news.example/a', publisher: Herald, kind: news, title: First}
  - {id: S2, url: 'https://tribune.example/b', publisher: Tribune, kind: news, title: Second}
body: Two lawyers filed invented opinions [S1][S2].
""",
    good="""\
verified_by: primary-source
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://tribune.example/b', publisher: Tribune, kind: news, title: Second}
body: Two lawyers filed invented opinions [S1][S2].
""",
    fix="List the primary source itself, or write `verified_by: corroboration`.",
    needs=("verified_by", "sources", "providers"),
    check=check,
)
