"""A correction of what has not changed."""

from collections.abc import Iterator

from butfor.changes.versions import WireChange
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.text.display import shown


def check(change: WireChange) -> Iterator[Violation]:
    for path, fault in change.unexplained:
        if path is not None and fault.difference is None:
            yield Violation(
                Location(path),
                f"{shown(fault.field, 60)} {fault.what}",
                f"{fault.repair}; an entry on an older change that nobody told is signed off with a deviation from "
                "this rule",
            )


RULE = Rule(
    id="correction-without-change",
    family="history",
    scope="change",
    what="A new correction tells a change of what says the same as before.",
    why="The public account would tell a change that nobody can find.",
    basis="The wire format: `changes` tell what differs between two versions. An entry on an older change that nobody "
    "told is signed off with a deviation: two versions can't tell it from an invention. Where a range holds several "
    "commits, entries may tell it step by step.",
    bad="""\
# before
related: []
# after
corrections:
  - date: "2026-06-10"
    type: correction
    changes:
      - {field: severity, was: SEV-3, now: SEV-4}
    reason: "The fine was reversed."
    by: "A. Editor"
""",
    good="""\
# before
related: []
# after
severity: SEV-4
corrections:
  - date: "2026-06-10"
    type: correction
    changes:
      - {field: severity, was: SEV-3, now: SEV-4}
    reason: "The fine was reversed."
    by: "A. Editor"
""",
    fix="Take the entry out, or make the change with it.",
    needs=("corrections",),
    mandatory=True,
    check=check,
)
