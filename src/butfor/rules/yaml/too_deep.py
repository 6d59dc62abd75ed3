"""Lists and mappings nested too deeply."""

from collections.abc import Iterator

from butfor.archive.wire_file import Entry
from butfor.findings import Hit, Spot
from butfor.rules._rule import Rule
from butfor.rules.yaml import problems
from butfor.yaml.parse import MAX_DEPTH


def check(entry: Entry) -> Iterator[Hit]:
    for problem in problems(entry, "too-deep"):
        yield Hit(
            Spot(span=problem.span),
            f"lists and mappings are nested deeper than {MAX_DEPTH} levels",
            "flatten it; a wire itself needs four levels",
        )


RULE = Rule(
    id="too-deep",
    family="yaml",
    what="Lists and mappings are nested deeper than 32 levels.",
    why="Deep nesting crashes common YAML and JSON readers.",
    basis="The wire format: depth at most 32.",
    bad="x_deep: " + "[" * 32 + "]" * 32 + "\n",
    good="x_deep: " + "[" * 31 + "]" * 31 + "\n",
    fix="Flatten the data of the extension field.",
    locked=True,
    entry=check,
)
