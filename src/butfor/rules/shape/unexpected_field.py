"""A field that another field's value rules out."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Location, Violation, dotted
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
        yield Violation(
            Location(error.path, key=True),
            f"`{error.path[0]}` on a wire whose `{dotted(error.because[0])}` is `{error.because[1]}`",
            "write `status: retracted` if the wire no longer stands, else delete the field",
        )


RULE = Rule(
    id="unexpected-field",
    family="shape",
    scope="file",
    what="A `retraction` on a wire that is not retracted; an entry of `corrections` in two forms.",
    why="Some readers look at `status`, others at `retraction`; both must say the same.",
    basis="The wire format, version 1: `retraction` is there if and only if `status` is `retracted`.",
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
    fix="Set `status: retracted`, or delete the `retraction`.",
    mandatory=True,
    check=check,
)
