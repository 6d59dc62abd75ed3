"""A policy under which published wires fail."""

from collections.abc import Iterator

from butfor.findings import Hit, Spot
from butfor.rules._rule import Request, Rule
from butfor.text.display import listed


def check(request: Request) -> Iterator[tuple[str, Hit]]:
    if request.fails:
        count = "1 published wire that passes" if len(request.fails) == 1 else f"{len(request.fails)} published wires"
        hit = Hit(
            Spot(),
            f"under this policy {count} would fail",
            f"mend the wires in this change too, or soften the policy: {listed(request.fails[:5], 'and')}",
        )
        yield request.policy_files[0], hit


RULE = Rule(
    id="policy-fails-wires",
    family="history",
    what="A change to the policy finds errors in published wires that had none.",
    why="Once it is merged, nothing else can be: every later request would be blocked by wires that it does not touch.",
    basis="The policy decides about the whole archive, so it is tried on the whole archive.",
    bad="",
    good="""\
# before
related: []
# after
related: []
""",
    fix="Mend the wires together with the policy.",
    request=check,
)
