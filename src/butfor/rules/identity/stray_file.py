"""Something in the incidents folder that is no wire."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.files.write import left_behind
from butfor.findings import Location, Span, Violation
from butfor.rules._rule import Rule


def check(file: WireFile) -> Iterator[Violation]:
    if file.document is None and file.irregular is None and left_behind(file.name):
        yield Violation(
            Location(span=Span(1, 1, 1, 1)),
            "this file is left over from an interrupted write",
            "delete it; the wire itself was not changed",
        )
    elif file.document is None and file.irregular is None:
        yield Violation(
            Location(span=Span(1, 1, 1, 1)),
            "a file that is not a wire: its name does not end in `.yaml`",
            "rename it if it is a wire, else move it out of this folder; name files of your editor in `.gitignore`",
        )


RULE = Rule(
    id="stray-file",
    family="identity",
    scope="file",
    what="A file in the incidents folder whose name does not end in `.yaml`.",
    why="Nothing checks or shows it, though it is where people look for wires.",
    basis="The wire format: one wire is `incidents/<year>/<ULID>.yaml`. `README.md` and `.gitkeep` may be there, too.",
    bad="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yml
related: []
""",
    good="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
related: []
""",
    fix="Rename the file to `<id>.yaml`, or move it elsewhere.",
    mandatory=True,
    check=check,
)
