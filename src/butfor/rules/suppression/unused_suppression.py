"""A suppression of something that is not there."""

from collections.abc import Iterator

from butfor.findings import Applicability, Level, Location, Patch, ProposedFix, Violation
from butfor.rules._rule import Rule, SuppressionContext


def check(context: SuppressionContext) -> Iterator[Violation]:
    suppression = context.suppression
    if not context.used:
        comment = suppression.comment
        yield Violation(
            suppression.location,
            f"`{suppression.rule}` finds nothing here, so there is nothing to suppress",
            "delete the comment" if comment else "delete the deviation; if it is public, explain it in `corrections`",
            fix=ProposedFix((Patch(Location(span=comment), ""),)) if comment and suppression.alone else None,
        )


RULE = Rule(
    id="unused-suppression",
    family="suppression",
    scope="suppression",
    level=Level.WARNING,
    what="A comment or a deviation suppresses a rule that finds nothing there.",
    why="It would hide the next real finding there, which nobody has seen.",
    basis="A suppression is for one finding. Nothing is found if fields can't be read, or if the rule is off.",
    bad="related: []  # butfor: ignore[unsorted-codes] -- order of the court's list\n",
    good="""\
severity: SEV-3
# butfor: ignore[unsorted-codes] -- order of the court's list
codes: ["mit:5.1", "mit:3.1"]
""",
    fix="Delete it.",
    fixes=(Applicability.SAFE,),
    check=check,
)
