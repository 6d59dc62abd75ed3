"""A severity that the archive does not define."""

from collections.abc import Iterator

from butfor.findings import Applicability, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.vocabulary import MERGED_FIRST, undefined


def check(context: WireContext) -> Iterator[Violation]:
    return undefined("severity", context.wire.severity, context.policy.severities, "levels")


RULE = Rule(
    id="unknown-severity",
    family="vocabulary",
    scope="wire",
    what="A severity that is not a level of `schema/severities.yaml`.",
    why="Readers filter and set alerts by severity; an unknown level reaches nobody.",
    basis="`schema/severities.yaml`. Of the newswire's levels only the name SEV-3 is known; "
    "the shipped definitions are this archive's own.",
    bad="severity: SEV-33\n",
    good="severity: SEV-3\n",
    fix="Use one of the levels printed in the help. A new one is added to the policy in a request of its own, "
    f"{MERGED_FIRST}.",
    fixes=(Applicability.SAFE, Applicability.UNSAFE),
    needs=("severity",),
    unwaivable=True,
    check=check,
)
