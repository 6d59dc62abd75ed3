"""A policy under which published wires fail."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import ChangeSet, Rule
from butfor.text.display import listed


def check(changeset: ChangeSet) -> Iterator[tuple[str, Violation]]:
    if changeset.fails:
        count = "1 file that passes" if len(changeset.fails) == 1 else f"{len(changeset.fails)} files that pass"
        violation = Violation(
            Location(),
            f"under this policy {count} would fail",
            "fix them in this change, too (lines of the baseline: `butfor baseline shrink`), or relax the policy: "
            f"{listed(changeset.fails[:5], 'and')}",
        )
        yield changeset.policy_files[0], violation


RULE = Rule(
    id="policy-fails-wires",
    family="history",
    scope="changeset",
    what="A change to the policy finds errors in published wires, or in the baseline, that had none.",
    why="After the merge no other request could be merged: each would be blocked by wires that it does not touch.",
    basis="The policy applies to the whole archive, so it is checked against the whole archive.",
    bad="",
    good="""\
# before
related: []
# after
related: []
""",
    fix="Fix the wires together with the policy.",
    check=check,
)
