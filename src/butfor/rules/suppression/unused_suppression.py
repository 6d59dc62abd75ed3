"""A waiver of something that is not there."""

from collections.abc import Iterator

from butfor.findings import Change, Hit, Level, Repair, Spot
from butfor.rules._rule import Given, Rule


def check(given: Given) -> Iterator[Hit]:
    waiver = given.waiver
    if not given.used:
        comment = waiver.comment
        yield Hit(
            waiver.spot,
            f"`{waiver.rule}` finds nothing here, so there is nothing to waive",
            "delete the comment" if comment else "delete the deviation; if it was published, tell it in `corrections`",
            repair=Repair((Change(Spot(span=comment), ""),)) if comment and waiver.alone else None,
        )


RULE = Rule(
    id="unused-suppression",
    family="suppression",
    level=Level.WARNING,
    what="A comment or a deviation waives a rule that finds nothing there.",
    why="It would silence the next true finding at its place, which nobody has looked at.",
    basis="A waiver is for one finding. Not judged where the wire has fields that can't be read, or the rule is off.",
    bad="related: []  # butfor: ignore[unsorted-codes] -- order of the court's list\n",
    good="""\
codes: ["mit:5.1", "mit:3.1"]  # butfor: ignore[unsorted-codes] -- order of the court's list
""",
    fix="Delete it.",
    fixes=("safe",),
    waiver=check,
)
