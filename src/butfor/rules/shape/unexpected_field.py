"""A field that another field's value rules out."""

from collections.abc import Iterator

from butfor.archive.wire_file import Entry
from butfor.findings import Hit, Spot, dotted
from butfor.rules._rule import Rule
from butfor.rules.shape import flaws


def check(entry: Entry) -> Iterator[Hit]:
    for flaw in flaws(entry, "unexpected-field"):
        assert flaw.because is not None
        yield Hit(
            Spot(flaw.path, key=True),
            f"`{flaw.path[0]}` on a wire whose `{dotted(flaw.because[0])}` is `{flaw.because[1]}`",
            "write `status: retracted` if the wire no longer stands, else delete the field",
        )


RULE = Rule(
    id="unexpected-field",
    family="shape",
    what="A `retraction` on a wire that is not retracted.",
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
    locked=True,
    entry=check,
)
