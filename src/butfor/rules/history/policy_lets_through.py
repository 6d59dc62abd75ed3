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
            f"it lets {count} through that the one in force refuses",
            "merge the policy first, in a request of its own, then the wires: CI judges them by the policy in force, "
            f"and refuses them in the same request: {listed(changeset.passes[:5], 'and')}",
        )
        yield changeset.policy_files[0], violation


RULE = Rule(
    id="policy-lets-through",
    family="history",
    scope="changeset",
    level=Level.WARNING,
    what="A change to the policy, and wires that pass under it alone.",
    why="A request must not weaken the gate that it goes through: its wires are judged by the policy in force.",
    basis="In CI policy is read from the version that the change is compared with. Elsewhere the new one judges, so "
    "that it can be tried out, and this rule says what CI will refuse.",
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
