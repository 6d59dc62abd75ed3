"""An evidence tier that the archive does not define."""

from collections.abc import Iterator

from butfor.findings import Applicability, Location, Patch, ProposedFix, Violation
from butfor.model.wire import FORMER_TIERS
from butfor.rules._rule import Rule, WireContext
from butfor.rules.vocabulary import MERGED_FIRST, undefined


def check(context: WireContext) -> Iterator[Violation]:
    wire, tiers = context.wire, context.policy.tiers
    same = FORMER_TIERS.get(wire.tier)
    if wire.tier in tiers or same not in tiers:
        yield from undefined("tier", wire.tier, tiers, "tiers")
    elif wire.schema_ > 1:
        location = Location(("tier",))
        yield Violation(
            location,
            f"tier `{wire.tier}` is of format 1",
            f"write `{same}`, which means the same, because `verified_by` alone says how the event is verified; no "
            "correction is needed",
            fix=ProposedFix((Patch(location, same),), Applicability.SAFE),
        )


RULE = Rule(
    id="unknown-tier",
    family="vocabulary",
    scope="wire",
    what="A tier that is not in `schema/evidence.yaml`. In a wire of `schema: 1` the tiers `primary` and `reproduced` "
    "are read as `standard`.",
    why="The tier is a promise to readers; nobody can keep or check one that is not defined.",
    basis="`schema/evidence.yaml`. `standard` is the only tier seen at the newswire.",
    bad="tier: standrd\n",
    good="tier: standard\n",
    fix="Use one of the tiers printed in the help. A new one is added to the policy in a request of its own, "
    f"{MERGED_FIRST}.",
    fixes=(Applicability.SAFE, Applicability.UNSAFE),
    needs=("schema", "tier"),
    unwaivable=True,
    check=check,
)
