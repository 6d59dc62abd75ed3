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
                "delete it: `changes` say what was and what is now; or move its content into a change",
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
        return "it belongs to format 2: run `butfor upgrade` on this file, or write `schema: 2`"
    if path == ("rationale", "text"):
        return "the answers replace the one text: move its content into them, and delete it"
    if path == ("rationale", "by"):
        return "a bulk text has no signature: delete the field, or assess the wire with `butfor assess`"
    if path[0] == "rationale":
        return "a bulk entry has only a bulk text: if it was assessed, write `basis: editor` and delete `text`"
    return "write `status: retracted` if the wire is no longer valid, else delete the field"


RULE = Rule(
    id="unexpected-field",
    family="shape",
    scope="file",
    what="A `retraction` on a wire that is not retracted; an entry of `corrections`, or a rationale, in two forms; a "
    "field of format 2 in a wire of `schema: 1`.",
    why="Some readers look at one of the two, and others at the other, so both must agree.",
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
