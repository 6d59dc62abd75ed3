"""A known fault that is not there any more."""

from collections.abc import Iterator

from butfor.findings import Applicability, Patch, ProposedFix, Violation
from butfor.rules._rule import KnownEntry, Rule


def check(over: Iterator[KnownEntry]) -> Iterator[Violation]:
    for known in over:
        entry = known.entry
        yield Violation(
            known.location,
            f"`{entry.rule}` finds nothing there any more in {entry.wire}",
            "delete this line, in the change that fixed the fault",
            fix=ProposedFix((Patch(known.location, ""),)),
        )


RULE = Rule(
    id="stale-baseline",
    family="suppression",
    scope="baseline",
    what="A line of the baseline for a fault that is not there any more: it was fixed, it is another one now, or the "
    "wire is gone.",
    why="The fault could come back behind this line, and nobody would see it. So the baseline gets shorter with each "
    "fault that is fixed.",
    basis="`schema/baseline.txt`. A line is compared exactly: rule, wire, what the rule says, and what it judges. "
    "Not judged where a field of the wire can't be read, or where the rule is off or a warning.",
    bad="",
    good="related: []\n",
    fix="Delete the line.",
    fixes=(Applicability.SAFE,),
    mandatory=True,
    unwaivable=True,
    check=check,
)
