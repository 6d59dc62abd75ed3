"""An evidence tier that the archive does not define."""

from collections.abc import Iterator

from butfor.findings import Applicability, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.vocabulary import MERGED_FIRST, undefined


def check(context: WireContext) -> Iterator[Violation]:
    return undefined("tier", context.wire.tier, context.policy.tiers, "tiers")


RULE = Rule(
    id="unknown-tier",
    family="vocabulary",
    scope="wire",
    what="A tier that is not in `schema/evidence.yaml`.",
    why="The tier is a promise to readers; one that nobody defined can't be kept or checked.",
    basis="`schema/evidence.yaml`. `standard` is the only tier seen at the newswire.",
    bad="tier: standrd\n",
    good="tier: standard\n",
    fix="Use one of the tiers printed in the help. A new one is added to the policy in a request of its own, "
    f"{MERGED_FIRST}.",
    fixes=(Applicability.UNSAFE,),
    needs=("tier",),
    unwaivable=True,
    check=check,
)
