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
                f"{fault.repair}; for an entry about an older change that no entry explained, sign a deviation from "
                "this rule",
            )


RULE = Rule(
    id="correction-without-change",
    family="history",
    scope="change",
    what="A new correction explains a change that was not made.",
    why="The public ledger would report a change that nobody can find.",
    basis="The wire format: `changes` list what differs between two versions. An entry about an older change that "
    "no entry explained needs a deviation, because the two versions can't prove it. Where a range contains "
    "several commits, entries may explain it step by step.",
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
    fix="Delete the entry, or make the change that it explains.",
    needs=("corrections",),
    mandatory=True,
    check=check,
)
