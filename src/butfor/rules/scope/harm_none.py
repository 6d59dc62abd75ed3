"""A wire about something that harmed nobody."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    if context.wire.harm == "none" and context.wire.rationale.basis != "bulk":
        yield Violation(
            Location(("harm",)),
            "no harm, actual or near, so this is not an incident",
            "write `actual` or `near` if the sources show it; else this wire can't be published",
        )


RULE = Rule(
    id="harm-none",
    family="scope",
    scope="wire",
    what="`harm: none` on a wire that was assessed.",
    why="The but-for test asks whether a harm would have happened; without a harm there is nothing to ask.",
    basis="The Editor's Guide v1: events that harmed nobody, and nearly harmed nobody, are out of scope. "
    "Legacy entries classified in bulk may still say so.",
    bad="harm: none\n",
    good="""\
harm: near
external_factor: "A clerk noticed the invented cases before the hearing."
""",
    fix="If something prevented the harm, write `harm: near` and name it in `external_factor`.",
    needs=("harm", "rationale"),
    check=check,
)
