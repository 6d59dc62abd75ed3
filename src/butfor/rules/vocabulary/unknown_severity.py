"""A severity that the archive does not define."""

from collections.abc import Iterator

from butfor.findings import Applicability, Location, Patch, ProposedFix, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import listed, shown
from butfor.text.suggest import closest


def check(context: WireContext) -> Iterator[Violation]:
    level, levels = context.wire.severity, context.policy.severities
    if level not in levels:
        guess = closest(level, levels)
        values = listed(f"`{name}`" for name in levels)
        help_ = f"did you mean `{guess}`? The levels are {values}" if guess else f"write one of {values}"
        repair = (
            ProposedFix((Patch(Location(("severity",)), guess),), applicability=Applicability.UNSAFE) if guess else None
        )
        yield Violation(Location(("severity",)), f"unknown severity {shown(level)}", help_, fix=repair)


RULE = Rule(
    id="unknown-severity",
    family="vocabulary",
    scope="wire",
    what="A severity that is not a level of `schema/severities.yaml`.",
    why="Readers filter and alert by severity; an unknown level reaches nobody.",
    basis="`schema/severities.yaml`. Of the newswire's levels only the name SEV-3 is known; "
    "the shipped definitions are this archive's own.",
    bad="severity: SEV-33\n",
    good="severity: SEV-3\n",
    fix="Use one of the levels printed in the help.",
    fixes=(Applicability.UNSAFE,),
    needs=("severity",),
    unwaivable=True,
    check=check,
)
