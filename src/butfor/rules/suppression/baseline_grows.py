"""A fault that is made known instead of being fixed."""

from collections.abc import Iterator

from butfor.findings import Level, Violation
from butfor.policy.baseline import baseline_name
from butfor.rules._rule import ChangeSet, Rule

LABEL = "baseline"


def check(changeset: ChangeSet) -> Iterator[tuple[str, Violation]]:
    if not changeset.known:
        return
    hiding = next((known for known in changeset.known if known.touched), None)
    first = hiding or changeset.known[0]
    count = len(changeset.known)
    lines = "1 line" if count == 1 else f"{count} lines"
    is_first = changeset.base_policy.baseline.source is None and changeset.labels is None
    alone = not changeset.changes_wires and (is_first or LABEL in (changeset.labels or ()))
    allowed = not hiding and (alone or changeset.is_public)
    yield (
        baseline_name(changeset.policy.config.paths.schema_),
        Violation(
            first.location,
            f"this change adds {lines} to the baseline",
            f"fix what `{first.entry.rule}` finds in {first.entry.wire}, which this change brings or changes, and "
            "delete the line"
            if hiding
            else "delete them; if old faults must be recorded, do it in a request that changes no wire, and ask an "
            f"editor for the label `{LABEL}`",
            level=Level.WARNING if allowed else None,
        ),
    )


RULE = Rule(
    id="baseline-grows",
    family="suppression",
    scope="changeset",
    what="A change adds lines to the baseline. On wires that the change brings or changes it is always an error. On "
    "other wires it is an error, too, unless the change leaves all wires as they are, and an editor gave the "
    f"request the label `{LABEL}`, or it is an archive's first baseline and no labels are known: then it is a "
    "warning, as in a push to the public branch.",
    why="The baseline is for faults from before an archive was checked. If anybody could add to it, no rule would "
    "protect the archive.",
    basis="`schema/baseline.txt` of the base. A line for a wire that the change brings or changes has no effect. An "
    "archive without wires begins with the baseline that comes with its first ones.",
    bad="",
    good="""\
# before
related: []
# after
related: []
""",
    fix="Fix the fault, and delete the line.",
    mandatory=True,
    unwaivable=True,
    check=check,
)
