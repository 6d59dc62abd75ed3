"""A source without a lasting copy."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    missing = [index for index, source in enumerate(context.wire.sources) if source.archive_url is None]
    if missing:
        names = ", ".join(f"`{context.wire.sources[index].id}`" for index in missing[:5])
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        yield Violation(
            Location(("sources", missing[0], "id")),
            f"no archive copy of {names}{more}",
            "save each page with a web archive, and write the copy's URL under `archive_url`",
        )


RULE = Rule(
    id="missing-archive-copy",
    family="sources",
    scope="wire",
    level=Level.OFF,
    what="A source has no `archive_url`.",
    why="Pages about incidents are changed and taken down; without a copy nobody can check the wire any more.",
    basis="The wire format: `archive_url` is optional. An archive that wants a copy of each source switches the rule "
    "on.",
    bad="related: []\n",
    good="""\
sources:
  - id: S1
    url: https://court.example/54
    archive_url: https://perma.cc/AAAA-0054
    publisher: Court
    kind: court
    title: Opinion
  - id: S2
    url: https://news.example/cases
    archive_url: https://perma.cc/AAAA-0055
    publisher: Herald
    kind: news
    title: Cases
body: Two lawyers filed invented opinions [S1][S2].
""",
    fix="Save the page with a web archive and add the copy's URL.",
    needs=("sources",),
    check=check,
)
