"""The file is larger than a wire can be."""

from collections.abc import Iterator

from butfor.archive.wire_file import Entry
from butfor.files.tree import MAX_BYTES
from butfor.findings import Hit, Spot
from butfor.rules._rule import Rule
from butfor.rules.yaml import problems


def check(entry: Entry) -> Iterator[Hit]:
    for problem in problems(entry, "too-large"):
        yield Hit(
            Spot(span=problem.span),
            f"the file is larger than {MAX_BYTES // 1024} KiB",
            "shorten it; link to long evidence instead of including it",
        )


RULE = Rule(
    id="too-large",
    family="yaml",
    what="The file is larger than 256 KiB.",
    why="No report is that long; files of that size are accidents or attacks, and would slow every reader.",
    basis="The wire format: at most 256 KiB.",
    bad="",
    good="related: []\n",
    fix="Link to long evidence instead of including it.",
    locked=True,
    entry=check,
)
