"""A reproduction is claimed, none is listed."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.model.wire import REPRODUCTION_KINDS
from butfor.policy.voices import reproductions, speakers
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import listed


def check(context: WireContext) -> Iterator[Violation]:
    wire = context.wire
    if wire.verified_by == "reproduction" and not reproductions(wire, context.policy):
        kinds = listed(f"`{kind}`" for kind in REPRODUCTION_KINDS)
        yield Violation(
            Location(("verified_by",)),
            "`verified_by: reproduction`, but no source reproduces it",
            f"add the reproduction as a source of kind {kinds}, or write `corroboration`",
            judged=(*speakers(wire),),
        )


RULE = Rule(
    id="no-reproduction",
    family="sources",
    scope="wire",
    what="`verified_by: reproduction` without a source of kind reproduction or probe that counts; a post on a forum "
    "does not.",
    why="A reproduction is evidence because anybody can repeat it, so it must be listed.",
    basis="The Editor's Guide v1: an event is verifiable if it is reproduced.",
    bad="verified_by: reproduction\n",
    good="""\
verified_by: reproduction
sources:
  - {id: S1, url: 'https://lab.example/run', publisher: Lab, kind: reproduction, title: Run}
  - {id: S2, url: 'https://tribune.example/b', publisher: Tribune, kind: news, title: Second}
body: The lab repeated it [S1], as the Tribune had reported [S2].
""",
    fix="List the reproduction itself, or write `verified_by: corroboration`.",
    needs=("verified_by", "sources", "providers"),
    check=check,
)
