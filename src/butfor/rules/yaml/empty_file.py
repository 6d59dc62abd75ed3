"""The file holds nothing."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Location, Span, Violation
from butfor.rules._rule import Rule


def check(file: WireFile) -> Iterator[Violation]:
    document = file.document
    if document is not None and not document.unparsable and document.data is None:
        yield Violation(Location(span=Span(1, 1, 1, 1)), "the file is empty", "fill it, or delete it")


RULE = Rule(
    id="empty-file",
    family="yaml",
    scope="file",
    what="The file contains nothing, or only comments.",
    why="Each file of the archive reports an incident; this one says nothing.",
    basis="The wire format: one document.",
    bad="",
    good="related: []\n",
    fix="Run `butfor new`, which writes a file with every field to fill in.",
    mandatory=True,
    check=check,
)
