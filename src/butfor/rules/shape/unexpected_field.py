"""A field that another field's value rules out."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import DataPath, Location, Violation, dotted
from butfor.rules._rule import Rule
from butfor.rules.shape import schema_errors


def check(file: WireFile) -> Iterator[Violation]:
    for error in schema_errors(file, "unexpected-field"):
        assert error.because is not None
        if error.path[0] == "corrections":
            yield Violation(
                Location(error.path, key=True),
                f"`{error.path[-1]}` in an entry that has `changes`",
                "delete it: `changes` say what was and what is; or move what it says into a change",
            )
            continue
        other, value = error.because
        yield Violation(
            Location(error.path, key=True),
            f"`{dotted(error.path)}` beside `{dotted(other)}`"
            if value == "given"
            else f"`{dotted(error.path)}` on a wire whose `{dotted(other)}` is `{value}`",
            _help(error.path, other),
        )


def _help(path: DataPath, other: DataPath) -> str:
    """Return how a field that another rules out is put right."""
    if other == ("schema",):
        return "it came with format 2: run `butfor upgrade` on this file, or write `schema: 2`"
    if path == ("rationale", "text"):
        return "the answers stand in place of the one text: move into them what it says, and delete it"
    if path == ("rationale", "by"):
        return "nobody signs a bulk text: delete it, or assess the wire, which writes the answers and `basis: editor`"
    if path[0] == "rationale":
        return "a bulk text is all that a bulk entry has: write `basis: editor` and delete `text` if it was assessed"
    return "write `status: retracted` if the wire no longer stands, else delete the field"


RULE = Rule(
    id="unexpected-field",
    family="shape",
    scope="file",
    what="A `retraction` on a wire that is not retracted; an entry of `corrections`, or a rationale, in two forms; a "
    "field of format 2 in a wire of `schema: 1`.",
    why="Some readers look at one of the two, others at the other; both must say the same.",
    basis="The wire format: `retraction` is there if and only if `status` is `retracted`; a rationale holds the "
    "answers, or one text.",
    bad="""\
retraction:
  date: "2026-06-10"
  reason: "The court withdrew its opinion."
  by: "A. Editor"
""",
    good="""\
status: retracted
retraction:
  date: "2026-06-10"
  reason: "The court withdrew its opinion."
  by: "A. Editor"
""",
    fix="Set `status: retracted`, or delete the `retraction`; keep one of two forms.",
    mandatory=True,
    check=check,
)
