"""A tier and a way of verification that do not go together."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import listed


def check(context: WireContext) -> Iterator[Violation]:
    tier = context.policy.tiers.get(context.wire.tier)
    if tier is not None and tier.verified_by and context.wire.verified_by not in tier.verified_by:
        allowed = listed(f"`{way}`" for way in tier.verified_by)
        yield Violation(
            Location(("tier",)),
            f"tier `{tier.id}` does not go with `verified_by: {context.wire.verified_by}`",
            f"choose another tier, or rest the wire on {allowed}",
        )


RULE = Rule(
    id="tier-needs-other-proof",
    family="sources",
    scope="wire",
    what="The tier asks for another `verified_by` than the wire has.",
    why="A tier with one source is only good enough because of what that source is.",
    basis="The Editor's Guide v1: reproduced, or two independent sources, or a primary-source artefact. "
    "Which tier stands for which is set in `schema/evidence.yaml`.",
    bad="""\
tier: primary
verified_by: corroboration
""",
    good="""\
tier: primary
verified_by: primary-source
""",
    fix="Make `tier` and `verified_by` say the same.",
    needs=("tier", "verified_by"),
    check=check,
)
