"""A known fault that is not there any more."""

from collections.abc import Iterator

from butfor.findings import Applicability, Patch, ProposedFix, Violation
from butfor.rules._rule import KnownEntry, Rule


def check(over: Iterator[KnownEntry]) -> Iterator[Violation]:
    for known in over:
        entry = known.entry
        yield Violation(
            known.location,
            f"`{entry.rule}` no longer finds this fault in {entry.wire}",
            "delete this line, in the change that fixed the fault",
            fix=ProposedFix((Patch(known.location, ""),)),
        )


RULE = Rule(
    id="stale-baseline",
    family="suppression",
    scope="baseline",
    what="A line of the baseline is for a fault that no longer exists: it was fixed, it is another one now, or the "
    "wire was deleted.",
    why="The line would hide the fault if it came back. So the baseline gets shorter with each fault that is fixed.",
    basis="`schema/baseline.txt`. A line is compared exactly: rule, wire, what the rule says, and what it checks. The "
    "rule does not run if a field of the wire can't be read, or if the rule of the line is off or a warning.",
    bad="",
    good="related: []\n",
    fix="Delete the line.",
    fixes=(Applicability.SAFE,),
    mandatory=True,
    unwaivable=True,
    check=check,
)
