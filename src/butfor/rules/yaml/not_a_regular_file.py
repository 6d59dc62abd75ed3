"""A folder, link, pipe or device where a wire should be."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Location, Span, Violation
from butfor.rules._rule import Rule


def check(file: WireFile) -> Iterator[Violation]:
    if file.irregular:
        yield Violation(
            Location(span=Span(1, 1, 1, 1)),
            f"this is {file.irregular}, not a file",
            "put a regular file in its place, or delete it",
        )


RULE = Rule(
    id="not-a-regular-file",
    family="yaml",
    scope="file",
    what="A folder, symbolic link, named pipe or device is in the place of a wire.",
    why="A link leads to another file in each checkout, and reading a pipe never ends.",
    basis="The wire format: one wire, one file.",
    bad="",
    good="related: []\n",
    fix="Copy the file to its place instead of linking to it.",
    mandatory=True,
    check=check,
)
