"""A policy that lets through what was refused."""

from collections.abc import Iterator

from butfor.findings import Hit, Level, Spot
from butfor.rules._rule import Request, Rule
from butfor.text.display import listed


def check(request: Request) -> Iterator[tuple[str, Hit]]:
    if request.passes:
        count = "1 wire" if len(request.passes) == 1 else f"{len(request.passes)} wires"
        hit = Hit(
            Spot(),
            f"it lets {count} through that the one in force refuses",
            f"have an editor agree; the wires still fail in this change: {listed(request.passes[:5], 'and')}",
        )
        yield request.policy_files[0], hit


RULE = Rule(
    id="policy-lets-through",
    family="history",
    level=Level.WARNING,
    what="A change to the policy, and wires that pass under it alone.",
    why="A request must not weaken the gate that it goes through: its wires are judged by the policy in force.",
    basis="In CI policy is read from the version that the change is compared with.",
    bad="",
    good="""\
# before
related: []
# after
related: []
""",
    fix="Merge the policy first, on its own merits; then the wires.",
    request=check,
)
