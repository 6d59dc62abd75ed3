"""An evidence tier that the archive does not define."""

from collections.abc import Iterator

from butfor.findings import Change, Hit, Repair, Spot
from butfor.rules._rule import Checked, Rule
from butfor.text.display import listed, shown
from butfor.text.suggest import closest


def check(checked: Checked) -> Iterator[Hit]:
    tier, tiers = checked.wire.tier, checked.policy.tiers
    if tier not in tiers:
        guess = closest(tier, tiers)
        values = listed(f"`{name}`" for name in tiers)
        help_ = f"did you mean `{guess}`? The tiers are {values}" if guess else f"write one of {values}"
        repair = Repair((Change(Spot(("tier",)), guess),), safe=False) if guess else None
        yield Hit(Spot(("tier",)), f"unknown tier {shown(tier)}", help_, repair=repair)


RULE = Rule(
    id="unknown-tier",
    family="vocabulary",
    what="A tier that is not in `schema/evidence.yaml`.",
    why="The tier is a promise to readers; one that nobody defined can't be kept or checked.",
    basis="`schema/evidence.yaml`. `standard` is the only tier seen at the newswire.",
    bad="tier: standrd\n",
    good="tier: standard\n",
    fix="Use one of the tiers printed in the help.",
    fixes=("unsafe",),
    needs=("tier",),
    unwaivable=True,
    wire=check,
)
