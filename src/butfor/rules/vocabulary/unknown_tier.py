"""An evidence tier that the archive does not define."""

from collections.abc import Iterator

from butfor.findings import Applicability, Location, Patch, ProposedFix, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import listed, shown
from butfor.text.suggest import closest


def check(context: WireContext) -> Iterator[Violation]:
    tier, tiers = context.wire.tier, context.policy.tiers
    if tier not in tiers:
        guess = closest(tier, tiers)
        values = listed(f"`{name}`" for name in tiers)
        help_ = f"did you mean `{guess}`? The tiers are {values}" if guess else f"write one of {values}"
        repair = (
            ProposedFix((Patch(Location(("tier",)), guess),), applicability=Applicability.UNSAFE) if guess else None
        )
        yield Violation(Location(("tier",)), f"unknown tier {shown(tier)}", help_, fix=repair)


RULE = Rule(
    id="unknown-tier",
    family="vocabulary",
    scope="wire",
    what="A tier that is not in `schema/evidence.yaml`.",
    why="The tier is a promise to readers; one that nobody defined can't be kept or checked.",
    basis="`schema/evidence.yaml`. `standard` is the only tier seen at the newswire.",
    bad="tier: standrd\n",
    good="tier: standard\n",
    fix="Use one of the tiers printed in the help.",
    fixes=(Applicability.UNSAFE,),
    needs=("tier",),
    unwaivable=True,
    check=check,
)
