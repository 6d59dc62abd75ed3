"""A policy that lets through what was refused."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import ChangeSet, Rule
from butfor.text.display import listed


def check(changeset: ChangeSet) -> Iterator[tuple[str, Violation]]:
    if changeset.passes:
        count = "1 wire" if len(changeset.passes) == 1 else f"{len(changeset.passes)} wires"
        violation = Violation(
            Location(),
            f"the new policy accepts {count} that the policy in force refuses",
            "merge the policy first, in a request of its own, then the wires: CI checks them with the policy in "
            f"force, and refuses them in the same request: {listed(changeset.passes[:5], 'and')}",
        )
        yield changeset.policy_files[0], violation


RULE = Rule(
    id="policy-lets-through",
    family="history",
    scope="changeset",
    level=Level.WARNING,
    what="A change to the policy comes with wires that pass only under the new policy.",
    why="A request must not weaken its own checks, so its wires are checked with the policy in force.",
    basis="In CI the policy comes from the base. Elsewhere the new policy is used, so that you can try it, and this "
    "rule says what CI will refuse.",
    bad="",
    good="""\
# before
related: []
# after
related: []
""",
    fix="Merge the policy first, in a request of its own and on its own merits; then the wires. Only new providers and "
    "codes that take nothing from anybody may come with their wires, where the policy says nothing else otherwise.",
    check=check,
)
