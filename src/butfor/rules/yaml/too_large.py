"""The file is larger than a wire can be."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.files.tree import MAX_BYTES
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.rules.yaml import parse_errors


def check(file: WireFile) -> Iterator[Violation]:
    for error in parse_errors(file, "too-large"):
        yield Violation(
            Location(span=error.span),
            f"the file is larger than {MAX_BYTES // 1024} KiB",
            "shorten it; link to long evidence instead of including it",
        )


RULE = Rule(
    id="too-large",
    family="yaml",
    scope="file",
    what="The file is larger than 256 KiB.",
    why="No report is that long; files of that size are accidents or attacks, and would slow every reader.",
    basis="The wire format: at most 256 KiB.",
    bad="",
    good="related: []\n",
    fix="Link to long evidence instead of including it.",
    mandatory=True,
    check=check,
)
