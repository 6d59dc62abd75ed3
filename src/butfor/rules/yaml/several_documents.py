"""More than one YAML document in the file."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.rules.yaml import parse_errors


def check(file: WireFile) -> Iterator[Violation]:
    for error in parse_errors(file, "several-documents"):
        yield Violation(
            Location(span=error.span),
            "a second document starts here",
            "delete the `---`; give each wire a file of its own",
        )


RULE = Rule(
    id="several-documents",
    family="yaml",
    scope="file",
    what="A `---` starts a second document.",
    why="Most programs would ignore it; one file is one wire.",
    basis="The wire format: one document.",
    bad="""\
related: []
---
related: []
""",
    good="related: []\n",
    fix="Delete the `---` and what follows, or move it to a file of its own.",
    mandatory=True,
    check=check,
)
