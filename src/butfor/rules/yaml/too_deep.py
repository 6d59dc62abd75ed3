"""Lists and mappings nested too deeply."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.rules.yaml import parse_errors
from butfor.yaml.spans import MAX_DEPTH


def check(file: WireFile) -> Iterator[Violation]:
    for error in parse_errors(file, "too-deep"):
        yield Violation(
            Location(span=error.span),
            f"lists and mappings are nested deeper than {MAX_DEPTH} levels",
            "use fewer levels; a wire itself needs four",
        )


RULE = Rule(
    id="too-deep",
    family="yaml",
    scope="file",
    what="Lists and mappings are nested deeper than 32 levels.",
    why="Deep nesting crashes common YAML and JSON readers.",
    basis="The wire format: depth at most 32.",
    bad="x_deep: " + "[" * 32 + "]" * 32 + "\n",
    good="x_deep: " + "[" * 31 + "]" * 31 + "\n",
    fix="Use fewer levels in the extension field.",
    mandatory=True,
    check=check,
)
