"""An assessment from before the guide that it names."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.model.types import bounds
from butfor.model.wire import GUIDES
from butfor.rules._examples import rationale
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    rationale = context.wire.rationale
    since = GUIDES[rationale.guide]
    if rationale.date and rationale.date < since and bounds(rationale.date):
        yield Violation(
            Location(("rationale", "date")),
            f"guide `{rationale.guide}` took effect on {since}, after this date",
            "write the day on which the wire was assessed by that guide; assess it again if it was not assessed "
            "by that guide",
            related=((Location(("rationale", "guide")), "the guide that it names"),),
        )


RULE = Rule(
    id="rationale-older-than-guide",
    family="rationale",
    scope="wire",
    what="`rationale.date` is before the day on which the guide it names took effect.",
    why="Nobody could have applied it then: the date or the claim is wrong.",
    basis="The Editor's Guide v1 is effective since 1 May 2026.",
    bad=rationale(date="2026-04-30"),
    good=rationale(date="2026-05-01"),
    fix="Correct the date, or assess the wire by the guide in force.",
    needs=("rationale",),
    check=check,
)
