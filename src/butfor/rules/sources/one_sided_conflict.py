"""A disagreement of one."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    for index, conflict in enumerate(context.wire.conflicts):
        if len(set(conflict.sources)) < 2:
            yield Violation(
                Location(("conflicts", index, "sources"), key=True),
                "a conflict names only one source",
                "name the sources that disagree: at least two",
            )


RULE = Rule(
    id="one-sided-conflict",
    family="sources",
    scope="wire",
    what="An entry of `conflicts` names fewer than two different sources.",
    why="Readers learn that sources disagree but see one side; they can't check the other.",
    basis="The wire format: `conflicts` says where sources disagree.",
    bad="""\
conflicts:
  - point: "How many opinions were invented."
    sources: [S1, S1]
""",
    good="""\
conflicts:
  - point: "How many opinions were invented."
    sources: [S1, S3]
""",
    fix="Name the other source, or move the point into the body.",
    needs=("conflicts",),
    check=check,
)
