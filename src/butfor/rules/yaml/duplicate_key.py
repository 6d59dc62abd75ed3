"""The same key twice in one mapping."""

from collections.abc import Iterator

from butfor.archive import Entry
from butfor.finding import Hit, Spot
from butfor.rules.base import Rule
from butfor.rules.yaml import problems
from butfor.text import shown


def check(entry: Entry) -> Iterator[Hit]:
    for problem in problems(entry, "duplicate-key"):
        related = ((Spot(problem.path, key=True), "it stands here first"),) if problem.path else ()
        yield Hit(
            Spot(problem.path, span=problem.span),
            f"key {shown(problem.about)} stands twice",
            "delete one of the two",
            related=related,
        )


RULE = Rule(
    id="duplicate-key",
    family="yaml",
    what="A key stands twice in one mapping.",
    why="Readers disagree on which of the two counts, so one wire would say two things.",
    basis="[YAML 1.2.2](https://yaml.org/spec/1.2.2/#3213-node-comparison): keys of a mapping must be unique.",
    bad="""\
severity: SEV-3
severity: SEV-4
""",
    good="severity: SEV-3\n",
    fix="Decide which of the two is right and delete the other.",
    locked=True,
    entry=check,
)
