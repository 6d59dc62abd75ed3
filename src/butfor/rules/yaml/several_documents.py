"""More than one YAML document in the file."""

from collections.abc import Iterator

from butfor.archive.wire_file import Entry
from butfor.findings import Hit, Spot
from butfor.rules._rule import Rule
from butfor.rules.yaml import problems


def check(entry: Entry) -> Iterator[Hit]:
    for problem in problems(entry, "several-documents"):
        yield Hit(
            Spot(span=problem.span),
            "a second document starts here",
            "delete the `---`; give each wire a file of its own",
        )


RULE = Rule(
    id="several-documents",
    family="yaml",
    what="A `---` starts a second document.",
    why="Most readers would never see it; one file is one wire.",
    basis="The wire format: one document.",
    bad="""\
related: []
---
related: []
""",
    good="related: []\n",
    fix="Delete the `---` and what follows, or move it to a file of its own.",
    locked=True,
    entry=check,
)
